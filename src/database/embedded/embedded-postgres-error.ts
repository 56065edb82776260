/** Why the embedded database cannot be had, in one line: what was expected, what happened, how to mend it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** One line to be quoted inside an error, from output that may have many. */
export function quoteLastLines(output: string, count = 4): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .slice(-count)
    .join(' | ');
}

/** Is it an error of Node's or PostgreSQL's with one of these codes? */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
