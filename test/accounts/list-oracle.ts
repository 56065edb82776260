/** What a list of accounts should be: filters and orderings applied naively to all accounts, as the API shows each. */
import type { Phase, PhaseStatus, RecordedPhase } from '../../src/classification/history.js';
import { oracleHistory } from '../classification/oracle-continuity.js';
import { UTC_CLOCK } from '../classification/oracle-numbers.js';
import fc from 'fast-check';
import { accountPages, nodesOf, walk } from '../support/pages.js';
import type { Given } from '../support/records.js';
import type { TestWorkspace } from '../support/server.js';

/** An account at an instant, as the API shows it. */
export interface Shown {
  id: string;
  externalId: string | null;
  name: string;
  domain: string | null;
  createdAt: string;
  successManager: { externalId: string } | null;
  relationship: {
    type: string;
    isCustomer: boolean;
    score: number;
    borderline: boolean;
    nextChange: { from: string } | null;
    evidence: { criterion: { fact: { name: string } }; observed: number; met: boolean }[];
  };
  monthlyRecurringRevenue: { amount: string };
  subscriptions: { nodes: { phases: ShownPhase[] }[] };
  interactions: { nodes: { occurredAt: string }[] };
}
interface ShownPhase {
  from: string;
  to: string | null;
  status: string;
  unitPrice: { amount: string };
  plan: { externalId: string; rank: number };
}

const RELATIONSHIP = `relationship(asOf: $asOf) {
  type isCustomer score borderline nextChange { from } evidence { criterion { fact { name } } observed met }
} monthlyRecurringRevenue(asOf: $asOf) { amount }`;
const SHOWN = `id externalId name domain createdAt successManager { externalId } ${RELATIONSHIP}
  subscriptions(first: 5) { nodes { phases { from to status unitPrice { amount } plan { externalId rank } } } }
  interactions(first: 1) { nodes { occurredAt } }`;

export const allAccounts = async (workspace: TestWorkspace, asOf: string | null): Promise<Shown[]> =>
  nodesOf(await walk(accountPages(workspace, SHOWN, { asOf }), 20)) as unknown as Shown[];

/** Blanks at its end belong to a beginning. */
const foldPrefix = (text: string): string =>
  text
    .trimStart()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

const fold = (text: string): string => foldPrefix(text.trim());

interface PaidPhase extends RecordedPhase {
  plan: ShownPhase['plan'];
}

/** The paid phases that contain an instant, by the rules of continuity. */
function paidAt({ subscriptions }: Shown, at: number): PaidPhase[] {
  const recorded = subscriptions.nodes.flatMap(({ phases }, i) =>
    phases.map(({ from, to, status, unitPrice, plan }): PaidPhase => ({
      subscriptionId: String(i),
      from: Date.parse(from),
      to: to === null ? Infinity : Date.parse(to),
      status: status as PhaseStatus,
      planRank: plan.rank,
      quantity: 1,
      unitPriceMinor: Math.round(Number(unitPrice.amount) * 100),
      intervalMonths: 1,
      termMonths: 0,
      tailored: false,
      plan,
    })),
  );
  const { phases } = oracleHistory(recorded, [], UTC_CLOCK);
  return phases.filter(({ isPaid, from, to }) => isPaid && from <= at && at < to) as (Phase & PaidPhase)[];
}

const planAt = (shown: Shown, at: number): string | null =>
  paidAt(shown, at).toSorted((a, b) => b.plan.rank - a.plan.rank)[0]?.plan.externalId ?? null;

/** The evidence of a policy tells it, but goes on for a while after paying ended. */
const tenureAt = (shown: Shown, at: number): number =>
  paidAt(shown, at).length === 0
    ? 0
    : shown.relationship.evidence.find(({ criterion }) => criterion.fact.name === 'TENURE_MONTHS')!.observed;

type Value = string | number | null;
type Comparator = Record<string, unknown>;

