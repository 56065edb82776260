import type { Answer } from './answer.js';
import { RepeatedCursorError } from './errors.js';

/** One page of a list. */
export interface Page<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: {
    /** Give it as `after` to go on behind this page, also later and elsewhere; null on an empty page. */
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
  };
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
    const seen = new Set<unknown>([null, this.#after]);
    let after = this.#after;
    for (;;) {
      const { data: page, ...context } = await this.#load(after);
      const { endCursor, hasNextPage } = page.pageInfo;
      if (hasNextPage && seen.has(endCursor)) {
        throw new RepeatedCursorError('Expected a cursor that leads on; got one that leads back, or none.', context);
      }
      yield page;
      if (!hasNextPage) return;
      seen.add(endCursor);
      after = endCursor;
    }
  }
}
