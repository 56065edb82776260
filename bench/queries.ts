import { REQUEST_GUARD_LIMITS } from '../src/http/request-guard.js';
import { decodeAnyId, encodeId } from '../src/graphql/ids.js';
import { NOW } from './base.js';

/** The query dialect of a server. */
export type DialectName = 'clientele' | 'postgraphile' | 'mercurius' | 'limit';
export type ServerName = DialectName | 'postgraphile-open';

/** The body of one request. */
export interface RequestBody {
  query: string;
  variables: Record<string, unknown>;
}

/** How a query is sent in one dialect, and how the response is read. */
export interface Dialect {
  ask: (sample: Sample) => RequestBody;
  /** Converts the response to the form in which responses are compared. Without it, the response is not compared. */
  read?: (data: Data) => unknown;
}

export interface Query {
  name: string;
  about: string;
  /** The number of samples for which the query is sent, in turn. */
  samples: number;
  /** Whether to send the query only once per sample. */
  isOnce?: boolean;
  isWrite?: boolean;
  /** The minimum duration of a measurement, for slow queries. */
  minSeconds?: number;
  /** The maximum number of connections: the server intentionally rejects more concurrent requests. */
  mostConnections?: number;
  dialects: Partial<Record<DialectName, Dialect>>;
}

/** A position in the base, which every dialect expresses in its own way. */
export interface Sample {
  number: number;
  accountId: string;
  /** The account after which a page starts, ordered by name. */
  after: { name: string; id: string };
  /** The client after which a page starts, ordered by revenue. */
  below: { mrr: number; id: string };
  /** The cursors of two servers for the same two positions. */
  cursors: Record<'clientele' | 'postgraphile', { after: string; below: string }>;
  /** The external ids of 250 accounts. */
  accounts: string[];
}

// Responses are not typed; the comparison finds unexpected ones.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Data = any;

const uuidOf = (id: string): string => decodeAnyId(id)?.uuid ?? id;
const instantOf = (text: string | null): number | null =>
  text === null || text === '-infinity' ? null : Date.parse(text);
const gql = (document: string): string => document.replace(/\s+/g, ' ').trim();

/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-return */

const plain = (account: Data) => ({ id: uuidOf(account.id), name: account.name });
const list = (connection: Data): Data[] => (Array.isArray(connection) ? connection : connection.nodes);
const accountWith =
  (subscriptions: string, interactions: string, planOf: (subscription: Data) => string) => (account: Data) => ({
    ...plain(account),
    plans: list(account[subscriptions]).map(planOf).sort(),
    interactions: list(account[interactions]).map(({ id, kind, occurredAt }: Data) => ({
      id: uuidOf(id),
      kind,
      occurredAt: instantOf(occurredAt),
    })),
  });
const withRelationship = (account: Data) => {
  const { type, since, score, nextChange } = account.relationship;
  const next = nextChange && { type: nextChange.type, from: instantOf(nextChange.from) };
  return { ...plain(account), type, since: instantOf(since), score, next };
};

const byName = (document: string) => ({
  clientele: ({ cursors }: Sample): RequestBody => ({
    query: gql(`query Page($after: String) { accounts(first: 50, after: $after) { nodes { ${document} } } }`),
    variables: { after: cursors.clientele.after },
  }),
  mercurius: ({ after }: Sample): RequestBody => ({
    query: gql(
      `query Page($name: String, $id: ID) { accountsByName(first: 50, afterName: $name, afterId: $id) { ${document.replaceAll(/nodes \{ ([^}]*) \}/g, '$1')} } }`,
    ),
    variables: { name: after.name, id: after.id },
  }),
});
const limitByName =
  (query: string) =>
  ({ after }: Sample): RequestBody => ({ query, variables: { afterName: after.name, afterId: after.id } });

const RELATIONSHIP = 'id name relationship { type since score nextChange { type from } }';
const BY_NAME = 'orderBy: [NAME_FOLDED_ASC, PRIMARY_KEY_ASC]';
const BY_REVENUE = 'orderBy: [MRR_MINOR_DESC, PRIMARY_KEY_DESC], condition: { type: "CLIENT" }';
const postgraphilePage = (which: string, fields: string): string =>
  gql(`query Page($after: Cursor) { allAccounts(first: 50, after: $after, ${which}) { nodes { ${fields} } } }`);
/** Cursors of PostGraphile can only be obtained by paging through the results. */
export const POSTGRAPHILE_WALKS = { after: BY_NAME, below: BY_REVENUE };

