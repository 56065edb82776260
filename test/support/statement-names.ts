/** The names of the statements that a spy on pg saw, in their order; without what enters a workspace and ends. */
export const statementNames = ({ mock }: jest.SpyInstance): string[] =>
  mock.calls.flatMap(([config]) => (config as { name?: string }).name ?? []);
