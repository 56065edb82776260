/**
 * The names of the statements that a spy on pg saw, in their order; without what enters a workspace and ends, and
 * without the search for the key, which is known for a moment.
 */
export const statementNames = ({ mock }: jest.SpyInstance): string[] =>
  mock.calls.flatMap(([config]) => (config as { name?: string }).name ?? []).filter((name) => name !== 'selectApiKey');
