/**
 * Random accounts in five currencies with dated exchange rates, and their revenue, computed account by account with integers of
 * its own. Their periods are written without the kernel, so that every combination of amounts and currencies occurs.
 */
import { account, record } from '../support/records.js';
import { REAL_RATES } from '../support/real-exchange-rates.js';
import type { TestServer, TestWorkspace } from '../support/server.js';

export type Type = 'PROSPECT' | 'CUSTOMER' | 'CLIENT' | 'FORMER_CUSTOMER';
export interface State {
  from: number;
  type: Type;
  mrr: number;
  paused: number;
  /** null: the workspace's, USD. */
  currency: string | null;
  isKept: boolean;
}

const ACCOUNTS = 160;
const DIGITS: Record<string, number> = { JPY: 0 };
const FROM = Date.UTC(2021, 10, 1);
const DAYS = 1_400;
const DAY = 86_400_000;

/** A linear congruential generator, so that every run has the same base. */
function randomOf(seed: number): (choices: number) => number {
  let state = BigInt(seed);
  return (choices) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((state >> 33n) % BigInt(choices));
  };
}

const pick = randomOf(20_261_201);
const CURRENCIES = [null, ...new Set(REAL_RATES.map(({ currencyCode }) => currencyCode))].slice(0, 5);
export const RATES = REAL_RATES.filter(({ currencyCode }) => CURRENCIES.includes(currencyCode));

/** Half of the instants are those at which rates change. */
function someInstant(): number {
  const at = FROM + pick(DAYS) * DAY;
  if (pick(2) === 0) return at + pick(DAY);
  const month = new Date(at);
  return Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), 1);
}

function someStates(): State[] {
  const instants = [...new Set(Array.from({ length: 1 + pick(8) }, someInstant))].sort((a, b) => a - b);
  const states: State[] = [{ from: -Infinity, type: 'PROSPECT', mrr: 0, paused: 0, currency: null, isKept: false }];
  let currency = CURRENCIES[pick(CURRENCIES.length)]!;
  for (const from of instants) {
    const isKept = pick(4) > 0;
    if (pick(4) === 0) currency = CURRENCIES[pick(CURRENCIES.length)]!;
    const [mrr, paused] = isKept ? [pick(5) === 0 ? 0 : 1 + pick(20_000), pick(3) === 0 ? pick(9_000) : 0] : [0, 0];
    const type = isKept ? (pick(2) === 0 ? 'CLIENT' : 'CUSTOMER') : states.length > 1 ? 'FORMER_CUSTOMER' : 'PROSPECT';
    states.push({ from, type, mrr, paused, currency: mrr + paused > 0 ? currency : null, isKept });
  }
  return states;
}

export const ALL: readonly State[][] = Array.from({ length: ACCOUNTS }, someStates);

export const stateAt = (states: readonly State[], at: number): State => states.findLast(({ from }) => from <= at)!;

/** Amounts are integers of 10^-30 of a cent. */
const SCALE = 30;
export const CENT = 10n ** BigInt(SCALE);

export function scaledAt(minor: number, currency: string | null, at: number): bigint {
  if (currency === null) return BigInt(minor) * CENT;
  const rates = RATES.filter(({ currencyCode }) => currencyCode === currency);
  const { rate } = rates.findLast(({ from }) => Date.parse(from) <= at) ?? rates[0]!;
  const [whole, fraction = ''] = rate.split('.') as [string, string?];
  return (
    BigInt(minor) * BigInt(whole + fraction) * 10n ** BigInt(SCALE - fraction.length + 2 - (DIGITS[currency] ?? 2))
  );
}

export const mrrAt = (states: readonly State[], at: number, ratesAt = at): bigint => {
  const { mrr, currency } = stateAt(states, at);
  return scaledAt(mrr, currency, ratesAt);
};

/** Rounds to cents, halves to the even one. */
export function centsOf(scaled: bigint): number {
  const [size, sign] = scaled < 0n ? [-scaled, -1] : [scaled, 1];
  const [cents, rest] = [size / CENT, (size % CENT) * 2n];
  return sign * Number(rest > CENT || (rest === CENT && cents % 2n === 1n) ? cents + 1n : cents);
}

export const sumOf = <One>(all: readonly One[], of: (one: One) => bigint): bigint =>
  all.reduce((total, one) => total + of(one), 0n);

/** The first instant with revenue; Infinity if there is none. */
export const firstPaidAt = (states: readonly State[]): number => states.find(({ mrr }) => mrr > 0)?.from ?? Infinity;

const INSERT_RATES = `
  INSERT INTO exchange_rate (workspace_id, currency_code, from_day, rate, updated_at)
  SELECT $1, r."currencyCode", r.from, r.rate, '2026-01-01'
  FROM jsonb_to_recordset($2::jsonb) AS r ("currencyCode" text, "from" date, rate numeric)`;
/** Amounts in another currency are kept in ten-thousandths of a minor unit. */
const kept = (amount: string, currency: string): string =>
  `${amount} * CASE WHEN ${currency} IS NULL THEN 1 ELSE 10000 END`;
const INSERT_PERIODS = `
  INSERT INTO account_period (workspace_id, account_id, from_at, to_at, type, mrr_minor, paused_mrr_minor, paying_since,
    policy_version, type_before, mrr_before, paused_before, first_paid_at, paying_before, is_after_cancellation,
    currency_code, currency_before)
  SELECT $1, a.id, p.from, p.to, p.type, ${kept('p.mrr', 'p.currency')}, ${kept('p.paused', 'p.currency')},
    CASE WHEN p."isKept" THEN p.from END, 1, p."typeBefore", ${kept('p."mrrBefore"', 'p."currencyBefore"')},
    ${kept('p."pausedBefore"', 'p."currencyBefore"')}, p."firstPaidAt", p."keptBefore", false, p.currency, p."currencyBefore"
  FROM jsonb_to_recordset($2::jsonb) AS p (number text, "from" timestamptz, "to" timestamptz, type text, mrr bigint,
    paused bigint, "isKept" bool, "typeBefore" text, "mrrBefore" bigint, "pausedBefore" bigint, "firstPaidAt" timestamptz,
    "keptBefore" bool, currency text, "currencyBefore" text)
  JOIN account a ON a.workspace_id = $1 AND a.external_id = p.number`;

const stamp = (at: number): string =>
  Number.isFinite(at) ? new Date(at).toISOString() : at < 0 ? '-infinity' : 'infinity';

/** Writes the periods of account i as those of the account with the externalId i. */
export async function writeCurrencyBase({ database }: TestServer, workspace: TestWorkspace): Promise<void> {
  await record(workspace, { accounts: ALL.map((_, i) => account(String(i))) });
  const periods = ALL.flatMap((states, number) =>
    states.map(({ from, ...state }, i) => {
      const before = states[i - 1];
      const first = firstPaidAt(states);
      return {
        ...state,
        number: String(number),
        from: stamp(from),
        to: stamp(states[i + 1]?.from ?? Infinity),
        typeBefore: before?.type ?? null,
        mrrBefore: before?.mrr ?? 0,
        pausedBefore: before?.paused ?? 0,
        keptBefore: before?.isKept ?? false,
        currencyBefore: before?.currency ?? null,
        firstPaidAt: first <= from ? stamp(first) : null,
      };
    }),
  );
  const write = (text: string, rows?: object[]): Promise<unknown> =>
    database.dataSource.query(text, rows ? [workspace.id, JSON.stringify(rows)] : [workspace.id]);
  await write('DELETE FROM account_period WHERE workspace_id = $1');
  await write(INSERT_PERIODS, periods);
  await write(INSERT_RATES, RATES);
}
