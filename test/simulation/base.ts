/**
 * Writes generated histories without the server's checks, as accounts that are classified by different policy versions.
 */
import { randomUUID } from 'node:crypto';
import type { Sold } from '../../src/classification/billing.js';
import type { Policy } from '../../src/classification/policy.js';
import { accountsById, changeFacts } from '../../src/derivation/change-facts.service.js';
import { ChangeCause } from '../../src/derivation/relationship-change.entity.js';
import { account, plan, record } from '../support/records.js';
import type { Case } from '../support/histories.js';
import { type TestServer, type TestWorkspace } from '../support/server.js';

/** The ranks of the plans of generated phases; all plans are offered at any time. */
export const RANKS = [0, 1, 2, 3, 4];

export const stamp = (at: number): string =>
  Number.isFinite(at) ? new Date(at).toISOString() : at < 0 ? '-infinity' : 'infinity';

/** Inserts policies of later versions than the baseline, without a rollout. */
const INSERT_POLICIES = `
  INSERT INTO policy (workspace_id, version, id, name, criteria, client_score, gap_days, purchase_days, effective_from,
    published_at, published_by, exchange_rates)
  SELECT $1, p.version, gen_random_uuid(), p.name, p.criteria, p."clientScore", p."gapDays", p."purchaseDays",
    p."effectiveFrom", '2020-01-01', 'test', coalesce(p."exchangeRates", '{}')
  FROM jsonb_to_recordset($2::jsonb) AS p (version int, name text, criteria jsonb, "clientScore" float8, "gapDays" int,
    "purchaseDays" int, "effectiveFrom" timestamptz, "exchangeRates" jsonb)`;
const INSERT_SUBSCRIPTIONS = `
  INSERT INTO subscription (workspace_id, id, account_id, created_at, updated_at)
  SELECT $1, s.*, '2020-01-01', '2020-01-01' FROM jsonb_to_recordset($2::jsonb) AS s (id uuid, "accountId" uuid)`;
const INSERT_PHASES = `
  INSERT INTO subscription_phase (workspace_id, subscription_id, account_id, from_at, to_at, plan_id, status, quantity,
    unit_price_minor, interval_months, term_months, tailored, auto_renews, items, currency_code, discounts)
  SELECT $1, f.id, f."accountId", f.from, f.to, p.id, f.status, f.quantity, f."unitPriceMinor", f."intervalMonths",
    f."termMonths", f.tailored, true, f.items, f."currencyCode", f.discounts
  FROM jsonb_to_recordset($2::jsonb) AS f (id uuid, "accountId" uuid, "from" timestamptz, "to" timestamptz,
    "planRank" int, status text, quantity int, "unitPriceMinor" bigint, "intervalMonths" int2, "termMonths" int2,
    tailored bool, items jsonb, "currencyCode" text, discounts jsonb)
  JOIN plan p ON p.workspace_id = $1 AND p.rank = f."planRank"`;
const INSERT_INTERACTIONS = `
  INSERT INTO interaction (workspace_id, id, account_id, kind, personalized, initiative, sentiment_hundredths,
    amount_minor, occurred_at, recorded_at, updated_at)
  SELECT $1, gen_random_uuid(), i."accountId", i.kind, i.personalized, i.initiative, i."sentimentHundredths", 500 * i."amountSign", i.at, i.at,
    i.at
  FROM jsonb_to_recordset($2::jsonb) AS i ("accountId" uuid, kind text, personalized bool, initiative text,
    "sentimentHundredths" int2, "amountSign" int2, at timestamptz)`;
const SET_VERSIONS = `
  UPDATE account SET policy_version = v.version
  FROM jsonb_to_recordset($2::jsonb) AS v (id uuid, version int) WHERE workspace_id = $1 AND account.id = v.id`;

/** The columns that store what is sold. */
const storedSold = (sold: Sold | null | undefined, planIds: ReadonlyMap<number, string>) =>
  sold
    ? {
        items: sold.items.map(({ planRank, ...item }) => ({ ...item, planId: planIds.get(planRank) })),
        currencyCode: sold.currencyCode,
        discounts: sold.discounts.map(({ to, ...discount }) => ({
          ...discount,
          code: null,
          to: to < Infinity ? to : null,
        })),
      }
    : {};

/** Writes the history of case i as the account with the externalId i. */
export async function writeHistories(
  { database }: TestServer,
  workspace: TestWorkspace,
  cases: readonly Case[],
  laterPolicies: readonly Policy[],
  versionOf: (account: number) => number,
): Promise<void> {
  await record(workspace, {
    plans: RANKS.map((rank) => plan(`p${rank}`, rank)),
    accounts: cases.map((_, i) => account(String(i))),
  });
  const write = (text: string, rows: object[]): Promise<unknown> =>
    database.dataSource.query(text, [workspace.id, JSON.stringify(rows)]);
  const accounts = await database.dataSource.query<{ id: string; number: number }[]>(
    'SELECT id, external_id::int AS number FROM account WHERE workspace_id = $1 ORDER BY 2',
    [workspace.id],
  );
  const plans = await database.dataSource.query<{ id: string; rank: number }[]>(
    'SELECT id, rank FROM plan WHERE workspace_id = $1',
    [workspace.id],
  );
  const planIds = new Map(plans.map(({ id, rank }) => [rank, id]));
  const phases = accounts.flatMap(({ id: accountId, number }) => {
    const names = [...new Set(cases[number]!.phases.map(({ subscriptionId }) => subscriptionId))].sort();
    // Ascending like the names, because the kernel decides by id which of two equal subscriptions counts.
    const uuids = names.map(() => randomUUID()).sort();
    const ids = new Map(names.map((name, i) => [name, uuids[i]!]));
    return cases[number]!.phases.map(({ subscriptionId, from, to, sold, ...phase }) => ({
      ...phase,
      ...storedSold(sold, planIds),
      id: ids.get(subscriptionId)!,
      accountId,
      from: stamp(from),
      to: stamp(to),
    }));
  });
  const subscriptions = new Map(phases.map(({ id, accountId }) => [id, { id, accountId }]));
  const interactions = accounts.flatMap(({ id: accountId, number }) =>
    cases[number]!.interactions.map(({ at, ...interaction }) => ({ ...interaction, accountId, at: stamp(at) })),
  );
  await write(
    INSERT_POLICIES,
    laterPolicies.map((policy) => ({ ...policy, effectiveFrom: stamp(policy.effectiveFrom) })),
  );
  await write(INSERT_SUBSCRIPTIONS, [...subscriptions.values()]);
  await write(INSERT_PHASES, phases);
  await write(INSERT_INTERACTIONS, interactions);
  await write(
    SET_VERSIONS,
    accounts.map(({ id, number }) => ({ id, version: versionOf(number) })),
  );
  const ids = accounts.map(({ id }) => id);
  await changeFacts(workspace.scope(), accountsById(ids), ChangeCause.RECORD, (facts) => {
    facts.deriveAgain(ids);
    return Promise.resolve();
  });
}
