import type { Instant } from '../classification/calendar.js';
import { toHistory, type Interaction, type Phase } from '../classification/history.js';
import type { Policy } from '../classification/policy.js';
import type { Rules } from '../classification/timeline.js';
import { InputCheck } from '../graphql/input-check.js';
import type { Currency } from '../money/money.js';
import { quoted, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { readInteractionDetails } from '../interactions/interaction.service.js';
import { readPolicy } from '../policies/policy-check.service.js';
import { readPhases } from '../subscriptions/phase.service.js';
import { AccountTimeline } from '../derivation/account-timeline.service.js';
import {
  MAX_INTERACTIONS,
  MAX_SUBSCRIPTIONS,
  type ClassifyInput,
  type ClassifyInteraction,
  type ClassifySubscription,
} from './classify.inputs.js';

/** What a history out of hand is judged in: the workspace, at the instant of the request. */
export interface ClassificationContext {
  rules: Rules;
  /** By the caller's own ids. */
  rankOfPlan: ReadonlyMap<string, number>;
  currency: Currency;
  now: Instant;
}

export interface HypotheticalCase {
  judged: AccountTimeline;
  asOf: Instant;
  /** The draft that judges from `asOf` on; null without one. */
  draft: Policy | null;
}

/** The case that an input describes, checked as what is recorded is. */
export function readHypotheticalCase(input: ClassifyInput, surroundings: ClassificationContext): HypotheticalCase {
  const { rules, now } = surroundings;
  const check = new InputCheck();
  const asOf = check.instant(['asOf'], input.asOf) ? input.asOf : now;
  const draft = input.policy
    ? readPolicy(check, ['policy'], input.policy, { version: versionAfter(rules.policies), effectiveFrom: asOf })
    : null;
  checkCount(check, ['subscriptions'], input.subscriptions, MAX_SUBSCRIPTIONS);
  checkCount(check, ['interactions'], input.interactions, MAX_INTERACTIONS);
  check.done();
  const phases = input.subscriptions.flatMap((subscription, i) =>
    readGivenPhases(check, i, subscription, surroundings),
  );
  const interactions = input.interactions.map((interaction, i) =>
    readGivenInteraction(check, i, interaction, surroundings),
  );
  check.done();
  const policies = draft ? [...rules.policies, draft] : rules.policies;
  return { judged: new AccountTimeline(toHistory(phases, interactions), { ...rules, policies }), asOf, draft };
}

const versionAfter = (policies: readonly Policy[]): number => Math.max(...policies.map(({ version }) => version)) + 1;

function checkCount(check: InputCheck, field: FieldPath, items: readonly unknown[], max: number): void {
  if (items.length > max) {
    check.add(UserErrorCode.TOO_MANY, field, `Expected at most ${max} ${field.join(' ')}; got ${items.length}.`);
  }
}

function readGivenPhases(
  check: InputCheck,
  index: number,
  { phases }: ClassifySubscription,
  { rankOfPlan, currency }: ClassificationContext,
): Phase[] {
  const field = ['subscriptions', index, 'phases'];
  const read = readPhases(check, field, phases, currency);
  phases.forEach(({ planExternalId }, i) => {
    if (rankOfPlan.has(planExternalId)) return;
    check.add(
      UserErrorCode.NOT_FOUND,
      [...field, i, 'planExternalId'],
      `Expected the externalId of a plan of this workspace; found none with ${quoted(planExternalId)}.`,
    );
  });
  return read.map(({ planExternalId, ...phase }) => ({
    ...phase,
    subscriptionId: String(index),
    planRank: rankOfPlan.get(planExternalId) ?? 0,
  }));
}

function readGivenInteraction(
  check: InputCheck,
  index: number,
  given: ClassifyInteraction,
  { currency, now }: ClassificationContext,
): Interaction {
  const details = readInteractionDetails(check, ['interactions', index], given, currency, now);
  const { kind, personalized, initiative } = given;
  return {
    id: String(index),
    at: details.occurredAt,
    kind,
    personalized,
    initiative,
    sentimentHundredths: details.sentimentHundredths ?? null,
  };
}
