/* TanStack Query caches responses that the SDK fetches. A query that no component uses any more is aborted. */
import { ClienteleCore } from '@clientele/sdk/core';
import { AccountsDocument } from '@clientele/sdk/documents';
import type { QueryClient } from '@tanstack/query-core';

export const makeCore = (url: string, token: string): ClienteleCore =>
  // TanStack Query retries by itself; retries of the SDK would multiply the attempts.
  new ClienteleCore({ url, token: () => token, maxRetries: 0 });

/** In a component: `useQuery(accountsQuery(core, first))`. */
export const accountsQuery = (core: ClienteleCore, first: number) => ({
  queryKey: ['accounts', first] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => core.request(AccountsDocument, { first }, { signal }),
});

/** In a component: `useInfiniteQuery(accountPages(core, first))`. */
export const accountPages = (core: ClienteleCore, first: number) => ({
  queryKey: ['accounts', 'pages', first] as const,
  queryFn: async ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
    (await core.request(AccountsDocument, { first, after: pageParam }, { signal })).accounts,
  initialPageParam: null as string | null,
  getNextPageParam: ({ pageInfo }: { pageInfo: { endCursor: string | null; hasNextPage: boolean } }) =>
    pageInfo.hasNextPage ? pageInfo.endCursor : null,
});

export async function readNames(queries: QueryClient, core: ClienteleCore, first: number): Promise<string[]> {
  const { accounts } = await queries.query(accountsQuery(core, first));
  return accounts.nodes.map(({ name }) => name);
}

export async function readAllNames(queries: QueryClient, core: ClienteleCore, first: number): Promise<string[]> {
  const { pages } = await queries.infiniteQuery({ ...accountPages(core, first), pages: 100 });
  return pages.flatMap(({ nodes }) => nodes.map(({ name }) => name));
}
