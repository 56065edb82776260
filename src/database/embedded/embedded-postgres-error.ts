/** Why the embedded database is not available, in one line: what was expected, what happened, and how to fix it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** The embedded database cannot run because the disk of its data directory is full. */
export class EmbeddedDiskFull extends EmbeddedPostgresError {}

/** Explains any error that prevents the database in a data directory from starting. */
export function explainFailure(error: unknown, dataDirectory: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const Failure = hasCode(error, 'ENOSPC', 'EDQUOT') ? EmbeddedDiskFull : EmbeddedPostgresError;
  return new Failure(
    `The embedded database in ${dataDirectory} could not be started (${String(error)}). ` +
      'Fix that, set CLIENTELE_DATA_DIR to another data directory, or set DATABASE_URL.',
    { cause: error },
  );
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
