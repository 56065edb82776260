/**
 * The invariant behind every list and every metric: the stored rows of an account's relationship are exactly what the
 * kernel derives from its facts. This check uses its own statements, not those of the server.
 */
import type { Zone } from '../../src/classification/calendar.js';
import { zoneOf } from '../../src/derivation/clock-changes.js';
import type { ClockChanges } from '../../src/classification/calendar.js';
import type { DataSource } from 'typeorm';
import { offsetAt } from '../../src/classification/calendar.js';
import { DAY, written } from './histories.js';
import { foldName } from '../../src/database/folding.js';
import { amountAt, type Amount } from '../../src/classification/amount.js';
import { evidenceAt } from '../../src/classification/evidence.js';
import { oracleRenewalAmounts, oracleRevenue } from '../classification/oracle-sold.js';
import { halfEven, parseDecimal, times } from '../classification/oracle-numbers.js';
import type { Discount, Item } from '../../src/classification/billing.js';
import {
  toHistory,
  type History,
  type Interaction,
  type Phase,
  type RecordedPhase,
} from '../../src/classification/history.js';
import { policyInForce, type Policy } from '../../src/classification/policy.js';
import { termEndsUntil } from '../../src/classification/renewals.js';
import { valueAt, type Steps } from '../../src/classification/steps.js';
import {
  judgeCriteria,
  periodsOf,
  relationshipStates,
  topRankOf,
  type Period,
  type RelationshipType,
  type Rules,
  type RelationshipState,
} from '../../src/classification/timeline.js';

/** Selects a column as milliseconds since 1970, including infinite values and fractions of a millisecond. */
const ms = (column: string, name: string): string => `(extract(epoch FROM ${column}) * 1000)::float8 AS "${name}"`;

type StoredPhase = RecordedPhase & {
  accountId: string;
  planId: string;
  items: (Omit<Item, 'planRank'> & { planId: string })[] | null;
  currencyCode: string | null;
  discounts: (Omit<Discount, 'to'> & { to: number | null })[] | null;
  endsAt: number | null;
};
interface StoredRate {
  code: string;
  day: string;
  rate: string;
}
type StoredInteraction = Interaction & { accountId: string };

interface StoredAccount {
  id: string;
  externalId: string | null;
  name: string;
  domain: string | null;
  policyVersion: number;
  createdAt: number;
  successManagerId: string | null;
}

interface PeriodRow extends Period {
  accountId: string;
  typeBefore: RelationshipType | null;
  mrrBefore: number;
  pausedBefore: number;
  firstPaidAt: number | null;
  payingBefore: boolean;
  isAfterCancellation: boolean;
  currencyBefore: string | null;
}

interface RenewalRow {
  accountId: string;
  subscriptionId: string;
  decidedFrom: number;
  at: number;
  termMonths: number;
  amountMinor: number;
  mrrMinor: number;
  currencyCode: string | null;
  isCanceled: boolean;
  renewedAt: number;
  lapsedAt: number;
}

interface NowRow {
  accountId: string;
  planId: string | null;
  computedAt: number;
  evidence: string;
}

const PERIODS = `SELECT account_id AS "accountId", ${ms('from_at', 'from')}, ${ms('to_at', 'to')}, type,
  mrr_minor::float8 AS "mrrMinor", paused_mrr_minor::float8 AS "pausedMrrMinor", ${ms('paying_since', 'payingSince')},
  policy_version AS "policyVersion", type_before AS "typeBefore", mrr_before::float8 AS "mrrBefore",
  paused_before::float8 AS "pausedBefore", ${ms('first_paid_at', 'firstPaidAt')},
  paying_before AS "payingBefore", is_after_cancellation AS "isAfterCancellation",
  currency_code AS "currencyCode", currency_before AS "currencyBefore"
  FROM account_period WHERE workspace_id = $1 ORDER BY account_id, from_at`;
const RENEWALS = `SELECT account_id AS "accountId", subscription_id AS "subscriptionId",
  ${ms('decided_from', 'decidedFrom')}, ${ms('at', 'at')}, term_months AS "termMonths",
  amount_minor::float8 AS "amountMinor", mrr_minor::float8 AS "mrrMinor",
  currency_code AS "currencyCode", is_canceled AS "isCanceled",
  ${ms('renewed_at', 'renewedAt')}, ${ms('lapsed_at', 'lapsedAt')}
  FROM account_renewal WHERE workspace_id = $1 ORDER BY account_id, subscription_id, decided_from`;
