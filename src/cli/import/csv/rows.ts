/* Reads the rows of a CSV file, with the line on which each starts. */
import { Readable } from 'node:stream';
import { parse, type CsvError, type Info } from 'csv-parse';
import { findSeparator, linesBeforeHeader, type Separator } from './separator.js';
import { findEncoding, readStart, readText, sizeOf, type Encoding } from './text-file.js';

/** The maximum size of a row. A longer row means that a quote was not closed. */
const MAX_ROW_BYTES = 1_000_000;

/** How a file is written. */
export interface CsvFile {
  path: string;
  /** The size in bytes. */
  size: number;
  encoding: Encoding;
  separator: Separator;
  /** The names of the columns. Unnamed columns are empty texts. */
  columns: string[];
}

export interface Row {
  /** The line on which the row starts, from 1, as a text editor counts. */
  line: number;
  cells: readonly string[];
}

/** A row that cannot be read as a row of the table. */
export interface BrokenRow {
  line: number;
  problem: string;
}

/** Detects the encoding and the separator of a file, and reads its header. */
export async function openCsvFile(
  path: string,
  known: { separator?: Separator; encoding?: Encoding } = {},
): Promise<CsvFile> {
  const size = await sizeOf(path);
  const encoding = known.encoding ?? (await findEncoding(path));
  const separator = known.separator ?? findSeparator(await readStart(path, encoding));
  const file: CsvFile = { path, size, encoding, separator, columns: [] };
  for await (const row of readAll(file)) {
    if ('problem' in row) throw new Error(`${path}, line ${row.line}: ${row.problem}`);
    const columns = row.cells.map((name) => name.trim());
    const repeated = columns.find((name, place) => name !== '' && columns.indexOf(name) !== place);
    if (repeated !== undefined) {
      throw new Error(
        `Expected columns with different names; ${path} has two named "${repeated}". Rename one of them.`,
      );
    }
    return { ...file, columns };
  }
  throw new Error(
    `Expected a CSV file with a header row; ${path} has no rows. Add a first row with the names of the columns.`,
  );
}

/** Yields the rows after the header. Empty rows are skipped. */
export async function* readRows(file: CsvFile, onRead?: (bytes: number) => void): AsyncGenerator<Row | BrokenRow> {
  let isHeader = true;
  const { length } = file.columns;
  for await (const row of readAll(file, onRead)) {
    if (isHeader) isHeader = false;
    else if ('problem' in row) yield row;
    else if (row.cells.every((cell) => cell.trim() === '')) continue;
    else if (row.cells.slice(length).some((cell) => cell !== '') || row.cells.length < Math.min(length, 2)) {
      yield { line: row.line, problem: lengthProblem(length, row.cells.length, file.separator) };
    } else yield row;
  }
}

const lengthProblem = (expected: number, got: number, separator: Separator): string =>
  `Expected ${expected} cells, as in the header; got ${got}. Enclose cells that contain ${NAMES[separator]} or line breaks in double quotes.`;

const NAMES: Readonly<Record<Separator, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' };

export const nameOfSeparator = (separator: Separator): string => NAMES[separator];

async function* readAll(file: CsvFile, onRead?: (bytes: number) => void): AsyncGenerator<Row | BrokenRow> {
  const { path, encoding, separator } = file;
  const start = await readStart(path, encoding);
  const parser = parse({
    delimiter: separator,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    from_line: 1 + linesBeforeHeader(start),
    max_record_size: MAX_ROW_BYTES,
  });
  const input = Readable.from(readText(path, encoding, onRead), { objectMode: false });
  input.on('error', (error) => parser.destroy(error));
  let line = 1;
  try {
    for await (const { record, info } of input.pipe(parser) as AsyncIterable<{ record: string[]; info: Info }>) {
      // `info.lines` is the line on which the row ends.
      line = info.lines - record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
      yield { line, cells: record };
    }
  } catch (error) {
    if (!isCsvError(error)) throw error;
    yield {
      line: line + 1,
      problem: `Expected a closing double quote; got the end of the file, or a row of more than ${MAX_ROW_BYTES} bytes. Correct the quotes from this line on. The rows from here on were not read.`,
    };
  } finally {
    input.destroy();
  }
}

const isCsvError = (error: unknown): error is CsvError =>
  error instanceof Error && typeof (error as CsvError).code === 'string' && (error as CsvError).code.startsWith('CSV_');
