/*
 * What a row of the Telco Customer Churn data set means in Clientele's words. The data set is a snapshot without a
 * date; it is taken as of D, and a customer of n months as one who subscribed n calendar months before.
 */
import type { AccountImport, ImportRecord, InteractionImport, PlanImport, SubscriptionImport } from '@clientele/sdk';
import { DateTime } from 'luxon';

/** The columns that are read. */
export const COLUMNS = [
  'customerID',
  'tenure',
  'InternetService',
  'OnlineSecurity',
  'OnlineBackup',
  'DeviceProtection',
  'TechSupport',
  'StreamingTV',
  'StreamingMovies',
  'Contract',
  'PaymentMethod',
  'MonthlyCharges',
  'Churn',
] as const;

export type TelcoRow = Readonly<Record<(typeof COLUMNS)[number], string>>;

const D = DateTime.utc(2019, 9, 30);

const toText = (at: DateTime): string => at.toJSDate().toISOString();

/** The assumed date of the data set: D. */
export const AS_OF = toText(D);

export const PLANS = [
  { externalId: 'BASIC', name: 'Basic', rank: 1 },
  { externalId: 'STANDARD', name: 'Standard', rank: 2 },
  { externalId: 'PLUS', name: 'Plus', rank: 3 },
  { externalId: 'PREMIUM', name: 'Premium', rank: 4 },
] as const satisfies readonly PlanImport[];

const ADD_ONS = [
  'OnlineSecurity',
  'OnlineBackup',
  'DeviceProtection',
  'TechSupport',
  'StreamingTV',
  'StreamingMovies',
] as const;

const TERM_MONTHS = new Map([
  ['Month-to-month', 0],
  ['One year', 12],
  ['Two year', 24],
]);

/** Clamps to the last day of the month, as PostgreSQL and the API do. */
const startOf = ({ tenure }: TelcoRow): DateTime => D.minus({ months: Number(tenure) });

function planOf(row: TelcoRow): (typeof PLANS)[number]['externalId'] {
  if (row.InternetService === 'No') return 'BASIC';
  const addOns = ADD_ONS.filter((name) => row[name] === 'Yes').length;
  return addOns <= 1 ? 'STANDARD' : addOns <= 3 ? 'PLUS' : 'PREMIUM';
}

function termMonthsOf({ customerID, Contract }: TelcoRow): number {
  const months = TERM_MONTHS.get(Contract);
  if (months !== undefined) return months;
  throw new Error(`${customerID}: expected a Contract of ${[...TERM_MONTHS.keys()].join(', ')}; got "${Contract}".`);
}

const toAccount = ({ customerID, Contract, InternetService, PaymentMethod }: TelcoRow): AccountImport => ({
  externalId: customerID,
  name: customerID,
  attributes: { contract: Contract, internetService: InternetService, paymentMethod: PaymentMethod },
});

const toSubscription = (row: TelcoRow): SubscriptionImport => ({
  externalId: row.customerID,
  accountExternalId: row.customerID,
  phases: [
    {
      from: toText(startOf(row)),
      to: row.Churn === 'Yes' ? AS_OF : null,
      planExternalId: planOf(row),
      status: 'ACTIVE',
      unitPrice: { amount: row.MonthlyCharges, currencyCode: 'USD' },
      billingInterval: 'MONTH',
      termMonths: termMonthsOf(row),
    },
  ],
});

/** Assumes that accounts with paid technical support used it 1, 2 and 3 months before D, if they were customers then. */
function toInteractions(row: TelcoRow): InteractionImport[] {
  if (row.TechSupport !== 'Yes') return [];
  const start = startOf(row);
  return [1, 2, 3]
    .map((months) => ({ months, at: D.minus({ months }) }))
    .filter(({ at }) => at >= start)
    .map(({ months, at }) => ({
      externalId: `${row.customerID}-support-${months}`,
      accountExternalId: row.customerID,
      kind: 'SUPPORT',
      occurredAt: toText(at),
      personalized: true,
      initiative: 'THEM',
    }));
}

/** Yields all records, each after those that it refers to; the records of one account follow each other. */
export function* toRecords(rows: readonly TelcoRow[]): Generator<ImportRecord> {
  for (const plan of PLANS) yield { plan };
  for (const row of rows) {
    yield { account: toAccount(row) };
    yield { subscription: toSubscription(row) };
    for (const interaction of toInteractions(row)) yield { interaction };
  }
}

/** Returns a name for a record, for example `account 7590-VHVEG`. */
export function nameOf(record: ImportRecord): string {
  const [[kind, { externalId }]] = Object.entries(record) as [[string, { externalId: string }]];
  return `${kind} ${externalId}`;
}
