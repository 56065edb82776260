/** What frontends are most likely to show, each with how many statements it takes, however many rows it has. */
export interface LikelyPage {
  /** The operation; of so many rows where that is not `$first`. */
  text: string | ((rows: number) => string);
  variables?: (rows: number) => Record<string, unknown>;
  // What an endpoint answers is untyped.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  rowsOf: (data: any) => unknown[];
  statements: number;
  /** How many rows it may have, where that is less than a page. */
  most?: number;
}

const RELATIONSHIP = 'type since nextChange { type from }';
const EVIDENCE = 'summary met changesAt interactions { occurredAt }';
const DAY = 24 * 60 * 60 * 1000;

export const PAGES: Record<string, LikelyPage> = {
  'a list of accounts with their plans and latest interactions': {
    text: `query ($first: Int!) {
      accounts(first: $first) {
        nodes {
          name
          subscriptions { nodes { status plan { name } } }
          interactions(first: 5) { nodes { kind occurredAt } }
          relationship { ${RELATIONSHIP} }
        }
      }
    }`,
    rowsOf: (data) => data.accounts.nodes,
    statements: 5,
  },
  'filtered accounts with filtered subscriptions and interactions': {
    text: `query ($first: Int!) {
      accounts(
        first: $first
        filter: {
          isCustomer: true
          or: [{ successManager: { eq: { externalId: "m0" } } }, { unmetCriterion: TAILORED }, { name: { startsWith: "acc" } }]
          monthlyRecurringRevenue: { gt: { amount: "1", currencyCode: "USD" } }
        }
        orderBy: { field: TENURE, direction: DESC }
      ) {
        nodes {
          name
          subscriptions(filter: { plan: { in: [{ externalId: "basic" }, { externalId: "top" }] } }) {
            nodes { status plan { name } }
          }
          interactions(first: 5, filter: { kind: { eq: CALL }, initiative: { eq: US } }) { nodes { kind occurredAt } }
          relationship { ${RELATIONSHIP} }
        }
      }
    }`,
    rowsOf: (data) => data.accounts.nodes,
    statements: 11,
  },
  'accounts as of another instant': {
    text: `query ($first: Int!) {
      accounts(first: $first, asOf: "2026-02-01T00:00:00Z", filter: { isCustomer: true }) {
        nodes {
          name
          subscriptions { nodes { status plan { name } } }
          interactions(first: 5) { nodes { kind occurredAt } }
          relationship(asOf: "2026-02-01T00:00:00Z") { ${RELATIONSHIP} }
        }
      }
    }`,
    rowsOf: (data) => data.accounts.nodes,
    statements: 5,
  },
  'accounts with all connected records': {
    text: `query ($first: Int!) {
      accounts(first: $first) {
        nodes {
          name
          successManager { name }
          subscriptions(first: 2) { nodes { status plan { name } unitPrice { amount } account { name } phases { status } } }
          interactions(first: 5) { nodes { kind occurredAt member { name } account { name } } }
          relationship {
            ${RELATIONSHIP} score summary borderline
            policy { version }
            evidence { ${EVIDENCE} }
            continued: nextChange(contactContinues: true) { type from }
            pathToClient { needsPaidSubscription criteria { summary } }
          }
          past: relationship(asOf: "2025-01-01T00:00:00Z") { type score }
          relationshipPeriods { type from to because { summary } }
          monthlyRecurringRevenue { amount }
        }
      }
    }`,
    rowsOf: (data) => data.accounts.nodes,
    statements: 12,
    most: 15,
  },
  'one account with all its fields': {
    text: `query ($first: Int!) {
      account(by: { externalId: "a0" }) {
        name domain attributes desiredOutcome
        successManager { name email }
        monthlyRecurringRevenue { amount }
        subscriptions { nodes { status plan { name isTopTier } unitPrice { amount } phases { from to plan { name } } } }
        interactions(first: $first) { totalCount nodes { kind occurredAt note member { name } } }
        relationship {
          ${RELATIONSHIP} score summary
          policy { version name }
          evidence { ${EVIDENCE} }
          pathToClient { criteria { summary } }
        }
        relationshipPeriods { type from to because { summary } }
      }
    }`,
    rowsOf: (data) => data.account.interactions.nodes,
    statements: 13,
  },
  'a dashboard of the client base with the largest accounts': {
    text: `query ($first: Int!) {
      clientBase { accounts customers borderline clientsWithoutSuccessManager counts { type accounts monthlyRecurringRevenue { amount } } }
      accounts(first: $first, orderBy: { field: MONTHLY_RECURRING_REVENUE, direction: DESC }) {
        totalCount
        nodes { name monthlyRecurringRevenue { amount } relationship { type } }
      }
    }`,
    rowsOf: (data) => data.accounts.nodes,
    statements: 5,
  },
  'clients by revenue, with their next change and success manager': {
    text: `query ($first: Int!) {
      accounts(
        first: $first
        filter: { type: { in: [CLIENT, CUSTOMER] } }
        orderBy: { field: MONTHLY_RECURRING_REVENUE, direction: DESC }
      ) {
        pageInfo { hasNextPage endCursor }
        nodes {
          name
          successManager { name }
          monthlyRecurringRevenue { amount }
          relationship { ${RELATIONSHIP} summary borderline pathToClient { criteria { summary } } }
        }
      }
    }`,
    rowsOf: (data) => data.accounts.nodes,
    statements: 3,
  },
  'members with their books of business': {
    text: `query ($first: Int!) {
      members(first: $first) {
        totalCount
        nodes { name email book { accounts effortMinutes counts { type accounts } monthlyRecurringRevenue { amount } } }
      }
    }`,
    rowsOf: (data) => data.members.nodes,
    statements: 4,
  },
  'policy versions with their differences and rollouts': {
    text: `query ($first: Int!) {
      policies(first: $first) {
        totalCount
        nodes {
          version name publishedAt publishedBy effectiveFrom
          criteria { fact { name unit } threshold weight }
          rollout { accountsDone accountsTotal finishedAt }
          differences(fromVersion: 1) { summary }
        }
      }
    }`,
    rowsOf: (data) => data.policies.nodes,
    statements: 2,
  },
  'a feed of relationship changes': {
    text: `query ($first: Int!) {
      relationshipChanges(first: $first) {
        pageInfo { startCursor }
        nodes { summary at announcedAt cause account { name successManager { name } relationship { type } } policy { version } }
      }
    }`,
    rowsOf: (data) => data.relationshipChanges.nodes,
    statements: 6,
  },
  'a feed of the interactions with one account': {
    text: `query ($first: Int!) {
      account(by: { externalId: "a0" }) {
        interactions(first: $first) {
          totalCount
          nodes { kind occurredAt personalized initiative note member { name } account { name relationship { type } } }
        }
      }
    }`,
    rowsOf: (data) => data.account.interactions.nodes,
    statements: 5,
  },
  'a chart of the client base over time': {
    text: `query ($from: Date!, $to: Date!) {
      clientBaseHistory(from: $from, to: $to, interval: DAY) {
        asOf accounts customers counts { type accounts monthlyRecurringRevenue { amount } }
      }
    }`,
    variables: (rows) => ({
      from: '2026-01-01',
      to: new Date(Date.UTC(2026, 0, 1) + (rows - 1) * DAY).toISOString().slice(0, 10),
    }),
    rowsOf: (data) => data.clientBaseHistory,
    statements: 1,
  },
  'a search by name': {
    text: `query ($first: Int!) {
      accounts(first: $first, filter: { name: { startsWith: "acc" } }) {
        nodes { name externalId domain relationship { type } }
      }
    }`,
    rowsOf: (data) => data.accounts.nodes,
    statements: 2,
  },
  'accounts filtered by externalIds': {
    text: `query ($first: Int!, $ids: [String!]!) {
      accounts(first: $first, filter: { externalId: { in: $ids } }) { nodes { name domain relationship { type } } }
    }`,
    variables: (rows) => ({ first: rows, ids: Array.from({ length: rows }, (_, i) => `a${i}`) }),
    rowsOf: (data) => data.accounts.nodes,
    statements: 2,
  },
  'several accounts, each found by its externalId': {
    text: (rows) =>
      `{ ${Array.from({ length: rows }, (_, i) => `a${i}: account(by: { externalId: "a${i}" }) { name }`).join(' ')} }`,
    variables: () => ({}),
    rowsOf: (data) => Object.values(data as object),
    statements: 1,
    most: 20,
  },
};