const NOWS = `SELECT account_id AS "accountId", name_folded AS "nameFolded", ${ms('created_at', 'createdAt')},
  success_manager_id AS "successManagerId", type, score, criteria_met AS "criteriaMet", is_borderline AS "isBorderline",
  mrr_minor::float8 AS "mrrMinor", currency_code AS "currencyCode", native_mrr_minor::float8 AS "nativeMrrMinor",
  ${ms('billed_at', 'billedAt')}, ${ms('paying_since', 'payingSince')}, plan_id AS "planId",
  ${ms('last_interaction_at', 'lastInteractionAt')}, ${ms('next_type_at', 'nextTypeAt')},
  ${ms('computed_at', 'computedAt')}, ${ms('valid_until', 'validUntil')}, external_id AS "externalId",
  domain_folded AS "domainFolded", policy_version AS "policyVersion",
  ${ms('client_until', 'clientUntil')}, ${ms('type_since', 'typeSince')}, next_type AS "nextType",
  ${ms('next_type_to', 'nextTypeTo')}, next_policy_version AS "nextPolicyVersion",
  evidence, ${ms('evidence_until', 'evidenceUntil')}, ${ms('continuous_at', 'continuousAt')}, ${ms('announce_at', 'announceAt')}
  FROM account_now WHERE workspace_id = $1 ORDER BY account_id`;
const ACCOUNTS = `SELECT id, external_id AS "externalId", name, domain, policy_version AS "policyVersion", ${ms('created_at', 'createdAt')},
  success_manager_id AS "successManagerId" FROM account WHERE workspace_id = $1 ORDER BY id`;
const PHASES = `SELECT f.account_id AS "accountId", f.subscription_id AS "subscriptionId", f.plan_id AS "planId",
  ${ms('f.from_at', 'from')}, ${ms('f.to_at', 'to')}, f.status, p.rank AS "planRank", f.quantity,
  f.unit_price_minor::float8 AS "unitPriceMinor", f.interval_months AS "intervalMonths", f.term_months AS "termMonths",
  f.tailored, f.cancellation IS NOT NULL AS "isCanceled", f.items, f.currency_code AS "currencyCode", f.discounts,
  ${ms('f.ends_at', 'endsAt')}
  FROM subscription_phase f JOIN plan p USING (workspace_id) JOIN subscription s USING (workspace_id)
  WHERE workspace_id = $1 AND p.id = f.plan_id AND s.id = f.subscription_id AND s.withdrawn_at IS NULL`;
const INTERACTIONS = `SELECT account_id AS "accountId", id, ${ms('occurred_at', 'at')}, kind, personalized, initiative,
  sentiment_hundredths AS "sentimentHundredths",
  CASE WHEN amount_minor < 0 THEN -1 WHEN amount_minor = 0 THEN 0 WHEN amount_minor > 0 THEN 1 END AS "amountSign" FROM interaction WHERE workspace_id = $1`;
const POLICIES = `SELECT version, name, criteria, client_score AS "clientScore", gap_days AS "gapDays",
  purchase_days AS "purchaseDays", ${ms('effective_from', 'effectiveFrom')}, exchange_rates AS "exchangeRates" FROM policy WHERE workspace_id = $1`;
const PLANS = `SELECT id, rank, ${ms('offered_from', 'offeredFrom')}, ${ms('offered_until', 'offeredUntil')}
  FROM plan WHERE workspace_id = $1`;
const RATES = `SELECT currency_code AS code, from_day::text AS day, rate::text AS rate FROM exchange_rate
  WHERE workspace_id = $1 ORDER BY from_day`;
const MINOR_PER_MAJOR: Record<string, number> = { USD: 100, EUR: 100, GBP: 100, CHF: 100, JPY: 1, KWD: 1000 };

