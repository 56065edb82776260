import type { Instant } from '../classification/calendar.js';
import { byStart, isLasting } from '../classification/history.js';
import {
  agreedAt,
  cancellationAt,
  endOfAgreed,
  inOrder,
  type AgreedPhase,
  type Agreement,
  type Cancellation,
  type Field,
  type Values,
} from './agreement.js';

/** Divides the phase that contains an instant there, without setting a field. */
const divideAt = (phases: readonly AgreedPhase[], at: Instant): AgreedPhase[] =>
  phases.flatMap((phase) =>
    phase.from < at && at < phase.to
      ? [
          { ...phase, to: at },
          { ...phase, from: at, set: [] },
        ]
      : [phase],
  );

/** Adds the phase that begins at the former end of a trial. If nothing changes there any more, it extends the phase before. */
function addAtTrialEnd(phases: AgreedPhase[], phase: AgreedPhase): void {
  const before = phases.at(-1);
  const isContinued = before && isLasting(before) && before.to === phase.from && before.status === phase.status;
  if (isContinued && phase.set.length === 0) phases[phases.length - 1] = { ...before, to: phase.to };
  else phases.push(phase);
}

/**
 * Sets fields from an instant on, at which a phase must be agreed. Each value holds until the next phase in which its field
 * was set, so the order in which changes are made does not matter. A trial keeps its end, unless the change ends it.
 */
export function setFrom(agreement: Agreement, at: Instant, given: Partial<Values>): Agreement {
  const holding: Partial<Values> = { ...given };
  let fields = Object.keys(given) as Field[];
  if (fields.length === 0) return agreement;
  const phases: AgreedPhase[] = [];
  let wasTrial = false;
  for (const phase of divideAt(agreement.phases, at)) {
    if (phase.from < at || !isLasting(phase)) {
      phases.push(phase);
      continue;
    }
    if (phase.from > at) {
      const endsTrial = wasTrial && phase.status !== 'TRIALING';
      fields = fields.filter(
        (field) => !phase.set.includes(field) && !(field === 'status' && endsTrial && holding.status === 'TRIALING'),
      );
    }
    const set = phase.from === at ? inOrder([...phase.set, ...fields]) : phase.set;
    const after = { ...phase, ...Object.fromEntries(fields.map((field) => [field, holding[field]])), set };
    if (wasTrial) addAtTrialEnd(phases, after);
    else phases.push(after);
    wasTrial = phase.status === 'TRIALING';
  }
  return { ...agreement, phases };
}

/** Puts a subscription that has ended by an instant in force again, with the values that were agreed last. */
export function restart(agreement: Agreement, at: Instant, given: Partial<Values>): Agreement {
  const cancellations = agreement.cancellations.flatMap((one) => {
    if (one !== cancellationAt(agreement, at)) return [one];
    return one.at === at ? [] : [{ ...one, until: at }];
  });
  const phases = agreedAt(agreement, at) ? agreement.phases : withPhaseFrom(agreement.phases, at);
  return setFrom({ phases, cancellations }, at, { ...given, status: 'ACTIVE' });
}

function withPhaseFrom(phases: readonly AgreedPhase[], at: Instant): AgreedPhase[] {
  const started = phases.filter(({ from }) => from <= at);
  const last = started.findLast(isLasting) ?? started.at(-1)!;
  const to = phases.find((phase) => phase.from > at && isLasting(phase))?.from ?? Infinity;
  return [...phases, { ...last, from: at, to, set: [] }].toSorted(byStart);
}

/**
 * Removes the values, ends and cancellations recorded for later than an instant. A trial keeps its end, after which the
 * subscription is paid.
 */
export function removeLater(agreement: Agreement, at: Instant): Agreement {
  const cancellations = agreement.cancellations
    .filter((one) => one.at <= at)
    .map((one) => (at < one.until ? { ...one, until: Infinity } : one));
  const phases = agreement.phases.filter(({ from }) => from <= at);
  const phase = agreedAt(agreement, at);
  if (!phase) return { phases, cancellations };
  const open = { ...phase, to: Infinity };
  const trialEnd = trialAt(agreement, at)?.to ?? Infinity;
  const continued: AgreedPhase[] =
    trialEnd === Infinity
      ? [open]
      : [
          { ...phase, to: trialEnd },
          { ...open, from: trialEnd, status: 'ACTIVE', set: [] },
        ];
  return { phases: phases.flatMap((one) => (one === phase ? continued : [one])), cancellations };
}

export interface Trial {
  from: Instant;
  to: Instant;
  /** The latest end that it can be given: the next status that was set, or else the end of what is agreed. */
  latestEnd: Instant;
}

