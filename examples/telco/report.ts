/* Reports on the imported accounts, as lines of text. */
import type { AccountListing, Clientele, Evidence } from '@clientele/sdk';

/** Reports the number of accounts of each type at `asOf`, and their recurring revenue per month. */
export async function reportClientBase(client: Clientele, asOf: string): Promise<string[]> {
  const base = await client.clientBase({ asOf });
  const row = (type: string, accounts: string, revenue: string) =>
    `  ${type.padEnd(16)}${accounts.padStart(8)}${revenue.padStart(16)}`;
  return [
    `The client base as of ${base.asOf}:`,
    row('', 'accounts', 'MRR'),
    ...base.counts.map(({ type, accounts, monthlyRecurringRevenue: { amount, currencyCode } }) =>
      row(type, String(accounts), `${amount} ${currencyCode}`),
    ),
    row('', String(base.accounts), ''),
    `  ${base.customers} of them are customers; clients are among them.`,
  ];
}

/** The kinds of accounts to report in detail, the first account by name of each. */
const KINDS: readonly (readonly [title: string, is: (account: AccountListing) => boolean])[] = [
  ['A client', ({ relationship: { type } }) => type === 'CLIENT'],
  [
    'A customer whom one criterion would make a client',
    ({ relationship: { type, borderline } }) => type === 'CUSTOMER' && borderline,
  ],
  ['A customer', ({ relationship: { type, borderline } }) => type === 'CUSTOMER' && !borderline],
];

/** Reports one account of each kind with its evidence, and what it needs to become a client. */
export async function reportAccounts(client: Clientele, asOf: string): Promise<string[]> {
  const found = await findOneOfEachKind(client, asOf);
  const reports = await Promise.all(
    KINDS.map(async ([title]) => {
      const id = found.get(title);
      return id === undefined
        ? [`${title}: there is none.`]
        : [`${title}:`, ...(await reportAccount(client, id, asOf))];
    }),
  );
  return reports.flatMap((lines) => ['', ...lines]);
}

async function findOneOfEachKind(client: Clientele, asOf: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const account of client.accounts({ orderBy: { field: 'NAME', direction: 'ASC' }, asOf, pageSize: 100 })) {
    const kind = KINDS.find(([title, is]) => !found.has(title) && is(account));
    if (kind) found.set(kind[0], account.id);
    if (found.size === KINDS.length) break;
  }
  return found;
}

async function reportAccount(client: Clientele, id: string, asOf: string): Promise<string[]> {
  const account = await client.account({ by: { id }, asOf });
  if (!account) return ['  It was deleted in the meantime.'];
  const { summary, evidence, pathToClient } = account.relationship;
  return [
    `  ${account.name}: ${summary}`,
    ...evidence.map(({ met, summary: sentence }) => `    ${met ? '[x]' : '[ ]'} ${sentence}`),
    ...(pathToClient === null
      ? ['  It is a client: nothing is missing.']
      : ['  The shortest way to being a client:', ...describePath(pathToClient)]),
  ];
}

const describePath = (path: { needsPaidSubscription: boolean; criteria: readonly Evidence[] }): string[] =>
  [...(path.needsPaidSubscription ? ['A paid subscription.'] : []), ...path.criteria.map(({ summary }) => summary)].map(
    (step) => `    -> ${step}`,
  );