/** Fails unless every row and column of account_period, account_renewal and account_now of a workspace follows from its facts. */
export async function expectDerivedTablesToEqualRebuild(dataSource: DataSource, workspaceId: string): Promise<void> {
  const load = <Row>(text: string): Promise<Row[]> => dataSource.query<Row[]>(text, [workspaceId]);
  const [workspace] = await load<{ code: string; clockChanges: ClockChanges }>(
    'SELECT currency_code AS code, clock_changes AS "clockChanges" FROM workspace WHERE id = $1',
  );
  const accounts = await load<StoredAccount>(ACCOUNTS);
  const plans = await load<{ id: string; rank: number; offeredFrom: number; offeredUntil: number }>(PLANS);
  const minorPerMajor = MINOR_PER_MAJOR[workspace!.code]!;
  const phases = (await load<StoredPhase>(PHASES)).map((phase) => asSold(phase, plans, minorPerMajor));
  const rates = await load<StoredRate>(RATES);
  const interactions = await load<StoredInteraction>(INTERACTIONS);
  const policies = await load<Policy>(POLICIES);
  const rules: Rules = {
    policies,
    topRank: topRankOf(plans),
    minorPerMajor,
    zone: zoneOf(workspace!.clockChanges),
  };
  const storedPeriods = await load<PeriodRow>(PERIODS);
  const storedRenewals = await load<RenewalRow>(RENEWALS);
  const storedNows = await load<NowRow>(NOWS);

  const expected = accounts.map((account) => {
    const isOfAccount = ({ accountId }: { accountId: string }): boolean => accountId === account.id;
    const contacts = interactions.filter(isOfAccount);
    const judging = { ...rules, policies: policies.filter(({ version }) => version <= account.policyVersion) };
    const history = toHistory(phases.filter(isOfAccount), contacts, rules.zone);
    const judged = relationshipStates(history, judging);
    const periods = periodsOf(judged);
    const now = storedNows.find(isOfAccount);
    const continued =
      now && relationshipStates(renewed(history, now.computedAt), { ...judging, contactHeldFrom: now.computedAt });
    const renewals = now ? expectedRenewals(account.id, history, judging, now.computedAt) : [];
    return {
      periods: expectedPeriods(account.id, periods, history.phases),
      renewals,
      now: now && {
        ...expectedNow(account, periods, renewals, judged, continued!, history.phases, history.interactions, now),
        mrrMinor: converted(valueAt(judged, now.computedAt), rates, rules, now.computedAt),
        ...expectedEvidence(history, judging, judged, now.computedAt),
      },
    };
  });
  expect(storedPeriods).toEqual(expected.flatMap(({ periods }) => periods));
  expect(storedRenewals).toEqual(expected.flatMap(({ renewals }) => renewals));
  expect(storedNows.map((row) => withObserved(row, rules.zone))).toEqual(expected.map(({ now }) => now));
  for (const account of accounts) expectTiling(storedPeriods.filter(({ accountId }) => accountId === account.id));
}

function expectTiling(periods: readonly Period[]): void {
  expect(periods.map(({ from }) => from)).toEqual([-Infinity, ...periods.slice(0, -1).map(({ to }) => to)]);
  expect(periods.at(-1)?.to).toBe(Infinity);
}

function expectedPeriods(accountId: string, periods: readonly Period[], phases: readonly Phase[]): PeriodRow[] {
  const firstPaidAt = Math.min(...periods.filter(({ mrrMinor }) => mrrMinor > 0).map(({ from }) => from));
  const endsAt = (at: number): Phase[] => phases.filter(({ to }) => to === at);
  return periods.map((period, i) => ({
    accountId,
    ...period,
    ...revenueIn(period, phases),
    typeBefore: periods[i - 1]?.type ?? null,
    mrrBefore: periods[i - 1]?.mrrMinor ?? 0,
    pausedBefore: periods[i - 1]?.pausedMrrMinor ?? 0,
    currencyBefore: periods[i - 1]?.currencyCode ?? null,
    firstPaidAt: firstPaidAt <= period.from ? firstPaidAt : null,
    payingBefore: phases.some(({ isPaid, from, to }) => isPaid && from < period.from && period.from <= to),
    isAfterCancellation: endsAt(period.from).length > 0 && endsAt(period.from).every(({ isCanceled }) => isCanceled),
  }));
}

/** Returns the revenue in a period, by the arithmetic of the oracle. */
function revenueIn(
  { from, to }: Period,
  phases: readonly Phase[],
): Pick<Period, 'mrrMinor' | 'pausedMrrMinor' | 'currencyCode'> {
  const t = Number.isFinite(from) ? from : to - 1;
  const { mrr, paused, currencyCode } = oracleRevenue(
    phases.filter((phase) => phase.isPaid && phase.from <= t && t < phase.to),
  );
  return { mrrMinor: Number(mrr), pausedMrrMinor: Number(paused), currencyCode };
}