/** Returns the trial that contains an instant. Its phases may differ in other fields. */
export function trialAt(agreement: Agreement, at: Instant): Trial | undefined {
  if (agreedAt(agreement, at)?.status !== 'TRIALING') return undefined;
  const phases = agreement.phases.filter(isLasting);
  let i = phases.findIndex(({ from, to }) => from <= at && at < to);
  let j = i;
  while (phases[i - 1]?.status === 'TRIALING' && phases[i - 1]!.to === phases[i]!.from) i--;
  while (phases[j + 1]?.status === 'TRIALING' && phases[j + 1]!.from === phases[j]!.to) j++;
  const { to } = phases[j]!;
  const next = phases[j + 1];
  if (next?.from !== to) return { from: phases[i]!.from, to, latestEnd: next?.from ?? Infinity };
  const status = phases.slice(j + 1).find(({ set }) => set.includes('status'))?.from ?? Infinity;
  return { from: phases[i]!.from, to, latestEnd: Math.min(status, endOfAgreed(agreement, to)!) };
}

/**
 * Moves the end of a trial, at most to its `latestEnd`. What was set for later stays at its instant. A trial after which
 * nothing is agreed ends the subscription.
 */
export function moveTrialEnd(agreement: Agreement, trial: Trial, end: Instant): Agreement {
  if (end === trial.to) return agreement;
  const isPaidLater = agreement.phases.some((phase) => phase.from === trial.to && isLasting(phase));
  if (!isPaidLater && trial.to < Infinity) {
    const phases = agreement.phases
      .filter((phase) => !(end <= phase.from && phase.from < trial.to))
      .map((phase) =>
        trial.from <= phase.from && isLasting(phase) && (phase.to === trial.to || (phase.from < end && end < phase.to))
          ? { ...phase, to: end }
          : phase,
      );
    return { ...agreement, phases };
  }
  const phases: AgreedPhase[] = [];
  for (const phase of divideAt(agreement.phases, end)) {
    const isAffected = Math.min(end, trial.to) <= phase.from && phase.from < Math.max(end, trial.to);
    const moved: AgreedPhase =
      isAffected && isLasting(phase)
        ? {
            ...phase,
            status: end > trial.to ? 'TRIALING' : 'ACTIVE',
            set: phase.set.filter((field) => field !== 'status'),
          }
        : phase;
    if (phase.from === trial.to && isLasting(phase)) addAtTrialEnd(phases, moved);
    else phases.push(moved);
  }
  return { ...agreement, phases };
}

/** Returns the recorded cancellation of the uninterrupted time that contains an instant, which a new one there replaces. */
export function cancellationToMove(agreement: Agreement, at: Instant): Cancellation | undefined {
  const end = endOfAgreed(agreement, at);
  return (
    cancellationAt(agreement, at) ??
    agreement.cancellations.find((one) => one.at >= at && end !== undefined && one.at <= end)
  );
}

/** Cancels the uninterrupted time that contains an instant, or moves its cancellation. What begins after a gap stays. */
export function cancelAt(
  agreement: Agreement,
  at: Instant,
  reason: string | null,
  requestedAt: Instant | null,
): Agreement {
  const { phases, cancellations } = agreement;
  const moved = cancellationToMove(agreement, at);
  if (moved) {
    const isLastKnown = moved.isLastKnown && moved.at === at;
    return {
      phases,
      cancellations: cancellations.map((one) =>
        one === moved ? { ...one, at, reason, requestedAt, isLastKnown } : one,
      ),
    };
  }
  const end = endOfAgreed(agreement, at)!;
  const until = phases.find((phase) => phase.from >= end && isLasting(phase))?.from ?? Infinity;
  const added = { at, until, reason, requestedAt, isLastKnown: false };
  return { phases, cancellations: [...cancellations, added].toSorted((a, b) => a.at - b.at) };
}

/** Returns the cancellation after which the subscription is not in force again. */
export const lastCancellation = ({ cancellations }: Agreement): Cancellation | undefined =>
  cancellations.find(({ until }) => until === Infinity);

/** Returns the cancellation that can be taken back: the last one, unless the subscription was started again since. */
export const cancellationToTakeBack = ({ cancellations }: Agreement, now: Instant): Cancellation | undefined =>
  cancellations.findLast(({ until }) => until > now);

/** Takes back a cancellation. */
export const takeBack = ({ phases, cancellations }: Agreement, cancellation: Cancellation | undefined): Agreement => ({
  phases,
  cancellations: cancellations.filter((one) => one !== cancellation),
});
