import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';

/** Yields the text of a file: UTF-8 or, as PowerShell writes it, UTF-16; compressed with gzip or not. */
export async function* readText(path: string): AsyncGenerator<string> {
  const isCompressed = (await readStart(path)).equals(GZIP);
  const file = createReadStream(path);
  const bytes: Readable = isCompressed ? file.pipe(createGunzip()) : file;
  file.once('error', (error) => bytes.destroy(error));
  let decoder: TextDecoder | undefined;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8', { fatal: true });
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder?.decode() ?? '';
}

const GZIP = Buffer.from([0x1f, 0x8b]);

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GZIP.length), 0, GZIP.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
