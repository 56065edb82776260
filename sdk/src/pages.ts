import type { Answer } from './answer.js';
import { BadResponseError, RepeatedCursorError } from './errors.js';

/** One page of a list. */
export interface Page<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: {
    /** Give it as `after` to go on behind this page, also later and elsewhere; null on an empty page. */
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
  };
}

/** The variable that says where a page begins. */
export interface PageVariables {
  readonly after?: string | null | undefined;
}

/**
 * A list that is fetched page by page, as it is read; nothing is fetched before. Each `for await` begins anew.
 *
 * ```ts
 * for await (const account of client.accounts({ filter: { type: { eq: 'CLIENT' } } })) {
 *   console.log(account.name, account.relationship.summary);
 * }
 * ```
 */
export class Pages<Item> implements AsyncIterable<Item> {
  readonly #load: (after: string | null | undefined) => Promise<Answer<Page<Item>>>;
  readonly #after: string | null | undefined;

  constructor(load: (after: string | null | undefined) => Promise<Answer<Page<Item>>>, after?: string | null) {
    this.#load = load;
    this.#after = after;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const { nodes } of this.byPage()) yield* nodes;
  }

  /**
   * The pages instead of the items, for example to keep `pageInfo.endCursor` and go on from there another day.
   *
   * @throws RepeatedCursorError where the server answers a cursor again, which would go on for ever.
   */
  async *byPage(): AsyncGenerator<Page<Item>, void, undefined> {
    for await (const { data } of this.withResponse()) yield data;
  }

  /**
   * The pages, each with the response that it came in.
   *
   * ```ts
   * for await (const { data, requestId } of client.accounts().withResponse()) console.log(data.nodes.length, requestId);
   * ```
   *
   * @throws RepeatedCursorError where the server answers a cursor again, which would go on for ever.
   */
  async *withResponse(): AsyncGenerator<Answer<Page<Item>>, void, undefined> {
    const seen = new Set<unknown>([null, this.#after]);
    let after = this.#after;
    for (;;) {
      const answer = await this.#load(after);
      const context = { requestId: answer.requestId, status: answer.response.status };
      if (!isPage(answer.data)) {
        throw new BadResponseError('Expected a list with its `nodes` and `pageInfo`; got none. Ask for both.', context);
      }
      const { endCursor, hasNextPage } = answer.data.pageInfo;
      if (hasNextPage && seen.has(endCursor)) {
        throw new RepeatedCursorError(
          'Expected a cursor that leads on; got one that leads back, or none. Report the request.',
          context,
        );
      }
      yield answer;
      if (!hasNextPage) return;
      seen.add(endCursor);
      after = endCursor;
    }
  }
}

export const isPage = (value: unknown): boolean => {
  const { nodes, pageInfo } = Object(value) as Partial<Page<unknown>>;
  return Array.isArray(nodes) && typeof pageInfo?.hasNextPage === 'boolean';
};