/** Reads a phase with what it sells; its own fields describe the only item if no items are stored. */
function asSold(stored: StoredPhase, plans: readonly { id: string; rank: number }[], ofWorkspace: number): StoredPhase {
  const { items, currencyCode, discounts, endsAt } = stored;
  const to = Math.min(stored.to, endsAt ?? Infinity);
  if (!items && !currencyCode && !discounts?.length) return { ...stored, to };
  const minorPerMajor = currencyCode ? MINOR_PER_MAJOR[currencyCode]! : ofWorkspace;
  const decimals = String(minorPerMajor).length - 1;
  const sold: Item[] = items?.map((item) => ({
    ...item,
    planRank: plans.find(({ id }) => id === item.planId)!.rank,
  })) ?? [
    {
      role: 'BASE',
      planRank: stored.planRank,
      quantity: stored.quantity,
      unitPrice: (stored.unitPriceMinor / minorPerMajor).toFixed(decimals),
      billingPeriod: { unit: 'MONTH', count: stored.intervalMonths },
      countsAsSeats: true,
    },
  ];
  return {
    ...stored,
    to,
    planRank: Math.max(...sold.map(({ role, planRank }) => (role === 'USAGE' ? 0 : planRank))),
    sold: {
      items: sold,
      discounts: (discounts ?? []).map((discount) => ({ ...discount, to: discount.to ?? Infinity })),
      currencyCode,
      minorPerMajor,
    },
  };
}

/** Converts revenue by the latest rate of its currency whose local day has begun; by the earliest if none has. */
function converted(
  { mrrMinor, currencyCode }: RelationshipState,
  rates: readonly StoredRate[],
  { minorPerMajor, zone }: Rules,
  at: number,
): number {
  if (currencyCode === null) return mrrMinor;
  const today = new Date(at + offsetAt(zone, at)).toISOString().slice(0, 10);
  const ofCurrency = rates.filter(({ code }) => code === currencyCode);
  const { rate } = ofCurrency.findLast(({ day }) => day <= today) ?? ofCurrency[0]!;
  const native = { top: BigInt(mrrMinor), bottom: BigInt(MINOR_PER_MAJOR[currencyCode]!) * 10_000n };
  return Number(halfEven(times(times(native, parseDecimal(rate)), { top: BigInt(minorPerMajor), bottom: 1n })));
}

/** Continues agreed terms after which nothing is recorded. */
const renewed = (history: History, at: number): History => ({
  ...history,
  phases: history.phases.map((phase) => {
    const isLast = history.phases.every(({ from }) => from < phase.to);
    return phase.isPaid && phase.to > at && !phase.isCanceled && isLast ? { ...phase, to: Infinity } : phase;
  }),
});

/** Only the instants are taken from the kernel, which is compared with a naive oracle elsewhere. */
function expectedRenewals(accountId: string, history: History, rules: Rules, computedAt: number): RenewalRow[] {
  const gapDaysAt = (at: number): number => valueAt(policyInForce(rules.policies), at).gapDays;
  return termEndsUntil(history, computedAt, gapDaysAt, rules.zone)
    .map(({ phase, at, decidedFrom, renewedAt, lapsedAt }) => ({
      ...renewalAmounts(phase, at),
      accountId,
      subscriptionId: phase.subscriptionId,
      decidedFrom,
      at,
      termMonths: phase.termMonths,
      isCanceled: phase.isCanceled === true && phase.to === decidedFrom,
      renewedAt,
      lapsedAt,
    }))
    .sort((a, b) => (a.subscriptionId + written(a.decidedFrom) < b.subscriptionId + written(b.decidedFrom) ? -1 : 1));
}

function renewalAmounts(phase: Phase, at: number): Pick<RenewalRow, 'amountMinor' | 'mrrMinor' | 'currencyCode'> {
  const { amount, monthly } = oracleRenewalAmounts(phase, at);
  return { amountMinor: Number(amount), mrrMinor: Number(monthly), currencyCode: phase.sold?.currencyCode ?? null };
}

