import type { Answer } from './answer.js';
import { BadResponseError, RepeatedCursorError } from './errors.js';

/** One page of a list. */
export interface Page<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: {
    /** Pass it as `after` to continue after this page, at any later time. Null on an empty page. */
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
  };
}

/** The variable of a paged document. */
export interface PageVariables {
  /** Starts after this cursor. Default: the start of the list. */
  readonly after?: string | null | undefined;
}

/**
 * A list whose pages are fetched as they are read. Nothing is fetched before that. Each `for await` starts from the first page.
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
   * Iterates over pages instead of items, for example to store `pageInfo.endCursor` and continue from there later.
   *
   * @throws RepeatedCursorError if the server returns a cursor again, which would never end.
   */
  async *byPage(): AsyncGenerator<Page<Item>, void, undefined> {
    for await (const { data } of this.withResponse()) yield data;
  }

  /**
   * Iterates over pages, each with its response.
   *
   * ```ts
   * for await (const { data, requestId } of client.accounts().withResponse()) console.log(data.nodes.length, requestId);
   * ```
   *
   * @throws RepeatedCursorError if the server returns a cursor again, which would never end.
   */
  async *withResponse(): AsyncGenerator<Answer<Page<Item>>, void, undefined> {
    const seen = new Set<unknown>([null, this.#after]);
    let after = this.#after;
    for (;;) {
      const answer = await this.#load(after);
      const context = { requestId: answer.requestId, status: answer.response.status };
      if (!isPage(answer.data)) {
        throw new BadResponseError('Expected a list with `nodes` and `pageInfo`; got none. Select both.', context);
      }
      const { endCursor, hasNextPage } = answer.data.pageInfo;
      if (hasNextPage && seen.has(endCursor)) {
        throw new RepeatedCursorError(
          'Expected a new cursor; got a repeated one, or none. Report the request.',
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
