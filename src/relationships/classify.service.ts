import type { Instant } from '../classification/calendar.js';
import { toHistory, type Interaction, type RecordedPhase } from '../classification/history.js';
import type { Policy } from '../classification/policy.js';
import type { Rules } from '../classification/timeline.js';
import { InputCheck } from '../graphql/input-check.js';
import type { RecordKey } from '../graphql/record-identity.js';
import { problemOfCurrency } from '../money/exchange-rates.service.js';
import type { Currency } from '../money/money.type.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { readInteractionDetails } from '../interactions/interaction.service.js';
import type { PlanRow } from '../plans/plan.sql.js';
import { readPolicy } from '../policies/policy-check.service.js';
import { currencyConflicts } from '../subscriptions/currency-conflicts.service.js';
import { conflictMessage, foreignCurrenciesOf } from '../subscriptions/currencies.service.js';
import { problemOfDiscounts, readDiscounts, startingAt } from '../subscriptions/discount.service.js';
import { draftedPhases } from '../subscriptions/drafted-phases.service.js';
import { readPhases } from '../subscriptions/phase.service.js';
import { plansNamedIn, unknownPlanMessage } from '../subscriptions/terms.service.js';
import { AccountTimeline } from '../derivation/account-timeline.service.js';
import {
  MAX_INTERACTIONS,
  MAX_SUBSCRIPTIONS,
  type ClassifyInput,
  type ClassifyInteraction,
  type ClassifySubscription,
} from './classify.inputs.js';

/** The state of the workspace, at the instant of the request, against which a hypothetical history is classified. */
export interface ClassificationContext {
  rules: Rules;
  /** The plans that the input can name, by key. */
  plans: ReadonlyMap<RecordKey, Pick<PlanRow, 'id' | 'rank'>>;
  currency: Currency;
  /** The rates by which a draft of a policy judges. */
  exchangeRates: Readonly<Record<string, string>>;
  now: Instant;
}

export interface HypotheticalCase {
  timeline: AccountTimeline;
  asOf: Instant;
  /** The draft policy that applies from `asOf` on; null if there is none. */
  draft: Policy | null;
}

/** Validates the input like recorded data, and returns the case that it describes. */
export function readHypotheticalCase(input: ClassifyInput, context: ClassificationContext): HypotheticalCase {
  const { rules, exchangeRates, now } = context;
  const check = new InputCheck();
  const asOf = check.instant(['asOf'], input.asOf) ? input.asOf : now;
  const draft = input.policy
    ? readPolicy(check, ['policy'], input.policy, {
        version: versionAfter(rules.policies),
        effectiveFrom: asOf,
        exchangeRates,
      })
    : null;
  checkCount(check, ['subscriptions'], input.subscriptions, MAX_SUBSCRIPTIONS);
  checkCount(check, ['interactions'], input.interactions, MAX_INTERACTIONS);
  check.done();
  const phases = input.subscriptions.flatMap((subscription, i) =>
    readHypotheticalPhases(check, i, subscription, context),
  );
  checkCurrencies(check, phases, context.currency);
  const interactions = input.interactions.map((interaction, i) =>
    readHypotheticalInteraction(check, i, interaction, context),
  );
  check.done();
  const policies = draft ? [...rules.policies, draft] : rules.policies;
  return {
    timeline: new AccountTimeline(toHistory(phases, interactions, rules.zone), { ...rules, policies }),
    asOf,
    draft,
  };
}

const versionAfter = (policies: readonly Policy[]): number => Math.max(...policies.map(({ version }) => version)) + 1;

function checkCount(check: InputCheck, field: FieldPath, items: readonly unknown[], max: number): void {
  if (items.length > max) {
    check.add(UserErrorCode.TOO_MANY, field, `Expected at most ${max} ${field.join(' ')}; got ${items.length}.`);
  }
}

function readHypotheticalPhases(
  check: InputCheck,
  index: number,
  { phases, discounts }: ClassifySubscription,
  { plans, currency, rules, exchangeRates }: ClassificationContext,
): RecordedPhase[] {
  const field = ['subscriptions', index];
  const rated = { currencyCodes: Object.keys(exchangeRates) };
  const read = readPhases(check, [...field, 'phases'], phases, currency);
  const drafts = readDiscounts(check, [...field, 'discounts'], discounts ?? [], currency);
  for (const [path, code] of foreignCurrenciesOf({ phases, discounts }, currency)) {
    const problem = problemOfCurrency(rated, code);
    if (problem !== null) check.add(UserErrorCode.NOT_FOUND, [...field, ...path], problem);
  }
  phases.forEach((phase, i) => {
    // A workspace without plans has nothing to compare with, and its first what-if should not need any.
    if (plans.size === 0) return;
    for (const [path, key] of plansNamedIn(phase)) {
      if (plans.has(key)) continue;
      const message = unknownPlanMessage(key, 'this workspace');
      check.add(UserErrorCode.NOT_FOUND, [...field, 'phases', i, ...path], message);
    }
  });
  if (read.length === 0) return [];
  const starting = startingAt(check, [...field, 'discounts'], drafts, read[0]!.from);
  const problem = problemOfDiscounts(starting, read, currency);
  if (problem !== null) check.add(UserErrorCode.INVALID, [...field, 'discounts'], problem);
  // Phases with invalid values cannot be classified.
  if (check.errors.length > 0) return [];
  // Several keys may name the same plan.
  const planIdOf = (key: RecordKey): string => plans.get(key)?.id ?? key;
  const drafted = read.map((phase) => ({
    ...phase,
    planKey: phase.planKey && planIdOf(phase.planKey),
    otherItems: phase.otherItems.map((item) => ({ ...item, planKey: planIdOf(item.planKey) })),
  }));
  const rankOfId = new Map([...plans.values()].map(({ id, rank }) => [id, rank]));
  const rankOf = (id: string): number => rankOfId.get(id) ?? 0;
  return draftedPhases(String(index), drafted, starting, { currency, zone: rules.zone, rankOf });
}

/** Adds errors for subscriptions that overlap in different currencies, as if they were recorded for one account. */
function checkCurrencies(check: InputCheck, phases: readonly RecordedPhase[], currency: Currency): void {
  const spans = phases.map(({ subscriptionId, from, to, sold }) => ({
    ...{ accountId: '', subscriptionId, from, to },
    currencyCode: sold?.currencyCode ?? null,
  }));
  for (const [index, conflict] of currencyConflicts(spans)) {
    check.add(UserErrorCode.CONFLICT, ['subscriptions', index, 'phases'], conflictMessage(conflict, currency));
  }
}

function readHypotheticalInteraction(
  check: InputCheck,
  index: number,
  input: ClassifyInteraction,
  { currency, now }: ClassificationContext,
): Interaction {
  const details = readInteractionDetails(check, ['interactions', index], input, currency, now);
  const { kind, personalized, initiative } = input;
  return {
    id: String(index),
    at: details.occurredAt,
    kind,
    personalized,
    initiative,
    sentimentHundredths: details.sentimentHundredths ?? null,
  };
}