function expectedNow(
  account: StoredAccount,
  periods: readonly Period[],
  renewals: readonly RenewalRow[],
  judged: ReturnType<typeof relationshipStates>,
  continued: ReturnType<typeof relationshipStates>,
  phases: readonly (StoredPhase & Phase)[],
  contacts: readonly Interaction[],
  { computedAt, planId }: NowRow,
): object {
  const standing = valueAt(judged, computedAt);
  const inForce = phases.filter((phase) => phase.isPaid && phase.from <= computedAt && computedAt < phase.to);
  const topRank = Math.max(...inForce.map(({ planRank }) => planRank));
  // Among plans of equal rank, any is correct.
  const topPlans = inForce
    .filter(({ planRank }) => planRank === topRank)
    .flatMap(({ planId, sold, items }) =>
      items
        ? items.filter((_, i) => sold!.items[i]!.role !== 'USAGE' && sold!.items[i]!.planRank === topRank)
        : [{ planId }],
    )
    .map((item) => item.planId);
  const isTurn = ({ type }: { type: string }, i: number): boolean => type !== periods[i - 1]?.type;
  const since = periods.findLast((period, i) => period.from <= computedAt && isTurn(period, i))!.from;
  const next = periods.find((period, i) => period.from > computedAt && isTurn(period, i));
  const afterNext = periods.find((period, i) => next && period.from > next.from && isTurn(period, i));
  const termEnds = renewals.map(({ decidedFrom }) => decidedFrom);
  const turns = [...judged.starts, ...phases.flatMap(({ from, to }) => [from, to]), ...termEnds];
  return {
    accountId: account.id,
    nameFolded: foldName(account.name),
    createdAt: account.createdAt,
    successManagerId: account.successManagerId,
    type: standing.type,
    score: scoreOf(standing),
    criteriaMet: standing.met,
    isBorderline: isOneCriterionAway(standing),
    mrrMinor: standing.mrrMinor,
    currencyCode: standing.currencyCode,
    nativeMrrMinor: standing.currencyCode === null ? null : standing.mrrMinor,
    billedAt: phases.some(({ sold, endsAt }) => sold ?? endsAt !== null) ? computedAt : null,
    payingSince: standing.payingSince ?? Infinity,
    planId: planId !== null && topPlans.includes(planId) ? planId : (topPlans[0] ?? null),
    lastInteractionAt: contacts.length === 0 ? null : Math.max(...contacts.map(({ at }) => at)),
    nextTypeAt: next?.from ?? Infinity,
    computedAt,
    validUntil: Math.min(...turns.filter((turn) => turn > computedAt)),
    externalId: account.externalId,
    domainFolded: account.domain === null ? null : foldName(account.domain),
    policyVersion: standing.policy.version,
    clientUntil:
      standing.type === 'CLIENT'
        ? (continued.starts.find((start, i) => start > computedAt && continued.values[i]!.type !== 'CLIENT') ??
          Infinity)
        : Infinity,
    typeSince: since,
    nextType: next?.type ?? null,
    nextTypeTo: next ? (afterNext?.from ?? Infinity) : null,
    nextPolicyVersion: next?.policyVersion ?? null,
    continuousAt: computedAt,
    announceAt: pendingUntil(standing.type, since, computedAt, phases),
  };
}

/** Returns when a type that started at `since` may be announced, if that is after `computedAt`. */
function pendingUntil(
  type: RelationshipType,
  since: number,
  computedAt: number,
  phases: readonly Phase[],
): number | null {
  const ending = phases.filter(({ to }) => to === since);
  const isCanceled = ending.length > 0 && ending.every((phase) => phase.isCanceled);
  const announceAt = since + DAY + 1;
  return type.startsWith('FORMER_') && !isCanceled && computedAt < announceAt ? announceAt : null;
}

/** Returns a row with its evidence evaluated at the instant for which it was computed. */
function withObserved(row: NowRow, zone: Zone): object {
  const { each, ...evidence } = JSON.parse(row.evidence) as { each: [Amount, number][] };
  return {
    ...row,
    evidence: {
      ...evidence,
      each: each.map(([amount, changesAt]) => ({ observed: amountAt(amount, row.computedAt, zone), changesAt })),
    },
  };
}

function expectedEvidence(
  history: History,
  rules: Rules,
  judged: Steps<RelationshipState>,
  computedAt: number,
): object {
  const { policy, met, isPaying } = valueAt(judged, computedAt);
  const criteria = judgeCriteria(history, policy, rules);
  const edges = history.phases.flatMap(({ from, to }) => [from, to]);
  const turns = criteria.flatMap(({ amounts, isMet }) => [...amounts.starts, ...isMet.starts]);
  const until = Math.min(...[...judged.starts, ...edges, ...turns].filter((turn) => turn > computedAt));
  const each = evidenceAt(history, policy, rules, computedAt).map(({ observed, changesAt }) => ({
    observed,
    changesAt,
  }));
  return { evidence: { isPaying, met, each, until }, evidenceUntil: until };
}

/** Converts to millionths, the precision of weights. */
const weightOf = (criteria: Policy['criteria']): number =>
  criteria.reduce((sum, { weight }) => sum + Math.round(weight * 1_000_000), 0);

const scoreOf = ({ policy: { criteria }, met }: Pick<RelationshipState, 'policy' | 'met'>): number =>
  weightOf(criteria.filter((_, i) => (met & (1 << i)) !== 0)) / weightOf(criteria);

const satisfies = (policy: Policy, met: number): boolean =>
  policy.criteria.every(({ required }, i) => !required || (met & (1 << i)) !== 0) &&
  scoreOf({ policy, met }) >= policy.clientScore;

const isOneCriterionAway = ({ policy, met, isPaying }: RelationshipState): boolean =>
  isPaying && policy.criteria.some((_, i) => satisfies(policy, met ^ (1 << i)) !== satisfies(policy, met));
