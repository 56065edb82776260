/** What is asked once by a server: the key for a moment, and the workspace's currency for ever. */
const KNOWN = ['selectApiKey', 'selectCurrency', 'selectWorkspace'];

export const isKnown = (name: string): boolean => KNOWN.includes(name);

/** The names of the statements that a spy on pg saw, in their order; without what enters a workspace, ends, or is known. */
export const statementNames = ({ mock }: jest.SpyInstance): string[] =>
  mock.calls.flatMap(([config]) => nameOf(config as { name?: string; text?: string })).filter((name) => !isKnown(name));

const nameOf = ({ name, text }: { name?: string; text?: string }): string | never[] =>
  name || (/^\/\* (\w+) \*\//.exec(text ?? '')?.[1] ?? []);
