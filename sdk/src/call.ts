import type { Answer } from './answer.js';

/** What a method answers: the data, or with `.withResponse()` also the response that it came in. */
export interface Call<Data> extends Promise<Data> {
  /**
   * ```ts
   * const { data, requestId, response } = await client.workspace().withResponse();
   * console.log(data.name, requestId, response.headers.get('content-type'));
   * ```
   */
  withResponse(): Promise<Answer<Data>>;
}

export function makeCall<Data>(answer: Promise<Answer<Data>>): Call<Data> {
  const call = answer.then(({ data }) => data);
  return Object.assign(call, {
    withResponse: () => {
      // Whoever waits for the answer hears of its failure there.
      call.catch(() => undefined);
      return answer;
    },
  });
}
