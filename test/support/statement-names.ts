/**
 * Statements whose results the server caches (the key briefly, what the workspace never changes indefinitely, and the time
 * zone until the revision changes), and those that load exchange rates together with other statements, once per request.
 */
const KNOWN = [
  'selectApiKey',
  'selectCurrency',
  'selectCursorSecret',
  'selectRatesInEffect',
  'selectRatesSince',
  'selectRevision',
  'selectWorkspace',
  'selectZone',
];

export const isKnown = (name: string): boolean => KNOWN.includes(name);

/**
 * Returns the names of the statements that a spy on pg saw, in order, without cached statements and those that enter a
 * workspace or end a transaction.
 */
export const statementNames = ({ mock }: jest.SpyInstance): string[] =>
  mock.calls.flatMap(([config]) => nameOf(config as { name?: string; text?: string })).filter((name) => !isKnown(name));

const nameOf = ({ name, text }: { name?: string; text?: string }): string | never[] =>
  name || (/^\/\* (\w+) \*\//.exec(text ?? '')?.[1] ?? []);
