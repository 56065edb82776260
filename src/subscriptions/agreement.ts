import { isDeepStrictEqual } from 'node:util';
import type { BillingPeriod } from '../classification/billing.js';
import type { Instant } from '../classification/calendar.js';
import { byStart, isLasting, type PhaseStatus } from '../classification/history.js';
import type { StoredItem } from '../derivation/sold.js';
import type { Price } from './price.js';

/** An item beside the BASE item. */
export interface OtherItem extends Omit<StoredItem, 'unitPrice'> {
  /** null for USAGE. */
  unitPrice: Price | null;
}

/** The commercial terms of a phase. Quantity, price, billing period and seats are those of the BASE item. */
export interface Terms {
  quantity: number;
  unitPrice: Price;
  billingPeriod: BillingPeriod;
  termMonths: number;
  tailored: boolean;
  countsAsSeats: boolean;
  otherItems: readonly OtherItem[];
  /** How many days before the end of a term its renewal must be declined; null if no notice is agreed. */
  noticeDays: number | null;
  /** Whether a phase without an end renews. */
  autoRenews: boolean;
}

/** Everything about a phase that a change can set. */
export interface Values extends Terms {
  /** The plan of the BASE item. */
  planId: string;
  status: PhaseStatus;
}

export type Field = keyof Values;

const FIELDS: readonly Field[] = [
  'planId',
  'status',
  'quantity',
  'unitPrice',
  'billingPeriod',
  'termMonths',
  'tailored',
  'countsAsSeats',
  'otherItems',
  'noticeDays',
  'autoRenews',
];

/** A phase of what was agreed. A value holds until the next phase in which its field was set. */
export interface AgreedPhase extends Values {
  from: Instant;
  to: Instant;
  /** The fields that were set at `from`, even to the value that they already had; in the order of `FIELDS`. */
  set: readonly Field[];
}

/** A cancellation. What was agreed from `at` to `until` is set aside: it is not in force, but holds if it is taken back. */
export interface Cancellation {
  at: Instant;
  /** When the subscription is in force again; Infinity if it is not. */
  until: Instant;
  reason: string | null;
  /** When it was requested; null if unknown. */
  requestedAt: Instant | null;
  /** Whether it is the end of the recorded phases, so that what was agreed for later is not known. */
  isLastKnown: boolean;
}

/** What was agreed as if nothing had been canceled, oldest first, and the cancellations beside it. */
export interface Agreement {
  phases: readonly AgreedPhase[];
  cancellations: readonly Cancellation[];
}

/** A cancellation as it is stored with the phase that it ends. Instants are null for Infinity. */
export interface StoredCancellation {
  reason: string | null;
  /** Absent if not known. */
  requestedAt?: Instant;
  /** The end that was agreed for the phase. If absent, it is not known; it would have renewed automatically. */
  to?: Instant | null;
  /** What else is set aside. */
  later?: (Omit<AgreedPhase, 'to'> & { to: Instant | null })[];
}

/** A phase as it is stored: a period in force. */
export interface StoredPhase extends Values {
  from: Instant;
  to: Instant;
  /** The fields that were set at `from`; null for the usual ones (`usuallySet`), as in imported phases. */
  setFields: Field[] | null;
  cancellation: StoredCancellation | null;
}

/** Returns the given fields in their order. */
export const inOrder = (fields: Iterable<Field>): Field[] => {
  const given = new Set(fields);
  return FIELDS.filter((field) => given.has(field));
};

const isEqual = (a: unknown, b: unknown): boolean => a === b || isDeepStrictEqual(a, b);

/**
 * Returns the fields that are set in a phase of which nothing else is known: all after a gap, and otherwise those that
 * differ from the phase before. The end of a trial sets no status: a trial ends by itself unless it was ended before.
 */
function usuallySet(phase: Values & Pick<AgreedPhase, 'from' | 'to'>, before: AgreedPhase | undefined): Field[] {
  if (!isLasting(phase)) return [];
  if (before?.to !== phase.from) return [...FIELDS];
  const endsTrial = before.status === 'TRIALING' && phase.status === 'ACTIVE';
  return FIELDS.filter((field) => !isEqual(phase[field], before[field]) && !(field === 'status' && endsTrial));
}