const one: Query = {
  name: 'Q1',
  about: 'one account by id, 3 fields',
  samples: 500,
  dialects: {
    clientele: {
      ask: ({ accountId }) => ({
        query: 'query One($id: ID!) { account(by: { id: $id }) { id name domain } }',
        variables: { id: encodeId('Account', accountId) },
      }),
      read: ({ account }) => ({ ...plain(account), domain: account.domain }),
    },
    postgraphile: {
      ask: ({ accountId }) => ({
        query: 'query One($id: UUID!) { accountByRowId(rowId: $id) { id: rowId name domain } }',
        variables: { id: accountId },
      }),
      read: ({ accountByRowId }) => ({ ...plain(accountByRowId), domain: accountByRowId.domain }),
    },
    mercurius: {
      ask: ({ accountId }) => ({
        query: 'query One($id: ID!) { account(id: $id) { id name domain } }',
        variables: { id: accountId },
      }),
      read: ({ account }) => ({ ...plain(account), domain: account.domain }),
    },
    limit: {
      ask: ({ accountId }) => ({ query: 'Q1', variables: { id: accountId } }),
      read: ({ account }) => ({ ...plain(account), domain: account.domain }),
    },
  },
};

/** Gives each request a unique operation name and alias, so that no server has cached the document. */
const cold =
  (ask: (sample: Sample) => RequestBody) =>
  (sample: Sample): RequestBody => {
    const { query, variables } = ask(sample);
    return {
      query: query
        .replace('query One', `query One${sample.number}`)
        .replace(' name ', ` name name${sample.number}: name `),
      variables,
    };
  };

const SUBSCRIPTIONS = 'subscriptions { nodes { plan { name } } }';

