import type { Answer } from './answer.js';
import { makeCall, type Call } from './call.js';
import { requireVariables, type TypedDocument } from './document.js';
import {
  getValidMaxRetries,
  getValidTimeout,
  getValidTokenSource,
  getValidUrl,
  type ClienteleOptions,
  type RequestOptions,
} from './options.js';
import { isPage, Pages, type Page, type PageRequest, type PageVariables } from './pages.js';
import { Transport } from './transport.js';

/** The parameters after the document. Variables are optional if the operation requires none. */
type Rest<Variables> =
  Partial<Variables> extends Variables
    ? [variables?: Variables, options?: RequestOptions]
    : [variables: Variables, options?: RequestOptions];

/** The item type of the only list in a document. */
type ItemOf<Data> = Data[keyof Data] extends { readonly nodes: readonly (infer Item)[] } ? Item : never;

/**
 * The client without the generated methods. You pass the documents, and bundle only those that you use.
 *
 * ```ts
 * const core = new ClienteleCore({ url: 'http://localhost:4000/graphql', apiKey });
 * const { account } = await core.request(AccountDocument, { by: { externalId: 'acme' } });
 * for await (const { name } of core.pages(AccountsDocument, { filter: { type: { eq: 'CLIENT' } } })) console.log(name);
 * ```
 */
export class ClienteleCore {
  readonly #transport: Transport;

  /** @throws UsageError if the options are invalid, or `apiKey` is used in a browser. */
  constructor(options: ClienteleOptions) {
    const {
      url,
      fetch = (target, init) => globalThis.fetch(target, init),
      timeoutMs = 60_000,
      maxRetries = 4,
    } = options;
    this.#transport = new Transport({
      ...options,
      url: getValidUrl(url),
      token: getValidTokenSource(options),
      fetch,
      timeoutMs: getValidTimeout(timeoutMs),
      maxRetries: getValidMaxRetries(maxRetries),
    });
  }

  /**
   * Executes any operation. Documents made by graphql-codegen or gql.tada carry their types.
   *
   * ```ts
   * const { plans } = await client.request<{ plans: { name: string }[] }>('{ plans { name } }');
   * ```
   */
  request<Data = unknown, Variables = Record<string, unknown>>(
    document: TypedDocument<Data, Variables>,
    ...[variables, options]: Rest<Variables>
  ): Call<Data> {
    return makeCall(this.#transport.send(document, variables, options));
  }

  /**
   * Reads a list with your own selection. Pages are fetched as they are read. The document must take the variable `$after`
   * and select one list with `nodes` and `pageInfo { endCursor hasNextPage }`. For `.page()` it must also take the variables
   * that you pass to it.
   *
   * ```ts
   * const names = core.pages<{ accounts: Page<{ name: string }> }>(`
   *   query Names($after: String) {
   *     accounts(first: 100, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } }
   *   }
   * `);
   * for await (const { name } of names) console.log(name);
   * ```
   */
  pages<Data extends object, Variables extends PageVariables = PageVariables & Record<string, unknown>>(
    document: TypedDocument<Data, Variables>,
    ...[variables, options]: Rest<Variables>
  ): Pages<ItemOf<Data>> {
    const { first, after, ...others } = { ...(variables as PageRequest | undefined) };
    const load = async (request: PageRequest): Promise<Answer<Page<ItemOf<Data>>>> => {
      requireVariables(document, request);
      const answer = await this.#transport.send(document, { ...others, ...request } as unknown as Variables, options);
      return { ...answer, data: Object.values(answer.data).find(isPage) as Page<ItemOf<Data>> };
    };
    return new Pages(load, { first, after });
  }
}
