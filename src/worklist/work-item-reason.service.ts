import { addDays, type Instant, type Zone } from '../classification/calendar.js';
import type { Evidence } from '../classification/evidence.js';
import { scorerOf } from '../classification/policy.js';
import { sentenceOf } from '../classification/sentences.js';
import { counted, onDate } from '../classification/words.js';
import type { Assessment } from '../derivation/account-timeline.service.js';
import type { WorkItemRow } from './work-item.sql.js';

export const HORIZON_DAYS = 90;
const DAY_MS = 86_400_000;

/** When a work item is due, and why it is listed. */
export interface WorkItemReason {
  due: Instant;
  reason: string;
}

export const reasonToAssignManager = ({ clientSince }: WorkItemRow, now: Instant, zone: Zone): WorkItemReason => ({
  due: clientSince ?? now,
  reason: `Client since ${onDate(clientSince ?? now, zone)} without a success manager.`,
});

export function reasonToSave(
  { fallsAt, lastContactAt, contactEveryMs }: WorkItemRow,
  now: Instant,
  zone: Zone,
): WorkItemReason {
  const stopsBeingClient = fallsAt < addDays(now, HORIZON_DAYS);
  const contactDue = lastContactAt === null ? Infinity : lastContactAt + Math.round(contactEveryMs!);
  const reasons: string[] = [];
  if (stopsBeingClient) reasons.push(`Will stop being a client on ${onDate(fallsAt, zone)} even if contact continues.`);
  if (lastContactAt !== null) {
    const [silence, interval] = [now - lastContactAt, contactEveryMs!].map((ms) =>
      counted(Math.floor(ms / DAY_MS), 'day'),
    );
    reasons.push(`No contact for ${silence!}; the average interval between contacts is ${interval!}.`);
  }
  return { due: Math.min(stopsBeingClient ? fallsAt : Infinity, contactDue), reason: reasons.join(' ') };
}

/** `chance` is the sentence about how likely the renewal is. */
export const reasonToRenew = ({ termEndsAt, noticeBy }: WorkItemRow, chance: string, zone: Zone): WorkItemReason => ({
  due: noticeBy ?? termEndsAt!,
  reason: [
    `A term ends on ${onDate(termEndsAt!, zone)}.`,
    ...(noticeBy === null ? [] : [`Notice is possible until ${onDate(noticeBy, zone)}.`]),
    chance,
  ].join(' '),
});

export function reasonToConvert(assessment: Assessment, now: Instant): WorkItemReason {
  const step = lightestStep(assessment);
  if (!step) {
    return {
      due: now,
      reason:
        'One criterion short of being a client under the previous plans; the change of plans is still being rolled out.',
    };
  }
  return {
    due: Number.isFinite(step.changesAt) ? step.changesAt : now,
    reason: `One criterion short of being a client. ${sentenceOf(step)}`,
  };
}

/** `renewalAt` is the next end of a term, null if there is none. */
export const reasonToUpsell = (topPlan: string, renewalAt: Instant | null, now: Instant): WorkItemReason => ({
  due: renewalAt ?? now,
  reason: `Client that is not on the highest plan, ${topPlan}.`,
});

/**
 * Returns the unmet criterion with the least weight that would be enough to make the account a client. Undefined if a
 * change of plans has not been rolled out to the account yet: the account is still listed by the previous plans.
 */
function lightestStep({ state: { policy, met }, evidence }: Assessment): Evidence | undefined {
  const { isSatisfiedBy } = scorerOf(policy);
  const [lightest] = evidence
    .filter((one, i) => !one.met && isSatisfiedBy(met | (1 << i)))
    .sort((one, other) => one.criterion.weight - other.criterion.weight);
  return lightest;
}
