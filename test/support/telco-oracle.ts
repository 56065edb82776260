/*
 * Counts the expected result of the example's import directly from the CSV: `npx tsx test/support/telco-oracle.ts FILE`.
 * Shares nothing with src/ or examples/, not even the CSV reader and the month arithmetic, so that a mistake in one is not
 * repeated in the other. This data can meet only five criteria of the baseline policy:
 *   tenure of 12 months, required (3 of 18) and of 24 months (3), the top tier (3), a term of 12 months (1), and three
 *   personalized interactions within 365 days (3).
 * No terms are tailored, the account initiated every interaction, no subscription ever grew, and there is no advocacy, so
 * those weights (2 + 1 + 1 + 1) are never met. A client needs half of 18.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Row = Record<string, string>;
/** Midnight UTC of a day, as year, month (1 to 12) and day. */
type Day = readonly [year: number, month: number, day: number];

export interface TelcoCounts {
  accounts: number;
  byType: Record<'CLIENT' | 'CUSTOMER' | 'FORMER_CLIENT' | 'FORMER_CUSTOMER', number>;
  /** Monthly recurring revenue of the accounts that pay as of D, in cents. */
  mrrCents: Record<'CLIENT' | 'CUSTOMER', number>;
  /** Accounts without a valid phase, because their subscription would end at its start. */
  emptyPhases: number;
}

const D: Day = [2019, 9, 30];
const ADD_ONS = [
  'OnlineSecurity',
  'OnlineBackup',
  'DeviceProtection',
  'TechSupport',
  'StreamingTV',
  'StreamingMovies',
] as const;

const isLeap = (year: number): boolean => new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29;
const lengthOf = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** Adds months one at a time from the first of the month, so that the day is clamped only in the last step. */
function monthsEarlier([year, month, day]: Day, count: number): Day {
  for (let i = 0; i < count; i++) [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  return [year, month, Math.min(day, lengthOf(year, month))];
}

function monthsLater([year, month, day]: Day, count: number): Day {
  for (let i = 0; i < count; i++) [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  return [year, month, Math.min(day, lengthOf(year, month))];
}

const numberOf = ([year, month, day]: Day): number => year * 10_000 + month * 100 + day;

/** Counts whole months from `start` to D, or to the last instant before D, when an anniversary on D does not count. */
function tenureAtD(start: Day, justBefore: boolean): number {
  let months = 0;
  const hasCome = (day: Day) => (justBefore ? numberOf(day) < numberOf(D) : numberOf(day) <= numberOf(D));
  while (hasCome(monthsLater(start, months + 1))) months++;
  return months;
}

function readRows(file: string): Row[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').split(/\r?\n/).filter(Boolean);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    if (cells.length !== names.length || line.includes('"')) throw new Error(`Unexpected line: ${line}`);
    return Object.fromEntries(names.map((name, index) => [name, cells[index]!]));
  });
}

/** The facts that policies can use of this data, at D or at the last instant before it. */
interface Case {
  tenure: number;
  isTopTier: boolean;
  hasTerm: boolean;
  /** Personalized interactions; all of them lie within 92 days of D. */
  contacts: number;
}

function caseOf(row: Row, justBefore: boolean): Case {
  const start = monthsEarlier(D, Number(row.tenure));
  const addOns = ADD_ONS.filter((name) => row[name] === 'Yes').length;
  const contacts = [1, 2, 3].map((n) => monthsEarlier(D, n)).filter((day) => numberOf(day) >= numberOf(start)).length;
  return {
    tenure: tenureAtD(start, justBefore),
    isTopTier: row.InternetService !== 'No' && addOns >= 4,
    hasTerm: row.Contract !== 'Month-to-month',
    contacts: row.TechSupport === 'Yes' ? contacts : 0,
  };
}

export type MakesClient = (one: Case) => boolean;

/** The baseline policy. */
export const byBaseline: MakesClient = ({ tenure, isTopTier, hasTerm, contacts }) => {
  const weight =
    (tenure >= 12 ? 3 : 0) + (tenure >= 24 ? 3 : 0) + (isTopTier ? 3 : 0) + (hasTerm ? 1 : 0) + (contacts >= 3 ? 3 : 0);
  return tenure >= 12 && weight >= 9;
};

/** Requires 24 months of tenure and two of: a term, a personalized interaction within 120 days, the highest plan. */
export const byTwoOfThree: MakesClient = ({ tenure, isTopTier, hasTerm, contacts }) =>
  tenure >= 24 && [hasTerm, contacts >= 1, isTopTier].filter(Boolean).length >= 2;

export function countTelco(file: string, makesClient: MakesClient = byBaseline): TelcoCounts {
  const counts: TelcoCounts = {
    accounts: 0,
    byType: { CLIENT: 0, CUSTOMER: 0, FORMER_CLIENT: 0, FORMER_CUSTOMER: 0 },
    mrrCents: { CLIENT: 0, CUSTOMER: 0 },
    emptyPhases: 0,
  };
  for (const row of readRows(file)) {
    counts.accounts++;
    const [units = '', cents = ''] = row.MonthlyCharges!.split('.');
    const price = Number(units) * 100 + Number(cents.padEnd(2, '0'));
    if (!(price > 0)) throw new Error(`Free of charge: ${row.customerID!}`);
    if (row.Churn === 'Yes') {
      if (row.tenure === '0') counts.emptyPhases++;
      counts.byType[makesClient(caseOf(row, true)) ? 'FORMER_CLIENT' : 'FORMER_CUSTOMER']++;
    } else {
      const type = makesClient(caseOf(row, false)) ? 'CLIENT' : 'CUSTOMER';
      counts.byType[type]++;
      counts.mrrCents[type] += price;
    }
  }
  return counts;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , file] = process.argv;
  if (!file)
    throw new Error('Expected the path of Telco-Customer-Churn.csv: npx tsx test/support/telco-oracle.ts FILE');
  process.stdout.write(
    `${JSON.stringify({ baseline: countTelco(file), twoOfThree: countTelco(file, byTwoOfThree) }, null, 2)}\n`,
  );
}
