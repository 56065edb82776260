import { BadResponseError } from './errors.js';

/** Far above any response of the API: a page of 100 accounts takes 0.1 MB. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/** Reads the body as text. Throws if it exceeds the limit, so that a faulty server cannot exhaust memory. */
export async function readText(operation: string, response: Response): Promise<string> {
  const reader = response.body?.getReader();
  // Some runtimes do not support streams.
  if (!reader) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_RESPONSE_BYTES) {
      throw new BadResponseError(
        `${operation} failed: the response is larger than ${MAX_RESPONSE_BYTES / 1024 / 1024} MiB. Check the url, or request less at once.`,
        { status: response.status },
      );
    }
    text += decoder.decode(value, { stream: true });
  }
}
