import type { Answer } from './answer.js';

/** The promise that a method returns. It resolves to the data; `.withResponse()` also returns the response. */
export interface Call<Data> extends Promise<Data> {
  /**
   * Returns the data together with the HTTP response and the request id.
   *
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
      // The rejection is reported by the returned promise; without this the call itself would be an unhandled rejection.
      call.catch(() => undefined);
      return answer;
    },
  });
}
