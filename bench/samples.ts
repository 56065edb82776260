import { loadCursorCipher } from '../src/graphql/cursor-cipher.js';
import type { Base } from './base.js';
import { POSTGRAPHILE_WALKS, type Sample } from './queries.js';
import { ask, type Server } from './servers.js';

const SAMPLES = 1_000;
const PAGES = 40;
const PAGE_SIZE = 50;

interface AccountRow {
  id: string;
  external_id: string;
  name_folded: string;
  mrr_minor: number;
}

/** Chooses samples spread over the whole base; for pages, the first forty in each order. */
export async function chooseSamples({ operator, scope }: Base, postgraphile: Server | undefined): Promise<Sample[]> {
  const { workspaceId } = scope;
  const accounts = await operator.query<AccountRow[]>(
    `SELECT id, external_id FROM account WHERE workspace_id = $1 ORDER BY hashtextextended(id::text, 7) LIMIT 25000`,
    [workspaceId],
  );
  const ends = async (order: string): Promise<AccountRow[]> => {
    const rows = await operator.query<AccountRow[]>(
      `SELECT account_id AS id, name_folded, mrr_minor FROM account_now WHERE workspace_id = $1 ${order} LIMIT $2`,
      [workspaceId, PAGES * PAGE_SIZE],
    );
    return rows.filter((_, i) => (i + 1) % PAGE_SIZE === 0);
  };
  const byName = await ends('ORDER BY name_folded, account_id');
  const byRevenue = await ends(`AND type = 'CLIENT' ORDER BY mrr_minor DESC, account_id DESC`);
  const cipher = await loadCursorCipher(scope);
  const cursor = (...position: [ordering: string, value: string | number, id: string]): string =>
    cipher.encrypt(JSON.stringify(position));
  const theirs = postgraphile && {
    after: await walk(postgraphile, POSTGRAPHILE_WALKS.after),
    below: await walk(postgraphile, POSTGRAPHILE_WALKS.below),
  };
  return Array.from({ length: SAMPLES }, (_, number): Sample => {
    const set = (number % Math.floor(accounts.length / 250)) * 250;
    const after = byName[number % byName.length]!;
    const below = byRevenue[number % byRevenue.length]!;
    return {
      number,
      accountId: accounts[number]!.id,
      after: { name: after.name_folded, id: after.id },
      below: { mrr: below.mrr_minor, id: below.id },
      cursors: {
        clientele: {
          after: cursor('accounts:NAME:ASC', after.name_folded, after.id),
          below: cursor('accounts:MONTHLY_RECURRING_REVENUE:DESC', below.mrr_minor, below.id),
        },
        postgraphile: {
          after: theirs?.after[number % byName.length] ?? '',
          below: theirs?.below[number % byRevenue.length] ?? '',
        },
      },
      accounts: accounts.slice(set, set + 250).map(({ external_id }) => external_id),
    };
  });
}

/** Returns the cursors of PostGraphile at the ends of pages. */
async function walk(postgraphile: Server, which: string): Promise<string[]> {
  const query = `query Walk($after: Cursor) { allAccounts(first: ${PAGE_SIZE}, after: $after, ${which}) { pageInfo { endCursor } } }`;
  const cursors: string[] = [];
  while (cursors.length < PAGES) {
    const data: unknown = await ask(postgraphile, { query, variables: { after: cursors.at(-1) ?? null } });
    cursors.push((data as { allAccounts: { pageInfo: { endCursor: string } } }).allAccounts.pageInfo.endCursor);
  }
  return cursors;
}