/** Whether a value meets a comparator; `of` makes what the comparator gives what is compared. */
function meets(
  value: Value,
  comparator: Comparator,
  of: (given: never) => Value = (given) => given,
  prefixOf = (text: string): string => text,
): boolean {
  return Object.entries(comparator).every(([key, given]) => {
    if (key === 'isNull') return (value === null) === given;
    if (value === null) return false;
    if (key === 'in') return (given as never[]).map(of).includes(value);
    if (key === 'startsWith') return String(value).startsWith(prefixOf(given as string));
    const other = of(given as never)!;
    switch (key) {
      case 'eq':
        return value === other;
      case 'gt':
        return value > other;
      case 'gte':
        return value >= other;
      case 'lt':
        return value < other;
      case 'lte':
        return value <= other;
      default:
        throw new Error(key);
    }
  });
}

const instantOf = (text: string | undefined): Value => (text === undefined ? null : Date.parse(text));
const amountOf = ({ amount }: { amount: string }): number => Number(amount);
const nameOf = ({ externalId }: { externalId: string }): string => externalId;
const lackedBy = ({ relationship }: Shown): string[] =>
  relationship.evidence.filter(({ met }) => !met).map(({ criterion }) => criterion.fact.name);

/** What each field of a filter means. */
const MEANINGS: Record<string, (shown: Shown, given: never, at: number) => boolean> = {
  type: ({ relationship }, given) => meets(relationship.type, given),
  isCustomer: ({ relationship }, given) => relationship.isCustomer === given,
  score: ({ relationship }, given) => meets(relationship.score, given),
  borderline: ({ relationship }, given) => relationship.borderline === given,
  unmetCriterion: (shown, given) => lackedBy(shown).includes(given),
  nextChangeAt: ({ relationship }, given) => meets(instantOf(relationship.nextChange?.from), given, Date.parse),
  plan: (shown, given, at) => meets(planAt(shown, at), given, nameOf),
  monthlyRecurringRevenue: (shown, given) => meets(amountOf(shown.monthlyRecurringRevenue), given, amountOf),
  tenureMonths: (shown, given, at) => meets(tenureAt(shown, at), given),
  successManager: ({ successManager }, given) => meets(successManager?.externalId ?? null, given, nameOf),
  name: ({ name }, given) => meets(fold(name), given, fold, foldPrefix),
  domain: ({ domain }, given) => meets(domain === null ? null : fold(domain), given, fold, foldPrefix),
  externalId: ({ externalId }, given) => meets(externalId, given),
  createdAt: ({ createdAt }, given) => meets(Date.parse(createdAt), given, Date.parse),
  lastInteractionAt: ({ interactions }, given) =>
    meets(instantOf(interactions.nodes[0]?.occurredAt), given, Date.parse),
};

export const isListed = (shown: Shown, filter: Given, at: number): boolean =>
  Object.entries(filter).every(([field, given]) => {
    if (field === 'and') return (given as Given[]).every((one) => isListed(shown, one, at));
    if (field === 'or') return (given as Given[]).some((one) => isListed(shown, one, at));
    return MEANINGS[field]!(shown, given as never, at);
  });

/** What accounts are ordered by. */
export const POSITIONS: Record<string, (shown: Shown, at: number) => string | number> = {
  NAME: ({ name }) => fold(name),
  CREATED_AT: ({ createdAt }) => createdAt,
  SCORE: ({ relationship }) => relationship.score,
  MONTHLY_RECURRING_REVENUE: ({ monthlyRecurringRevenue }) => amountOf(monthlyRecurringRevenue),
  NEXT_CHANGE: ({ relationship }) => Date.parse(relationship.nextChange?.from ?? '9999-12-31T23:59:59.999Z'),
};
/** A tenure is shown in whole months alone, so its ordering is checked by these. */
export const tenureOf = tenureAt;

// ------------------------------------------------------------------------------------------------------- filters

const TYPES = ['PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT'];
const money = (amount: number): Given => ({ amount: amount.toFixed(2), currencyCode: 'USD' });