export const QUERIES: readonly Query[] = [
  one,
  {
    name: 'Q2',
    about: 'a page of 50 accounts with subscriptions { plan } and the latest 5 interactions',
    samples: 40,
    dialects: {
      clientele: {
        ask: byName(`id name ${SUBSCRIPTIONS} interactions(first: 5) { nodes { id kind occurredAt } }`).clientele,
        read: ({ accounts }) =>
          accounts.nodes.map(accountWith('subscriptions', 'interactions', ({ plan }: Data) => plan.name)),
      },
      postgraphile: {
        ask: ({ cursors }) => ({
          query: postgraphilePage(
            BY_NAME,
            'id: rowId name contractsByAccountId { nodes { plan } } interactionsByAccountId(first: 5, orderBy: [OCCURRED_AT_DESC, PRIMARY_KEY_DESC]) { nodes { id: rowId kind occurredAt } }',
          ),
          variables: { after: cursors.postgraphile.after },
        }),
        read: ({ allAccounts }) =>
          allAccounts.nodes.map(
            accountWith('contractsByAccountId', 'interactionsByAccountId', ({ plan }: Data) => plan),
          ),
      },
      mercurius: {
        ask: byName('id name subscriptions { plan } interactions(first: 5) { id kind occurredAt }').mercurius,
        read: ({ accountsByName }) =>
          accountsByName.map(accountWith('subscriptions', 'interactions', ({ plan }: Data) => plan)),
      },
      limit: {
        ask: limitByName('Q2'),
        read: ({ accounts }) => accounts.map(accountWith('subscriptions', 'interactions', ({ plan }: Data) => plan)),
      },
    },
  },
  {
    name: 'Q3',
    about: 'a page of 50 accounts with relationship { type since score nextChange { type from } }',
    samples: 40,
    dialects: {
      clientele: {
        ask: byName(RELATIONSHIP).clientele,
        read: ({ accounts }) => accounts.nodes.map(withRelationship),
      },
      postgraphile: {
        ask: ({ cursors }) => ({
          query: postgraphilePage(BY_NAME, 'id: rowId name type since score nextType nextTypeAt'),
          variables: { after: cursors.postgraphile.after },
        }),
        read: ({ allAccounts }) =>
          allAccounts.nodes.map(({ type, since, score, nextType, nextTypeAt, ...account }: Data) =>
            withRelationship({
              ...account,
              relationship: { type, since, score, nextChange: nextType && { type: nextType, from: nextTypeAt } },
            }),
          ),
      },
      mercurius: {
        ask: byName(RELATIONSHIP).mercurius,
        read: ({ accountsByName }) => accountsByName.map(withRelationship),
      },
      limit: { ask: limitByName('Q3'), read: ({ accounts }) => accounts.map(withRelationship) },
    },
  },
  {
    name: 'Q4',
    about: 'Q3 with evidence { criterion { fact { name } threshold } observed met summary }: only Clientele has any',
    samples: 40,
    dialects: {
      clientele: {
        ask: byName(
          'id name relationship { type since score nextChange { type from } evidence { criterion { fact { name } threshold } observed met summary } }',
        ).clientele,
        read: ({ accounts }) => accounts.nodes,
      },
    },
  },
  {
    name: 'Q5',
    about: 'accounts of type CLIENT by recurring revenue, highest first, 50',
    samples: 40,
    dialects: {
      clientele: {
        ask: ({ cursors }) => ({
          query: gql(
            `query Page($after: String) {
               accounts(first: 50, after: $after, filter: { type: { eq: CLIENT } },
                        orderBy: { field: MONTHLY_RECURRING_REVENUE, direction: DESC }) {
                 nodes { id name monthlyRecurringRevenue { amount } } } }`,
          ),
          variables: { after: cursors.clientele.below },
        }),
        read: ({ accounts }) =>
          accounts.nodes.map((account: Data) => ({
            ...plain(account),
            mrr: Math.round(Number(account.monthlyRecurringRevenue.amount) * 100),
          })),
      },
      postgraphile: {
        ask: ({ cursors }) => ({
          query: postgraphilePage(BY_REVENUE, 'id: rowId name mrrMinor'),
          variables: { after: cursors.postgraphile.below },
        }),
        read: ({ allAccounts }) =>
          allAccounts.nodes.map((account: Data) => ({ ...plain(account), mrr: Number(account.mrrMinor) })),
      },
      mercurius: {
        ask: ({ below }) => ({
          query:
            'query Page($mrr: Float, $id: ID) { accountsByRevenue(type: "CLIENT", first: 50, beforeMrr: $mrr, beforeId: $id) { id name mrrMinor } }',
          variables: { mrr: below.mrr, id: below.id },
        }),
        read: ({ accountsByRevenue }) =>
          accountsByRevenue.map((account: Data) => ({ ...plain(account), mrr: account.mrrMinor })),
      },
      limit: {
        ask: ({ below }) => ({ query: 'Q5', variables: { beforeMrr: below.mrr, beforeId: below.id } }),
        read: ({ accounts }) => accounts.map((account: Data) => ({ ...plain(account), mrr: account.mrrMinor })),
      },
    },
  },
  {
    name: 'cold',
    about: 'Q1 as 1,000 different documents, each sent once',
    samples: 1_000,
    isOnce: true,
    dialects: {
      clientele: { ask: cold(one.dialects.clientele!.ask) },
      postgraphile: { ask: cold(one.dialects.postgraphile!.ask) },
      mercurius: { ask: cold(one.dialects.mercurius!.ask) },
      limit: { ask: one.dialects.limit!.ask },
    },
  },
  {
    name: 'W1',
    about: 'interactionRecord; the limit sends the same statements by hand, in two waits, and derives nothing',
    samples: 500,
    isWrite: true,
    dialects: {
      clientele: {
        ask: ({ accountId }) => ({
          query:
            'mutation Record($input: InteractionRecordInput!) { interactionRecord(input: $input) { interaction { id } userErrors { code } } }',
          variables: {
            input: {
              account: { id: encodeId('Account', accountId) },
              externalId: '#EACH#',
              ...{ kind: 'MEETING', personalized: true, initiative: 'US' },
              occurredAt: new Date(NOW - 60_000).toISOString(),
            },
          },
        }),
      },
      limit: {
        ask: ({ accountId }) => ({
          query: 'W1',
          variables: {
            accountId,
            externalId: '#EACH#',
            kind: 'MEETING',
            occurredAt: new Date(NOW - 60_000).toISOString(),
          },
        }),
      },
    },
  },
  {
    name: 'W2',
    about: 'import of 1,000 interactions of 250 accounts; the limit is one INSERT … ON CONFLICT, and derives nothing',
    samples: 100,
    isWrite: true,
    minSeconds: 8,
    mostConnections: REQUEST_GUARD_LIMITS.largeBodies,
    dialects: {
      clientele: {
        ask: ({ accounts }) => ({
          query: 'mutation Import($input: ImportInput!) { import(input: $input) { created refused } }',
          variables: { input: { interactions: importOf(accounts) } },
        }),
      },
      limit: { ask: ({ accounts }) => ({ query: 'W2', variables: { json: importOf(accounts) } }) },
    },
  },
];

const importOf = (accounts: readonly string[]) =>
  Array.from({ length: 1_000 }, (_, i) => ({
    externalId: `#EACH#-${i}`,
    accountExternalId: accounts[i % accounts.length],
    kind: 'CALL',
    occurredAt: new Date(NOW - (i + 1) * 60_000).toISOString(),
    ...(i % 2 === 0 ? { personalized: true, initiative: 'US' } : {}),
  }));
