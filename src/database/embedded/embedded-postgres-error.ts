/** Why the embedded database is not available, in one line: what was expected, what happened, and how to fix it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** Joins the last lines of an output to one line, for quoting in an error. */
export function quoteLastLines(output: string, count = 4): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .slice(-count)
    .join(' | ');
}

/** Tells whether an error of Node or PostgreSQL has one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
