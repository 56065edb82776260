import { requireAccountId } from '../accounts/account.service.js';
import type { Sql } from '../database/statement.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { accountsById, changeFacts } from '../derivation/change-facts.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { checkIdentities, describeKey } from '../graphql/record-identity.js';
import { encodeId, newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import { notFound } from '../graphql/reference.js';
import { writeInstant } from '../graphql/scalars.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { keysOf, storeIdentities, withIdentities } from '../identities/identity-changes.service.js';
import { loadCurrency } from '../money/currency.service.js';
import { requirePlanId } from '../plans/plan.service.js';
import { unfold, type StoredPhase } from './agreement.js';
import { holdWhatIsSold } from './currencies.service.js';
import { problemOfDiscounts, readDiscounts, startingAt } from './discount.service.js';
import type { SubscriptionStartInput } from './subscription.inputs.js';
import { findSubscriptions, storeSubscription, type StoredSubscription } from './subscription.service.js';
import { readTerms, requirePlansOf } from './terms.service.js';

/** Starts a subscription. Returns its stored id. */
export const startSubscription = (scope: WorkspaceScope, input: SubscriptionStartInput): Promise<string> =>
  scope.write(async (sql) => {
    const subscription = await readSubscription(sql, scope, input);
    const { accountId } = subscription;
    return changeFacts(scope.within(sql), accountsById([accountId]), ChangeCause.RECORD, async (facts, [account]) => {
      // It may have been erased since it was looked up.
      if (!account) return notFound('an account', ['account'], input.account);
      const field = input.items ? ['items'] : ['unitPrice', 'currencyCode'];
      const identities = { added: input.identities ?? [], removed: [] };
      const merged = withIdentities({ before: undefined, after: subscription }, identities);
      await storeSubscription(facts, scope.now, merged, field);
      await storeIdentities(facts.sql, 'AccountSubscription', [merged]);
      return subscription.id;
    });
  });

/** Refuses a new subscription with the externalId or an identity of a recorded one. */
async function refuseUsedKeys(
  sql: Sql,
  externalId: string | null,
  { identities }: SubscriptionStartInput,
): Promise<void> {
  const keys = [...(externalId === null ? [] : [externalId]), ...keysOf(identities)];
  const found = await findSubscriptions(sql, keys);
  const used = keys.find((key) => found.has(key));
  if (used === undefined) return;
  const { id } = found.get(used)!;
  const [field, what] = used === externalId ? ['externalId', 'externalId'] : ['identities', 'identity'];
  refuse(
    UserErrorCode.CONFLICT,
    [field],
    `Expected an unused ${what}; the subscription ${encodeId('AccountSubscription', id)} has the ${describeKey(used)}. Use subscriptionChange to change that subscription.`,
  );
}

async function readSubscription(
  sql: Sql,
  { now }: WorkspaceScope,
  input: SubscriptionStartInput,
): Promise<StoredSubscription> {
  const check = new InputCheck();
  const currency = await loadCurrency(sql);
  const isStartGiven = check.instant(['startsAt'], input.startsAt);
  const startsAt = isStartGiven ? input.startsAt! : now;
  const isStartKnown = isStartGiven || (input.startsAt ?? null) === null;
  const hasTrial = check.instant(['trialEndsAt'], input.trialEndsAt);
  if (isStartKnown && hasTrial && input.trialEndsAt! <= startsAt) {
    check.add(
      UserErrorCode.INVALID,
      ['trialEndsAt'],
      `Expected the trial to end after its start, ${writeInstant(startsAt)}; got ${writeInstant(input.trialEndsAt!)}.`,
    );
  }
  check.text(['externalId'], input.externalId, 200);
  checkIdentities(check, ['identities'], input.identities);
  const terms = readTerms(check, [], input, { name: 'plan', value: input.plan }, currency);
  const drafts = readDiscounts(check, ['discounts'], input.discounts ?? [], currency);
  const discounts = startingAt(check, ['discounts'], drafts, startsAt);
  check.done();
  await holdWhatIsSold(sql, check, input, currency);

  const externalId = input.externalId ?? null;
  await refuseUsedKeys(sql, externalId, input);
  const accountId = await requireAccountId(sql, input.account, ['account']);
  const sold = await requirePlansOf(sql, input, terms);
  const planId = sold.planId ?? (await requirePlanId(sql, input.plan!, ['plan']));
  const paidFrom = hasTrial ? input.trialEndsAt! : startsAt;
  const active: StoredPhase = {
    ...sold,
    planId,
    from: paidFrom,
    to: Infinity,
    status: 'ACTIVE',
    setFields: null,
    cancellation: null,
  };
  const trial: StoredPhase = { ...active, from: startsAt, to: paidFrom, status: 'TRIALING' };
  const phases = hasTrial ? [trial, active] : [active];
  const problem = problemOfDiscounts(discounts, unfold(phases).phases, currency);
  if (problem !== null) refuse(UserErrorCode.INVALID, ['discounts'], problem);
  return {
    id: newId(),
    accountId,
    externalId,
    churnReason: null,
    withdrawnAt: null,
    discounts,
    updatedAt: now,
    phases,
  };
}
