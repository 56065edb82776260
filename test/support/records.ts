/** Records as partners send them, and the mutations that they are sent by. */
import type { TestServer, TestWorkspace } from './server.js';

export interface UserErrorAnswer {
  field: string[];
  message: string;
  code: string;
}

export interface ImportAnswer {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  userErrors: UserErrorAnswer[];
}

export type Given = Record<string, unknown>;
/** The kinds of records that accounts consist of or refer to. */
export type RecordKind = 'plans' | 'members' | 'accounts' | 'subscriptions' | 'interactions';
export type ImportRecords = Partial<Record<RecordKind | 'usage' | 'exchangeRates', Given[]>>;

/** Midnight UTC of a day, or the instant as it is given. */
export const instant = (text: string): string => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00.000Z` : text);

export const usd = (amount: string) => ({ amount, currencyCode: 'USD' });

export const rate = (currencyCode: string, from: string, value: string) => ({ currencyCode, from, rate: value });

export const plan = (externalId: string, rank: number, changes: Given = {}) => ({
  externalId,
  name: externalId,
  rank,
  ...changes,
});

export const member = (externalId: string, changes: Given = {}) => ({ externalId, name: externalId, ...changes });

export const account = (externalId: string, changes: Given = {}) => ({ externalId, name: externalId, ...changes });

/** A phase of $49.00 a month on the plan "basic", unless told otherwise. */
export const phase = (from: string, to: string | null = null, changes: Given = {}) => ({
  from: instant(from),
  to: to === null ? null : instant(to),
  planExternalId: 'basic',
  status: 'ACTIVE',
  unitPrice: usd('49.00'),
  billingInterval: 'MONTH',
  ...changes,
});

export const subscription = (externalId: string, accountExternalId: string, phases: Given[], changes: Given = {}) => ({
  externalId,
  accountExternalId,
  phases,
  ...changes,
});

/** A ticket like everyone's, unless told otherwise. */
export const interaction = (
  externalId: string,
  accountExternalId: string,
  occurredAt: string,
  changes: Given = {},
) => ({
  externalId,
  accountExternalId,
  occurredAt: instant(occurredAt),
  kind: 'SUPPORT',
  ...changes,
});

const IMPORT = `mutation ($input: ImportInput!) {
  import(input: $input) { created updated unchanged refused userErrors { field message code } }
}`;

/** Imports records; fails where the whole call is refused. */
export async function importRecords(
  workspace: Pick<TestWorkspace, 'ask'>,
  input: ImportRecords,
): Promise<ImportAnswer> {
  const answer = await workspace.ask(IMPORT, { input });
  expect(answer).toEqual({ status: 200, data: { import: expect.anything() as unknown } });
  return (answer.data as { import: ImportAnswer }).import;
}

/** Imports records that are all in order. */
export async function record(workspace: Pick<TestWorkspace, 'ask'>, input: ImportRecords): Promise<ImportAnswer> {
  const answer = await importRecords(workspace, input);
  expect(answer).toMatchObject({ refused: 0, userErrors: [] });
  return answer;
}

/** The single mutations: the type of their input, and what is shown of their answer. */
const MUTATIONS = {
  accountUpsert: [
    'AccountUpsertInput',
    'account',
    'id externalId name domain desiredOutcome attributes createdAt updatedAt',
  ],
  subscriptionStart: [
    'SubscriptionStartInput',
    'subscription',
    'id externalId status startedAt trialEndsAt endedAt cancelAt churnReason',
  ],
  subscriptionChange: [
    'SubscriptionChangeInput',
    'subscription',
    'id externalId status endedAt endsAt cancelAt churnReason currentTermEndsAt trialEndsAt updatedAt',
  ],
  subscriptionCancel: [
    'SubscriptionCancelInput',
    'subscription',
    'id externalId status endedAt endsAt cancelAt churnReason withdrawnAt updatedAt',
  ],
  subscriptionUncancel: [
    'SubscriptionUncancelInput',
    'subscription',
    'id externalId status endedAt endsAt cancelAt churnReason withdrawnAt updatedAt',
  ],
  interactionRecord: [
    'InteractionRecordInput',
    'interaction',
    'id externalId kind occurredAt personalized initiative sentiment effortMinutes note updatedAt amount { amount } member { name }',
  ],
  usageRecord: ['UsageRecordInput', 'usageRecord', 'externalId at amount { amount currencyCode } updatedAt'],
  successManagerAssign: ['SuccessManagerAssignInput', 'account', 'id successManager { externalId } updatedAt'],
  planUpsert: ['PlanUpsertInput', 'plan', 'id externalId name rank offeredFrom offeredUntil isTopTier updatedAt'],
  exchangeRateUpsert: ['ExchangeRateUpsertInput', 'exchangeRate', 'currencyCode from rate'],
  exchangeRateDelete: ['ExchangeRateDeleteInput', 'deletedExchangeRate', 'currencyCode from rate'],
  memberUpsert: ['MemberUpsertInput', 'member', 'id externalId name email updatedAt'],
  accountMerge: ['AccountMergeInput', 'account', 'id externalId name domain desiredOutcome attributes updatedAt'],
  accountDelete: ['AccountDeleteInput', 'deletedId', ''],
  planDelete: ['PlanDeleteInput', 'deletedId', ''],
  memberDelete: ['MemberDeleteInput', 'deletedId', ''],
  subscriptionDelete: ['SubscriptionDeleteInput', 'deletedId', ''],
  interactionDelete: ['InteractionDeleteInput', 'deletedId', ''],
} as const;
export type MutationName = keyof typeof MUTATIONS;

/** What a mutation answers: the thing (the id of what was deleted), null where it was refused, and why. */
export interface MutationAnswer {
  thing: Given | null;
  userErrors: UserErrorAnswer[];
}

/** Runs a single mutation; fails where it answers a top-level error. */
export async function mutate(workspace: TestWorkspace, name: MutationName, input: Given): Promise<MutationAnswer> {
  const [inputType, thing, fields] = MUTATIONS[name];
  const answer = await workspace.ask(
    `mutation ($input: ${inputType}!) { ${name}(input: $input) { thing: ${thing} ${fields && `{ ${fields} }`} userErrors { field message code } } }`,
    { input },
  );
  expect(answer.errors).toBeUndefined();
  return (answer.data as Record<string, MutationAnswer>)[name]!;
}

/** Runs a single mutation that is in order, and answers the thing. */
export async function mutated(workspace: TestWorkspace, name: MutationName, input: Given): Promise<Given> {
  const { thing, userErrors } = await mutate(workspace, name, input);
  expect(userErrors).toEqual([]);
  return thing!;
}

const FACT_TABLES = [
  'plan',
  'exchange_rate',
  'applied_rate',
  'member',
  'account',
  'subscription',
  'subscription_phase',
  'interaction',
  'usage_record',
  'record_identity',
];
const DERIVED_TABLES = ['account_period', 'account_renewal', 'account_now', 'relationship_change'];

/** Every row of a workspace, as text: two are equal where nothing was written in between. */
export async function everyRow({ database }: TestServer, { id }: TestWorkspace): Promise<string[]> {
  const tables = [...FACT_TABLES, ...DERIVED_TABLES];
  const rows = await database.dataSource.query<{ row: string }[]>(
    tables
      .map((table) => `SELECT '${table} ' || t::text AS row FROM ${table} t WHERE workspace_id = $1`)
      .join(' UNION ALL ') + ' ORDER BY 1',
    [id],
  );
  return rows.map(({ row }) => row);
}

/** The externalIds of all that is recorded in a workspace, by table. */
export async function externalIds({ database }: TestServer, { id }: TestWorkspace): Promise<Record<string, string[]>> {
  const named = ['plan', 'member', 'account', 'subscription', 'interaction'];
  const rows = await database.dataSource.query<{ kind: string; externalId: string }[]>(
    named
      .map((table) => `SELECT '${table}s' AS kind, external_id AS "externalId" FROM ${table} WHERE workspace_id = $1`)
      .join(' UNION ALL ') + ' ORDER BY 1, 2',
    [id],
  );
  const all: Record<string, string[]> = Object.fromEntries(named.map((table) => [`${table}s`, []]));
  for (const { kind, externalId } of rows) all[kind]!.push(externalId);
  return all;
}
