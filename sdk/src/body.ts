import { BadResponseError } from './errors.js';

/** A page of a hundred accounts takes a tenth of a megabyte. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The body as text, unless it is larger than any answer: a server gone wild must not fill the memory. */
export async function readText(operation: string, response: Response): Promise<string> {
  const reader = response.body?.getReader();
  // Some runtimes have no streams.
  if (!reader) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      throw new BadResponseError(
        `${operation} failed: its answer is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MiB. Check the url, or ask for less at once.`,
        { status: response.status },
      );
    }
    text += decoder.decode(value, { stream: true });
  }
}