/** Restores an agreement from its stored phases. */
export function unfold(stored: readonly StoredPhase[]): Agreement {
  const phases: AgreedPhase[] = [];
  const cancellations: Cancellation[] = [];
  stored.forEach(({ setFields, cancellation, ...phase }, i) => {
    const agreed: AgreedPhase = { ...phase, set: setFields ?? usuallySet(phase, phases.findLast(isLasting)) };
    if (!cancellation) {
      phases.push(agreed);
      return;
    }
    const { reason, requestedAt = null, to, later } = cancellation;
    const until = stored.slice(i + 1).find(isLasting)?.from ?? Infinity;
    if (to === undefined) phases.push(...renewed(agreed, until));
    else phases.push({ ...agreed, to: to ?? Infinity });
    for (const one of later ?? []) phases.push({ ...one, to: one.to ?? Infinity });
    cancellations.push({ at: phase.to, until, reason, requestedAt, isLastKnown: to === undefined });
  });
  // An empty phase at the instant of a cancellation is stored after what the cancellation set aside.
  return { phases: phases.toSorted(byStart), cancellations };
}

/** Returns a phase as if it had renewed automatically. A trial is paid from its end on. */
const renewed = (phase: AgreedPhase, until: Instant): AgreedPhase[] =>
  phase.status === 'TRIALING'
    ? [phase, { ...phase, from: phase.to, to: until, status: 'ACTIVE', set: [] }]
    : [{ ...phase, to: until }];

/** Returns the phases to store for an agreement: those in force, each with the cancellation that ends it. */
export function fold({ phases, cancellations }: Agreement): StoredPhase[] {
  const isSetAside = (phase: AgreedPhase): boolean =>
    cancellations.some(
      ({ at, until }) => (isLasting(phase) ? at <= phase.from : at < phase.from) && phase.from < until,
    );
  const stored: StoredPhase[] = [];
  let before: AgreedPhase | undefined;
  phases.forEach((agreed, i) => {
    if (!isSetAside(agreed)) {
      const { set, ...phase } = agreed;
      const setFields = isDeepStrictEqual(set, usuallySet(agreed, before)) ? null : [...set];
      const ended = cancellations.find(({ at }) => phase.from < at && at <= phase.to);
      if (!ended) stored.push({ ...phase, setFields, cancellation: null });
      else {
        const later = phases.slice(i + 1).filter((other) => other.from < ended.until && isSetAside(other));
        stored.push({ ...phase, to: ended.at, setFields, cancellation: toStored(ended, phase.to, later) });
      }
    }
    if (isLasting(agreed)) before = agreed;
  });
  return stored;
}

function toStored(
  { reason, requestedAt, isLastKnown }: Cancellation,
  to: Instant,
  later: readonly AgreedPhase[],
): StoredCancellation {
  const why = { reason, ...(requestedAt === null ? {} : { requestedAt }) };
  return isLastKnown && later.every(({ set }) => set.length === 0)
    ? why
    : { ...why, to: orNull(to), later: later.map((phase) => ({ ...phase, to: orNull(phase.to) })) };
}

const orNull = (at: Instant): Instant | null => (at === Infinity ? null : at);

/** Returns the agreed phase that contains an instant, in force or set aside. */
export const agreedAt = ({ phases }: Agreement, at: Instant): AgreedPhase | undefined =>
  phases.find(({ from, to }) => from <= at && at < to);

/** Returns the cancellation that holds at an instant. */
export const cancellationAt = ({ cancellations }: Agreement, at: Instant): Cancellation | undefined =>
  cancellations.find((one) => one.at <= at && at < one.until);

/** Returns the end of the uninterrupted agreed time that contains an instant or ends there; undefined if there is none. */
export function endOfAgreed({ phases }: Agreement, at: Instant): Instant | undefined {
  let end =
    phases.find(({ from, to }) => from < at && at <= to)?.to ??
    phases.find(({ from, to }) => from === at && at < to)?.to;
  if (end === undefined) return undefined;
  for (const { from, to } of phases) if (from === end) end = to;
  return end;
}
