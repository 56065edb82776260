/* Apollo Client with the documents of the SDK: its cache, your components, our selections and types. */
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { AccountsDocument, AccountUpsertDocument } from '@clientele/sdk/documents';
import { parsed } from './parsed.js';

const ACCOUNTS = parsed(AccountsDocument);
const ACCOUNT_UPSERT = parsed(AccountUpsertDocument);

export const makeApolloClient = (url: string, token: string): ApolloClient =>
  new ApolloClient({
    link: new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } }),
    cache: new InMemoryCache(),
  });

/** In a component: `useQuery(ACCOUNTS, { variables: { first } })`. */
export async function readNames(client: ApolloClient, first: number): Promise<string[]> {
  const { data } = await client.query({ query: ACCOUNTS, variables: { first } });
  return data?.accounts.nodes.map(({ name }) => name) ?? [];
}

export async function rename(client: ApolloClient, externalId: string, name: string): Promise<string | undefined> {
  const { data } = await client.mutate({ mutation: ACCOUNT_UPSERT, variables: { input: { externalId, name } } });
  return data?.accountUpsert.account?.name;
}
