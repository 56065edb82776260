/* urql with the documents of the SDK. */
import { AccountsDocument } from '@clientele/sdk/documents';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { parsed } from './parsed.js';

const ACCOUNTS = parsed(AccountsDocument);

export const makeUrqlClient = (url: string, token: string): Client =>
  new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    exchanges: [cacheExchange, fetchExchange],
  });

/** In a component: `useQuery({ query: ACCOUNTS, variables: { first } })`. */
export async function readNames(client: Client, first: number): Promise<string[]> {
  const { data, error } = await client.query(ACCOUNTS, { first }).toPromise();
  if (error) throw error;
  return data?.accounts.nodes.map(({ name }) => name) ?? [];
}