/** Comparisons with the values that accounts have, and what lies beside them. */
export function filtersOver(all: readonly Shown[], at: number, facts: readonly string[], isNow: boolean) {
  const some = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...new Set(values));
  const ordered = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<Given> =>
    fc.oneof(
      ...['eq', 'gt', 'gte', 'lt', 'lte'].map((key) => values.map((value) => ({ [key]: value }))),
      fc.tuple(values, values).map(([gte, lt]) => ({ gte, lt })),
      fc.array(values, { maxLength: 3 }).map((several) => ({ in: several })),
    );
  const named = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<Given> =>
    fc.oneof(
      values.map((eq) => ({ eq })),
      fc.array(values, { maxLength: 3 }).map((several) => ({ in: several })),
    );
  const isNull = fc.boolean().map((is): Given => ({ isNull: is }));
  const instants = (texts: readonly (string | undefined)[]): fc.Arbitrary<Given> => {
    const known = some(texts.filter((text) => text !== undefined).map((text) => Date.parse(text)));
    const near = fc
      .tuple(known, fc.constantFrom(-1, 0, 0, 1))
      .map(([instant, ms]) => new Date(instant + ms).toISOString());
    return fc.oneof(
      ...['gt', 'gte', 'lt', 'lte'].map((key) => near.map((value): Given => ({ [key]: value }))),
      fc.tuple(near, near).map(([gte, lte]): Given => ({ gte, lte })),
    );
  };
  const texts = (values: readonly string[]): fc.Arbitrary<Given> =>
    fc.oneof(
      named(some(values)),
      fc.tuple(some(values), fc.nat(4)).map(([value, length]) => ({ startsWith: value.slice(0, length + 1) })),
    );
  const references = (ids: readonly string[]): fc.Arbitrary<Given> =>
    fc.oneof(named(fc.constantFrom(...ids).map((externalId) => ({ externalId }))), isNull);

  const always: Record<string, fc.Arbitrary<unknown>> = {
    type: named(fc.constantFrom(...TYPES)),
    isCustomer: fc.boolean(),
    monthlyRecurringRevenue: ordered(
      some(all.map((shown) => amountOf(shown.monthlyRecurringRevenue))).map((amount) => money(amount)),
    ),
    tenureMonths: ordered(some(all.map((shown) => tenureAt(shown, at)))),
    successManager: references(['mia', 'noah']),
    name: texts(all.map(({ name }) => name)),
    domain: fc.oneof(texts(all.flatMap(({ domain }) => domain ?? [])), isNull),
    externalId: fc.oneof(texts(all.flatMap(({ externalId }) => externalId ?? [])), isNull),
    createdAt: instants(all.map(({ createdAt }) => createdAt)),
  };
  const onlyNow: Record<string, fc.Arbitrary<unknown>> = {
    score: ordered(some(all.map(({ relationship }) => relationship.score))),
    borderline: fc.boolean(),
    unmetCriterion: fc.constantFrom(...facts),
    nextChangeAt: fc.oneof(instants(all.map(({ relationship }) => relationship.nextChange?.from)), isNull),
    plan: references(['basic', 'plus', 'top']),
    lastInteractionAt: fc.oneof(instants(all.map(({ interactions }) => interactions.nodes[0]?.occurredAt)), isNull),
  };
  const fields = Object.entries({ ...always, ...(isNow ? onlyNow : {}) });
  const comparisons = fc
    .subarray(fields, { minLength: 0, maxLength: 2 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen)) as fc.Arbitrary<Given>);
  const several = (depth: number): fc.Arbitrary<Given[]> => fc.array(filters(depth), { maxLength: 3 });
  const filters = (depth: number): fc.Arbitrary<Given> =>
    depth === 0
      ? comparisons
      : fc.oneof(
          { weight: 2, arbitrary: comparisons },
          { weight: 3, arbitrary: fc.tuple(comparisons, several(depth - 1)).map(([own, or]) => ({ ...own, or })) },
          { weight: 2, arbitrary: fc.tuple(comparisons, several(depth - 1)).map(([own, and]) => ({ ...own, and })) },
        );
  // No more than are allowed: each has a key or a brace of its own.
  return filters(3).filter((filter) => JSON.stringify(filter).match(/":|\{/g)!.length <= 50);
}
