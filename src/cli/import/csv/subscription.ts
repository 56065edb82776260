/* From the rows of one subscription to its record. */
import type { PhaseInput, SubscriptionImport } from '@clientele/sdk';
import type { SubscriptionRow } from './subscription-row.js';

const DAY_MS = 86_400_000;

export interface MappedSubscription {
  record: SubscriptionImport;
  /** Why the subscription is recorded only approximately; empty if it is recorded exactly. */
  approximations: string[];
}

/** Why rows are refused, with the field whose column to correct. */
export interface RefusedRows {
  line: number;
  field: string;
  message: string;
}

type Mapped = MappedSubscription | RefusedRows;

export const isRefused = (mapped: Mapped): mapped is RefusedRows => 'message' in mapped;

/** Makes the record of a subscription from its rows, each of which is a phase. */
export function toSubscription(
  externalId: string,
  given: readonly SubscriptionRow[],
  planIdOf: (name: string) => string,
): Mapped {
  const rows = given.toSorted((one, other) =>
    one.from < other.from ? -1 : one.from > other.from ? 1 : one.line - other.line,
  );
  const refused = problemOfRows(externalId, rows);
  if (refused) return refused;
  const approximations: string[] = [];
  const phases = rows.flatMap((row, index) => {
    const to = endOf(row, rows[index + 1]);
    const isFirst = index === 0;
    if (row.status === 'PAST_DUE' && row.statusSince === undefined) {
      approximations.push(
        'Recorded as past due from the start of the row, because the file has no date for it. Add a column "Past due since", or a row that starts on that date.',
      );
    }
    if (row.status === 'PAUSED' && row.statusSince === undefined && !isFirst) {
      approximations.push(
        'Recorded as paused from the start of the row, because the file has no date for it. Add a column "Paused at", or a row that starts on that date.',
      );
    }
    return phasesOf(row, to, planIdOf);
  });
  const last = rows.at(-1)!;
  // A subscription that ended at the instant of its start was never in force, so it has no cancellation.
  const isCanceled = last.isCanceled && last.to !== undefined && last.to > last.from;
  return {
    record: {
      externalId,
      accountExternalId: rows[0]!.account,
      phases,
      ...(isCanceled ? { cancelAt: phases.at(-1)!.to! } : last.knowsCancellation ? { cancelAt: null } : {}),
      ...(isCanceled && last.cancelRequestedAt !== undefined ? { cancelRequestedAt: last.cancelRequestedAt } : {}),
      ...(isCanceled && last.churnReason !== undefined ? { churnReason: last.churnReason } : {}),
    },
    approximations,
  };
}

function problemOfRows(externalId: string, rows: readonly SubscriptionRow[]): RefusedRows | undefined {
  const [first] = rows;
  const other = rows.find(({ account }) => account !== first!.account);
  if (other) {
    return {
      line: other.line,
      field: 'account',
      message: `Expected the account "${first!.account}" of line ${first!.line}, which has the same subscription "${externalId}"; got "${other.account}". Give subscriptions of different accounts different ids.`,
    };
  }
  if (first!.status === 'PAUSED' && first!.statusSince === undefined) {
    return {
      line: first!.line,
      field: 'status',
      message:
        'Expected the date on which the subscription was paused, in a column "Paused at"; got none. Add it, because otherwise the subscription was never paid.',
    };
  }
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1];
    if (!next) break;
    const end = endOf(row, next);
    if (row.from === next.from) {
      return {
        line: next.line,
        field: 'start',
        message: `Expected another start than that of line ${row.line}, which has the same subscription "${externalId}"; got the same. Remove one of the rows, or give subscriptions that run at the same time different ids.`,
      };
    }
    if (end > next.from) {
      return {
        line: next.line,
        field: 'start',
        message: `Expected a start after the end of line ${row.line}, which has the same subscription "${externalId}"; got an overlap. Correct the dates, or give subscriptions that run at the same time different ids.`,
      };
    }
  }
  return undefined;
}

/**
 * Returns the end of a row; if it has no end, the start of the next row. A row that ends on the day on which the next row
 * starts ends at that start.
 */
function endOf(row: SubscriptionRow, next: SubscriptionRow): string;
function endOf(row: SubscriptionRow, next: SubscriptionRow | undefined): string | undefined;
function endOf({ to, endsWithDay }: SubscriptionRow, next: SubscriptionRow | undefined): string | undefined {
  if (!next) return to;
  if (to === undefined) return next.from;
  const overlapMs = Date.parse(to) - Date.parse(next.from);
  // A day of 25 hours has a clock change in it.
  return endsWithDay && overlapMs > 0 && overlapMs <= DAY_MS * (25 / 24) ? next.from : to;
}

/** The phases of a row: a trial, paid time, and the status since its date. */
function phasesOf(row: SubscriptionRow, to: string | undefined, planIdOf: (name: string) => string): PhaseInput[] {
  const { from, trialEnd, status, statusSince, price, termMonths, noticeDays, autoRenews, tailored } = row;
  const terms = { planExternalId: planIdOf(row.plan), ...price, termMonths, noticeDays, autoRenews, tailored };
  const given = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined)) as typeof terms;
  const isBeforeEnd = (at: string): boolean => to === undefined || at < to;
  const starts: { at: string; status: PhaseInput['status'] }[] = [];
  if (trialEnd !== undefined && trialEnd > from) {
    starts.push({ at: from, status: 'TRIALING' });
    if (isBeforeEnd(trialEnd)) starts.push({ at: trialEnd, status: 'ACTIVE' });
  } else if (status === 'TRIALING') starts.push({ at: from, status: 'TRIALING' });
  else starts.push({ at: from, status: 'ACTIVE' });
  if (status === 'PAST_DUE' || status === 'PAUSED') {
    const since = statusSince ?? from;
    if (since <= starts.at(-1)!.at) starts.at(-1)!.status = status;
    else if (isBeforeEnd(since)) starts.push({ at: since, status });
  }
  return starts.map(({ at, status: during }, index) => ({
    from: at,
    ...endAt(starts[index + 1]?.at ?? to),
    status: during,
    ...given,
  }));
}

const endAt = (to: string | undefined): { to?: string } => (to === undefined ? {} : { to });
