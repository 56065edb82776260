export type Separator = ',' | ';' | '\t';
const SEPARATORS: readonly Separator[] = [',', ';', '\t'];

/** The line before the header in which Excel names the separator. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/;

/** Returns the separator of a file from its start: the one that splits the header row into the most columns. */
export function findSeparator(start: string): Separator {
  const said = SEPARATOR_LINE.exec(start)?.[1];
  if (SEPARATORS.includes(said as Separator)) return said as Separator;
  const header = start
    .replace(/"(?:[^"]|"")*"/g, '')
    .trimStart()
    .split(/\r\n|\n|\r/, 1)[0]!;
  const columns = (separator: Separator): number => header.split(separator).length;
  return SEPARATORS.reduce((best, one) => (columns(one) > columns(best) ? one : best));
}

/** Returns the number of lines before the header row: 1 if the first line names the separator, otherwise 0. */
export const linesBeforeHeader = (start: string): number => (SEPARATOR_LINE.test(start) ? 1 : 0);
