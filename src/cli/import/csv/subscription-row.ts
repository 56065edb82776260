import type { ChurnReason } from '@clientele/sdk';
import { DateTime } from 'luxon';
import { readPrice, type Price } from './price.js';
import type { RowReader } from './row-reader.js';
import { CHURN_REASONS, readMonths, STATUSES, type StatusWord } from './words.js';

/** What a row says about a subscription. All instants are RFC 3339 in UTC with milliseconds, so texts compare as instants. */
export interface SubscriptionRow {
  line: number;
  account: string;
  plan: string;
  status: Exclude<StatusWord, 'SKIP'>;
  statusSince: string | undefined;
  from: string;
  trialEnd: string | undefined;
  to: string | undefined;
  /** Whether the end is a day, which may be the day on which the next row starts. */
  endsWithDay: boolean;
  isCanceled: boolean;
  cancelRequestedAt: string | undefined;
  /** Whether the file has a column that tells which subscriptions are canceled. */
  knowsCancellation: boolean;
  churnReason: ChurnReason | undefined;
  price: Price;
  termMonths: number | undefined;
  noticeDays: number | undefined;
  autoRenews: boolean | undefined;
  tailored: boolean | undefined;
}

/** Returns the id of the subscription of a row; if the file has no column of subscription ids, the id of the account. */
export const subscriptionIdOf = (row: RowReader): string | undefined =>
  row.has('id') ? row.required('id', 'the id of the subscription') : row.required('account', 'the id of the account');

/** Reads a row. Returns `SKIP` if the row is not a subscription; undefined if the row is refused (see `row.problems`). */
export function readSubscriptionRow(row: RowReader, line: number): SubscriptionRow | 'SKIP' | undefined {
  const status = row.word('status', STATUSES) ?? 'ACTIVE';
  if (status === 'SKIP') return 'SKIP';
  const account = row.required('account', 'the id of the account');
  const plan = row.required('plan', 'the name of the plan');
  const price = readPrice(row);
  const from = readStart(row);
  const end = readEnd(row, status);
  const read = {
    statusSince: row.date('statusSince', 'START'),
    trialEnd: row.date('trialEnd', 'END'),
    churnReason: row.word('churnReason', CHURN_REASONS),
    termMonths: readTerm(row),
    noticeDays: toNumber(row.number('noticeDays')),
    autoRenews: row.boolean('autoRenews'),
    tailored: row.boolean('tailored'),
  };
  if (from !== undefined && end.to !== undefined && end.to < from) {
    row.refuse(
      end.field,
      `Expected an end after the start ${row.text('start') ?? from}; got "${row.text(end.field) ?? end.to}".`,
    );
  }
  if (row.problems.length > 0 || !account || !plan || !price || from === undefined) return undefined;
  const knowsCancellation = row.has('status') || row.has('canceledAt');
  return { line, account, plan, status, from, ...end, knowsCancellation, price, ...read };
}

function readStart(row: RowReader): string | undefined {
  const start = row.date('start', 'START');
  const tenure = row.number('tenureMonths');
  if (start !== undefined || row.problems.some(({ column }) => column === row.columnOf('start') && column !== ''))
    return start;
  if (!tenure) {
    row.refuse('start', 'Expected the date on which the subscription started; got a blank cell.');
    return undefined;
  }
  return DateTime.fromISO(row.asOf!, { zone: row.workspace.timeZone })
    .minus({ months: Number(tenure.decimal) })
    .toUTC()
    .toISO()!;
}

/** Reads when a row ends: at its end, otherwise at its cancellation, otherwise as its status tells. */
function readEnd(
  row: RowReader,
  status: StatusWord,
): Pick<SubscriptionRow, 'to' | 'endsWithDay' | 'isCanceled' | 'cancelRequestedAt'> & { field: string } {
  const end = row.date('end', 'END');
  const canceledAt = row.date('canceledAt', 'END');
  const isCanceled = status === 'CANCELED' || canceledAt !== undefined;
  if (end !== undefined) {
    const requestedAt = canceledAt === undefined ? undefined : row.date('canceledAt', 'START');
    return { field: 'end', to: end, endsWithDay: row.isWholeDay('end'), isCanceled, cancelRequestedAt: requestedAt };
  }
  const none = { endsWithDay: false, isCanceled, cancelRequestedAt: undefined };
  if (canceledAt !== undefined) {
    return { ...none, field: 'canceledAt', to: canceledAt, endsWithDay: row.isWholeDay('canceledAt') };
  }
  if (status !== 'CANCELED') return { ...none, field: 'end', to: undefined };
  const since = row.date('statusSince', 'START');
  if (since !== undefined) return { ...none, field: 'statusSince', to: since };
  if (row.asOf !== undefined) {
    const to = DateTime.fromISO(row.asOf, { zone: row.workspace.timeZone }).toUTC().toISO()!;
    return { ...none, field: 'end', to };
  }
  const isReadable = !row.problems.some(
    ({ column }) => column !== '' && ['end', 'canceledAt'].some((field) => row.columnOf(field) === column),
  );
  if (isReadable)
    row.refuse(
      'end',
      'Expected the date on which the canceled subscription ended; got none. Add an end date or a cancellation date.',
    );
  return { ...none, field: 'end', to: undefined };
}

function readTerm(row: RowReader): number | undefined {
  const text = row.text('termMonths');
  const months = text === undefined ? undefined : readMonths(text);
  if (months === null) {
    row.refuse('termMonths', `Expected a commitment in months, such as 12 or "1 year"; got "${text}".`);
    return undefined;
  }
  return months;
}

const toNumber = (read: { decimal: string } | undefined): number | undefined =>
  read === undefined ? undefined : Number(read.decimal);
