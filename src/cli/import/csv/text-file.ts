/* Reads text files in the encodings that spreadsheets write. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** A byte order mark, and the encoding that it stands for. */
const MARKS: readonly (readonly [bytes: readonly number[], encoding: Encoding])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** The first bytes of Excel workbooks: .xlsx, which is a ZIP archive, and .xls. */
const WORKBOOKS = ['504b0304', 'd0cf11e0'];

/** Returns the size of a file in bytes. Refuses a path that is not a readable, non-empty file. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new Error(
      `Expected a readable file; ${path} cannot be read. Check the path and the permissions of the file.`,
      { cause },
    );
  });
  if (!found.isFile()) throw new Error(`Expected a file; ${path} is not a file.`);
  if (found.size === 0) throw new Error(`Expected a CSV file with a header row; ${path} is empty.`);
  return found.size;
}

/**
 * Returns the encoding of a file: that of its byte order mark; otherwise UTF-8 if all of the file is valid UTF-8, which
 * text in another encoding practically never is; otherwise Windows-1252, which Excel writes.
 */
export async function findEncoding(path: string): Promise<Encoding> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const marked = MARKS.find(([bytes]) => bytes.every((byte, index) => buffer[index] === byte));
    if (marked) return marked[1];
    if (WORKBOOKS.includes(buffer.toString('hex'))) {
      throw new Error(`Expected a CSV file; ${path} is an Excel workbook. Save it as CSV first.`);
    }
  } finally {
    await file.close();
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'windows-1252';
    throw error;
  }
}

/** Yields the text of a file without its byte order mark. `onRead` gets the number of bytes of each chunk. */
export async function* readText(
  path: string,
  encoding: Encoding,
  onRead?: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path)) {
    onRead?.((chunk as Buffer).length);
    yield decoder.decode(chunk as Buffer, { stream: true });
  }
  yield decoder.decode();
}

/** Returns the start of a file, for example to find its separator. */
export async function readStart(path: string, encoding: Encoding): Promise<string> {
  for await (const text of readText(path, encoding)) return text;
  return '';
}
