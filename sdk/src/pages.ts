import { contextOf, type Answer } from './answer.js';
import { makeCall, type Call } from './call.js';
import { BadResponseError, RepeatedCursorError } from './errors.js';

/** The position of a page in its list. The fields that lists of your own need not select may be undefined. */
export interface PageInfo {
  /** Pass it as `after` to continue after this page, at any later time. Null on an empty page. */
  readonly endCursor: string | null;
  /** Whether more items follow. Reading with `last`: whether `before` was set. */
  readonly hasNextPage: boolean;
  /** Pass it as `before` to read what precedes this page. Null on an empty page. */
  readonly startCursor?: string | null;
  /** Whether more items precede. Reading with `first`: whether `after` was set. */
  readonly hasPreviousPage?: boolean;
}

/** One page of a list. */
export interface Page<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: PageInfo;
  /** Number of items on all pages. Undefined unless `totalCount: true` requested it. */
  readonly totalCount?: number;
}

/** Which page of a list to read. */
export interface PageRequest {
  /** Number of items from the start, or after `after`, 1 to 100. Default: the `pageSize` of the list, or 50. Not with `last`. */
  readonly first?: number | null | undefined;
  /** Starts after this cursor: the `pageInfo.endCursor` of another page. Default: the `after` of the list. Not with `last`. */
  readonly after?: string | null | undefined;
  /** Number of items from the end, or before `before`, 1 to 100, in the same order. Not with `first`. */
  readonly last?: number | null | undefined;
  /** Ends before this cursor: the `pageInfo.startCursor` of another page. Requires `last`. Default: the end of the list. */
  readonly before?: string | null | undefined;
  /** Whether to count the items on all pages, which takes the server additional time. Default: false. */
  readonly totalCount?: boolean | undefined;
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
  readonly #load: (request: PageRequest) => Promise<Answer<Page<Item>>>;
  readonly #start: PageRequest;

  constructor(load: (request: PageRequest) => Promise<Answer<Page<Item>>>, start: PageRequest) {
    this.#load = load;
    this.#start = start;
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
    let { after } = this.#start;
    const seen = new Set<unknown>([null, after]);
    for (;;) {
      const answer = await this.#read({ ...this.#start, after });
      const { endCursor, hasNextPage } = answer.data.pageInfo;
      if (hasNextPage && seen.has(endCursor)) {
        throw new RepeatedCursorError(
          'Expected a new cursor; got a repeated one, or none. Report the request.',
          contextOf(answer),
        );
      }
      yield answer;
      if (!hasNextPage) return;
      seen.add(endCursor);
      after = endCursor;
    }
  }

  /**
   * Reads one page, in either direction, for example to show one page at a time, with the number of all items.
   *
   * ```ts
   * const accounts = client.accounts({ filter: { type: { eq: 'CLIENT' } }, pageSize: 20 });
   * const page = await accounts.page({ totalCount: true });
   * console.log(`${page.nodes.length} of ${page.totalCount}`);
   * const next = await accounts.page({ after: page.pageInfo.endCursor });
   * const previous = await accounts.page({ last: 20, before: next.pageInfo.startCursor });
   * ```
   */
  page(request: PageRequest & { readonly totalCount: true }): Call<Page<Item> & { readonly totalCount: number }>;
  page(request?: PageRequest): Call<Page<Item>>;
  page(request: PageRequest = {}): Call<Page<Item>> {
    return makeCall(this.#read(typeof request.last === 'number' ? request : { ...this.#start, ...request }));
  }

  async #read(request: PageRequest): Promise<Answer<Page<Item>>> {
    const answer = await this.#load(request);
    if (isPage(answer.data)) return answer;
    throw new BadResponseError(
      'Expected a list with `nodes` and `pageInfo`; got none. Select both.',
      contextOf(answer),
    );
  }
}

export const isPage = (value: unknown): boolean => {
  const { nodes, pageInfo } = Object(value) as Partial<Page<unknown>>;
  return Array.isArray(nodes) && typeof pageInfo?.hasNextPage === 'boolean';
};
