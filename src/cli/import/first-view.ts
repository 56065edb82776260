import type { AccountListing, Clientele } from '@clientele/sdk';
import { printable } from '../printable.js';
import { amountOf, count, counted, section, table, wrap } from './layout.js';
import type { Workspace } from './source.js';

/** The types of relationships of which accounts are shown, the most interesting first. */
const SHOWN_TYPES = ['CLIENT', 'CUSTOMER', 'FORMER_CLIENT', 'TRIAL', 'FORMER_CUSTOMER', 'PROSPECT'] as const;
const SHOWN_ACCOUNTS = 3;
const SHOWN_CRITERIA = 3;

const LARGEST_FIRST = { field: 'MONTHLY_RECURRING_REVENUE', direction: 'DESC' } as const;

/** The first look at a client base: the number of accounts of each type, and three accounts with the reason for their type. */
export async function firstView(client: Clientele, workspace: Workspace, endpoint: string): Promise<string[]> {
  const { accounts, customers, counts } = await client.clientBase();
  const rows = counts
    .filter((one) => one.accounts > 0)
    .map(({ type, accounts: some, monthlyRecurringRevenue: { amount, currencyCode } }) => [
      titleOf(type),
      count(some),
      `${amountOf(amount)} ${currencyCode} per month`,
    ]);
  const shown = await findAccounts(client);
  const described = await Promise.all(shown.map((account) => describe(client, account)));
  return [
    ...section(
      `${printable(workspace.name)}: ${counted(accounts, 'account')}, ${count(customers)} of them customers (including clients)`,
      table(rows),
    ),
    ...described.flatMap((lines) => section(lines[0]!, lines.slice(1))),
    '',
    ...wrap(`Explore all accounts in a browser: ${endpoint}`),
  ];
}

/** `FORMER_CLIENT` as "Former client". */
const titleOf = (type: string): string => type.charAt(0) + type.slice(1).toLowerCase().replaceAll('_', ' ');

/** Finds three accounts: the largest of each type, and further accounts of a type only if there are fewer types. */
async function findAccounts(client: Clientele): Promise<AccountListing[]> {
  const largest = (type: (typeof SHOWN_TYPES)[number]): Promise<readonly AccountListing[]> =>
    client
      .accounts({ filter: { type: { eq: type } }, orderBy: LARGEST_FIRST })
      .page({ first: SHOWN_ACCOUNTS })
      .then(({ nodes }) => nodes);
  const byType = await Promise.all(SHOWN_TYPES.map(largest));
  return [0, 1, 2].flatMap((place) => byType.flatMap((nodes) => nodes[place] ?? [])).slice(0, SHOWN_ACCOUNTS);
}

/** Returns the account's name and type, and the sentences that say why. Criteria explain only the types that they decide. */
async function describe(client: Clientele, { id, name }: AccountListing): Promise<string[]> {
  const title = printable(name.replace(/\s+/g, ' '));
  const account = await client.account({ by: { id } });
  if (!account) return [`${title}: deleted in the meantime`];
  const { type, summary, evidence } = account.relationship;
  const isClient = type === 'CLIENT';
  const criteria = isClient || type === 'CUSTOMER' ? evidence.filter(({ met }) => met === isClient) : [];
  return [
    `${title}: ${titleOf(type).toLowerCase()}`,
    ...wrap(summary),
    ...criteria.slice(0, SHOWN_CRITERIA).flatMap(({ summary: why }) => wrap(why, isClient ? '+ ' : '- ')),
  ];
}
