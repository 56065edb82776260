// Generated from schema/schema.graphql and sdk/documents by `npm run generate`. Do not edit.

import { ask, change, list } from '../operations.js';
import type { Call } from '../call.js';
import { ClienteleCore } from '../core-client.js';
import type { RequestOptions } from '../options.js';
import type { Pages } from '../pages.js';
import type {
  AccountsArguments,
  InteractionsArguments,
  MembersArguments,
  RenewalsArguments,
  WorklistArguments,
  PoliciesArguments,
  RelationshipChangesArguments,
} from './arguments.js';
import * as documents from './documents.js';
import type * as Types from './types.js';

/** A method for every query and mutation. */
export abstract class ClienteleMethods extends ClienteleCore {
  /**
   * One account with its relationship as of any instant (now unless given), the evidence for it and the path to
   * becoming a client; with its next renewal, its subscriptions (latest 50) and its interactions (latest 20) as they
   * stand now. Null where the workspace has none such.
   *
   * ```ts
   * const account = await client.account({ by: { externalId: 'acme' }, asOf: '2026-01-01T00:00:00Z' });
   * for (const { met, summary } of account?.relationship.evidence ?? []) console.log(met ? '+' : '-', summary);
   * ```
   */
  account(args: Types.AccountQueryVariables, options?: RequestOptions): Call<Types.AccountDetailsFragment | null> {
    return ask(this, documents.AccountDocument, args, 'account', options);
  }

  /**
   * The accounts of the workspace, fetched page by page as they are read. They are filtered and ordered by what they
   * are now; `asOf` is the instant that their relationship and revenue are shown for.
   *
   * ```ts
   * const largestFirst = { field: 'MONTHLY_RECURRING_REVENUE', direction: 'DESC' } as const;
   * for await (const { name, relationship } of client.accounts({ orderBy: largestFirst })) {
   *   console.log(name, relationship.type);
   * }
   * ```
   */
  accounts(args: AccountsArguments = {}, options?: RequestOptions): Pages<Types.AccountListingFragment> {
    return list(this, documents.AccountsDocument, args, 'accounts', options);
  }

  /**
   * Creates an account, or updates the one with that `id` or `externalId`: what is left out stays, null clears.
   *
   * ```ts
   * const account = await client.accountUpsert({ externalId: 'acme', name: 'Acme', domain: 'acme.example' });
   * ```
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  accountUpsert(input: Types.AccountUpsertInput, options?: RequestOptions): Call<Types.AccountFieldsFragment> {
    return change(this, documents.AccountUpsertDocument, input, 'accountUpsert', ({ account }) => account, options);
  }

  /**
   * Gives an account its success manager; `member: null` takes it away.
   *
   * ```ts
   * await client.successManagerAssign({ account: { externalId: 'acme' }, member: { externalId: 'mia' } });
   * ```
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  successManagerAssign(
    input: Types.SuccessManagerAssignInput,
    options?: RequestOptions,
  ): Call<Types.AccountFieldsFragment> {
    return change(
      this,
      documents.SuccessManagerAssignDocument,
      input,
      'successManagerAssign',
      ({ account }) => account,
      options,
    );
  }

  /**
   * Erases all that is known of an account; it cannot be undone. Answers the id that it had.
   *
   * @throws UserInputError where there is none such; nothing was changed then.
   */
  accountDelete(input: Types.AccountDeleteInput, options?: RequestOptions): Call<string> {
    return change(this, documents.AccountDeleteDocument, input, 'accountDelete', ({ deletedId }) => deletedId, options);
  }

  /**
   * Any record by its global id; null where the workspace has none such. `__typename` tells what it is.
   *
   * ```ts
   * const node = await client.node({ id });
   * if (node?.__typename === 'Plan') console.log(node.rank);
   * ```
   */
  node(args: Types.NodeQueryVariables, options?: RequestOptions): Call<Types.NodeFieldsFragment | null> {
    return ask(this, documents.NodeDocument, args, 'node', options);
  }

  /**
   * Several records by their global ids, at most 100, in the order of the ids; null where the workspace has none
   * such.
   *
   * ```ts
   * for (const node of await client.nodes({ ids: [id] })) console.log(node?.__typename);
   * ```
   */
  nodes(
    args: Types.NodesQueryVariables,
    options?: RequestOptions,
  ): Call<ReadonlyArray<Types.NodeFieldsFragment | null>> {
    return ask(this, documents.NodesDocument, args, 'nodes', options);
  }

  /** One interaction with its account; null where the workspace has none such. */
  interaction(
    args: Types.InteractionQueryVariables,
    options?: RequestOptions,
  ): Call<Types.InteractionDetailsFragment | null> {
    return ask(this, documents.InteractionDocument, args, 'interaction', options);
  }

  /** Interactions of all accounts, latest first, fetched page by page as they are read. */
  interactions(args: InteractionsArguments = {}, options?: RequestOptions): Pages<Types.InteractionDetailsFragment> {
    return list(this, documents.InteractionsDocument, args, 'interactions', options);
  }

  /**
   * Records an interaction, or updates the one with that `id` or `externalId`: what is left out stays, null clears.
   *
   * ```ts
   * await client.interactionRecord({
   *   externalId: 'call-17',
   *   account: { externalId: 'acme' },
   *   kind: 'CALL',
   *   occurredAt: '2026-03-31T09:30:00Z',
   *   personalized: true,
   *   initiative: 'US',
   * });
   * ```
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  interactionRecord(
    input: Types.InteractionRecordInput,
    options?: RequestOptions,
  ): Call<Types.InteractionFieldsFragment> {
    return change(
      this,
      documents.InteractionRecordDocument,
      input,
      'interactionRecord',
      ({ interaction }) => interaction,
      options,
    );
  }

  /**
   * Deletes an interaction, as if it had never happened: the past of its account is derived anew. Answers the id
   * that it had.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  interactionDelete(input: Types.InteractionDeleteInput, options?: RequestOptions): Call<string> {
    return change(
      this,
      documents.InteractionDeleteDocument,
      input,
      'interactionDelete',
      ({ deletedId }) => deletedId,
      options,
    );
  }

  /**
   * Everybody on our side by name, each with what they look after and the time that they spent, fetched page by page
   * as they are read.
   *
   * ```ts
   * for await (const { name, book } of client.members()) console.log(name, book.accounts, book.effortMinutes);
   * ```
   */
  members(args: MembersArguments = {}, options?: RequestOptions): Pages<Types.MemberListingFragment> {
    return list(this, documents.MembersDocument, args, 'members', options);
  }

  /** One member with what they look after; null where the workspace has none such. */
  member(args: Types.MemberQueryVariables, options?: RequestOptions): Call<Types.MemberListingFragment | null> {
    return ask(this, documents.MemberDocument, args, 'member', options);
  }

  /**
   * Creates a member, or updates the one with that `id` or `externalId`: what is left out stays, null clears.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  memberUpsert(input: Types.MemberUpsertInput, options?: RequestOptions): Call<Types.MemberFieldsFragment> {
    return change(this, documents.MemberUpsertDocument, input, 'memberUpsert', ({ member }) => member, options);
  }

  /**
   * Deletes a member: their accounts have no success manager then, and their interactions stay, with nobody of us.
   * Answers the id that they had.
   *
   * @throws UserInputError where there is none such; nothing was changed then.
   */
  memberDelete(input: Types.MemberDeleteInput, options?: RequestOptions): Call<string> {
    return change(this, documents.MemberDeleteDocument, input, 'memberDelete', ({ deletedId }) => deletedId, options);
  }

  /**
   * How recurring revenue moved in each interval (a month unless told otherwise): new, expansion, contraction,
   * churn, reactivation, pause, resume.
   *
   * ```ts
   * const year = { from: '2026-01-01', to: '2026-12-31' };
   * for (const { from, start, churn, end } of await client.revenueMovements({ ...year, type: 'CLIENT' })) {
   *   console.log(from, start.amount, churn.amount, end.amount);
   * }
   * ```
   */
  revenueMovements(
    args: Types.RevenueMovementsQueryVariables,
    options?: RequestOptions,
  ): Call<ReadonlyArray<Types.RevenueMovementFieldsFragment>> {
    return ask(this, documents.RevenueMovementsDocument, args, 'revenueMovements', options);
  }

  /**
   * How many accounts stayed in each interval (a month unless told otherwise), and with what revenue. Shares are
   * numbers from 0 to 1, null where there was nobody to stay.
   *
   * ```ts
   * const quarters = await client.retention({ from: '2025-01-01', to: '2025-12-31', interval: 'QUARTER' });
   * for (const { from, logoChurn, netRevenueRetention } of quarters) console.log(from, logoChurn, netRevenueRetention);
   * ```
   */
  retention(
    args: Types.RetentionQueryVariables,
    options?: RequestOptions,
  ): Call<ReadonlyArray<Types.RetentionFieldsFragment>> {
    return ask(this, documents.RetentionDocument, args, 'retention', options);
  }

  /**
   * What it saved in each interval that accounts stayed, rather than having to be won anew at this cost: winning one
   * costs `costRatio` times as much as keeping one, 5 unless given.
   *
   * ```ts
   * const acquisitionCost = { amount: '500.00', currencyCode: 'USD' };
   * const months = await client.retentionSaving({ from: '2026-01-01', to: '2026-12-31', acquisitionCost });
   * for (const { from, accounts, retentionSaving } of months) console.log(from, accounts, retentionSaving.amount);
   * ```
   */
  retentionSaving(
    args: Types.RetentionSavingQueryVariables,
    options?: RequestOptions,
  ): Call<Types.RetentionSavingQuery['retention']> {
    return ask(this, documents.RetentionSavingDocument, args, 'retention', options);
  }

  /**
   * Accounts by the interval in which they first paid: how many are left at each age, and how many became clients.
   *
   * ```ts
   * const cohorts = await client.cohorts({ from: '2025-01-01', to: '2025-12-31', interval: 'QUARTER' });
   * for (const { from, accounts, ages } of cohorts) console.log(from, accounts, ...ages.map((one) => one.survivalShare));
   * ```
   */
  cohorts(
    args: Types.CohortsQueryVariables,
    options?: RequestOptions,
  ): Call<ReadonlyArray<Types.CohortFieldsFragment>> {
    return ask(this, documents.CohortsDocument, args, 'cohorts', options);
  }

  /**
   * The terms that end between two days, soonest first, each with how likely it is renewed, fetched page by page as
   * they are read.
   *
   * ```ts
   * const quarter = { from: '2026-04-01', to: '2026-06-30' };
   * for await (const { at, account, amount, probability } of client.renewals(quarter)) {
   *   console.log(at, account.name, amount.amount, probability);
   * }
   * ```
   */
  renewals(args: RenewalsArguments, options?: RequestOptions): Pages<Types.RenewalFieldsFragment> {
    return list(this, documents.RenewalsDocument, args, 'renewals', options);
  }

  /**
   * What the renewals of those days are worth by calendar month, as agreed and as to be expected.
   *
   * ```ts
   * const { months } = await client.renewalMonths({ from: '2026-04-01', to: '2027-03-31' });
   * for (const { from, amount, expectedAmount } of months) console.log(from, amount.amount, expectedAmount.amount);
   * ```
   */
  renewalMonths(
    args: Types.RenewalMonthsQueryVariables,
    options?: RequestOptions,
  ): Call<Types.RenewalMonthsQuery['renewals']> {
    return ask(this, documents.RenewalMonthsDocument, args, 'renewals', options);
  }

  /**
   * How long a cohort goes on, by the shifted-beta-geometric model; `reason` says why where nothing can be said. A
   * period is the cohort's billing interval. `discountRate` is per period, 0 unless given, and `renewals` how often
   * an account has renewed whose residual lifetime is asked for, 0 unless given.
   *
   * ```ts
   * const projection = await client.retentionProjection({
   *   cohort: { from: '2023-01-01', to: '2024-01-01', billingInterval: 'MONTH' },
   *   periods: 24,
   *   discountRate: 0.01,
   * });
   * for (const { period, observed, projected } of projection.points) console.log(period, observed, projected);
   * console.log(projection.reason, projection.expectedLifetime, projection.discountedExpectedLifetime);
   * ```
   */
  retentionProjection(
    args: Types.RetentionProjectionQueryVariables,
    options?: RequestOptions,
  ): Call<Types.RetentionProjectionFieldsFragment> {
    return ask(this, documents.RetentionProjectionDocument, args, 'retentionProjection', options);
  }

  /**
   * What to do next: whom to give a success manager, to save, to convert, to upsell, to renew; the most valuable
   * first, fetched page by page as it is read.
   *
   * ```ts
   * for await (const { kind, reason, due, account } of client.worklist()) {
   *   console.log(kind, account.name, account.successManager?.name, reason, due);
   * }
   * ```
   */
  worklist(args: WorklistArguments = {}, options?: RequestOptions): Pages<Types.WorkItemFieldsFragment> {
    return list(this, documents.WorklistDocument, args, 'worklist', options);
  }

  /**
   * Did being a client mean staying? The share still paying so many months later (12 unless given), by the type that
   * they had: under the policies that were in force then, or under a draft.
   *
   * ```ts
   * const { outcomes } = await client.policyBacktest({ asOf: '2025-01-01T00:00:00Z', months: 12 });
   * for (const { type, accounts, keptShare } of outcomes) console.log(type, accounts, keptShare);
   * ```
   */
  policyBacktest(
    args: Types.PolicyBacktestQueryVariables,
    options?: RequestOptions,
  ): Call<Types.PolicyBacktestFieldsFragment> {
    return ask(this, documents.PolicyBacktestDocument, args, 'policyBacktest', options);
  }

  /** Every plan, lowest rank first. */
  plans(options?: RequestOptions): Call<ReadonlyArray<Types.PlanFieldsFragment>> {
    return ask(this, documents.PlansDocument, {}, 'plans', options);
  }

  /** One plan; null where the workspace has none such. */
  plan(args: Types.PlanQueryVariables, options?: RequestOptions): Call<Types.PlanFieldsFragment | null> {
    return ask(this, documents.PlanDocument, args, 'plan', options);
  }

  /**
   * Creates a plan, or updates the one with that `id` or `externalId`: what is left out stays, null clears. Where
   * its rank or the time of its offer changes, every account is judged anew, in the background.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  planUpsert(input: Types.PlanUpsertInput, options?: RequestOptions): Call<Types.PlanFieldsFragment> {
    return change(this, documents.PlanUpsertDocument, input, 'planUpsert', ({ plan }) => plan, options);
  }

  /**
   * Deletes a plan that no subscription was ever on. Answers the id that it had.
   *
   * @throws UserInputError where there is none such, or one was; nothing was changed then.
   */
  planDelete(input: Types.PlanDeleteInput, options?: RequestOptions): Call<string> {
    return change(this, documents.PlanDeleteDocument, input, 'planDelete', ({ deletedId }) => deletedId, options);
  }

  /** Everything that a policy may ask for. */
  facts(options?: RequestOptions): Call<Types.FactsQuery['facts']> {
    return ask(this, documents.FactsDocument, {}, 'facts', options);
  }

  /**
   * One version of the policy, or the one in force now, with how far it has been rolled out; null where there is no
   * such version.
   */
  policy(args: Types.PolicyQueryVariables = {}, options?: RequestOptions): Call<Types.PolicyDetailsFragment | null> {
    return ask(this, documents.PolicyDocument, args, 'policy', options);
  }

  /**
   * What a version of the policy, or the one in force now, changed of another one; null where there is no such
   * version.
   *
   * ```ts
   * const policy = await client.policyDifferences({ version: 2, fromVersion: 1 });
   * for (const { summary } of policy?.differences ?? []) console.log(summary);
   * ```
   */
  policyDifferences(
    args: Types.PolicyDifferencesQueryVariables,
    options?: RequestOptions,
  ): Call<Types.PolicyDifferencesQuery['policy']> {
    return ask(this, documents.PolicyDifferencesDocument, args, 'policy', options);
  }

  /** Every version of the policy, latest first. */
  policies(args: PoliciesArguments = {}, options?: RequestOptions): Pages<Types.PolicyFieldsFragment> {
    return list(this, documents.PoliciesDocument, args, 'policies', options);
  }

  /**
   * What a draft would do to the whole base, computed without touching it: how many accounts of each type there
   * would be, and which ones would turn (`flips`: the 100 that bring most, unless more or fewer are asked for).
   * Large bases take up to 30 seconds.
   *
   * ```ts
   * const tenure = { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 12, weight: 1 } as const;
   * const policy = { name: 'Tenure alone', criteria: [tenure], clientScore: 1 };
   * const { transitions, flips } = await client.policySimulation({ policy });
   * for (const { from, to, accounts } of transitions) console.log(from, to, accounts);
   * for (const { account, evidence } of flips) console.log(account.name, evidence[0]?.summary);
   * ```
   */
  policySimulation(
    args: Types.PolicySimulationQueryVariables,
    options?: RequestOptions,
  ): Call<Types.PolicySimulationQuery['policySimulation']> {
    return ask(this, documents.PolicySimulationDocument, args, 'policySimulation', options);
  }

  /**
   * Publishes the next version of the policy; every account is then judged anew, in the background.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  policyPublish(input: Types.PolicyPublishInput, options?: RequestOptions): Call<Types.PolicyDetailsFragment> {
    return change(this, documents.PolicyPublishDocument, input, 'policyPublish', ({ policy }) => policy, options);
  }

  /**
   * How many accounts are what, and what they bring per month, as of any instant; now unless given. What calls for
   * action (`borderline`, `clientsWithoutSuccessManager`, `fallingClients`, `upsellCandidates`) and `effort` are
   * known of now alone, and null where `asOf` is given.
   *
   * ```ts
   * const { customers, counts, fallingClients } = await client.clientBase();
   * for (const { type, accounts, monthlyRecurringRevenue } of counts) console.log(type, accounts, monthlyRecurringRevenue);
   * console.log(customers, fallingClients);
   * ```
   */
  clientBase(
    args: Types.ClientBaseQueryVariables = {},
    options?: RequestOptions,
  ): Call<Types.ClientBaseDetailsFragment> {
    return ask(this, documents.ClientBaseDocument, args, 'clientBase', options);
  }

  /**
   * An account's stretches as customer, client and so on, past and future, oldest first, each with what turned at
   * its start: those that touch the time from `from` to `to`, all unless given. Null where the workspace has none
   * such.
   *
   * ```ts
   * const account = await client.relationshipPeriods({ by: { externalId: 'acme' }, from: '2025-01-01T00:00:00Z' });
   * for (const { type, from, to, projected } of account?.relationshipPeriods ?? []) console.log(type, from, to, projected);
   * ```
   */
  relationshipPeriods(
    args: Types.RelationshipPeriodsQueryVariables,
    options?: RequestOptions,
  ): Call<Types.RelationshipPeriodsQuery['account']> {
    return ask(this, documents.RelationshipPeriodsDocument, args, 'account', options);
  }

  /**
   * What an account with this history would be to the business, and why: to try a policy, or the idea. Nothing of it
   * is stored.
   *
   * ```ts
   * const { type, summary } = await client.classify({
   *   subscriptions: [
   *     {
   *       phases: [
   *         {
   *           from: '2024-01-01T00:00:00Z',
   *           planExternalId: 'premium',
   *           status: 'ACTIVE',
   *           unitPrice: { amount: '99.00', currencyCode: 'USD' },
   *           billingInterval: 'MONTH',
   *         },
   *       ],
   *     },
   *   ],
   *   interactions: [],
   * });
   * ```
   */
  classify(input: Types.ClassifyInput, options?: RequestOptions): Call<Types.RelationshipDetailsFragment> {
    return ask(this, documents.ClassifyDocument, { input }, 'classify', options);
  }

  /**
   * The client base at each instant at which a day, week, month (unless told otherwise), quarter or year begins in
   * the workspace's time zone, on a day from `from` to `to`: at most 400, oldest first.
   *
   * ```ts
   * const months = await client.clientBaseHistory({ from: '2026-01-01', to: '2026-12-31' });
   * for (const { asOf, accounts, customers } of months) console.log(asOf, accounts, customers);
   * ```
   */
  clientBaseHistory(
    args: Types.ClientBaseHistoryQueryVariables,
    options?: RequestOptions,
  ): Call<ReadonlyArray<Types.ClientBaseFieldsFragment>> {
    return ask(this, documents.ClientBaseHistoryDocument, args, 'clientBaseHistory', options);
  }

  /**
   * What was announced of accounts, newest first, fetched page by page as it is read.
   *
   * ```ts
   * const newClients = client.relationshipChanges({ filter: { type: { eq: 'CLIENT' } } });
   * for await (const { account, summary } of newClients) console.log(account.name, summary);
   * ```
   */
  relationshipChanges(
    args: RelationshipChangesArguments = {},
    options?: RequestOptions,
  ): Pages<Types.RelationshipChangeFieldsFragment> {
    return list(this, documents.RelationshipChangesDocument, args, 'relationshipChanges', options);
  }

  /**
   * One subscription with its account and its whole history; null where the workspace has none such.
   *
   * ```ts
   * const subscription = await client.subscription({ by: { externalId: 'acme-1' } });
   * for (const { from, plan, status } of subscription?.phases ?? []) console.log(from, plan.name, status);
   * ```
   */
  subscription(
    args: Types.SubscriptionQueryVariables,
    options?: RequestOptions,
  ): Call<Types.SubscriptionDetailsFragment | null> {
    return ask(this, documents.SubscriptionDocument, args, 'subscription', options);
  }

  /**
   * Starts a subscription, on trial first if `trialEndsAt` is given.
   *
   * ```ts
   * const subscription = await client.subscriptionStart({
   *   externalId: 'acme-1',
   *   account: { externalId: 'acme' },
   *   plan: { externalId: 'premium' },
   *   unitPrice: { amount: '99.00', currencyCode: 'USD' },
   *   billingInterval: 'MONTH',
   *   termMonths: 12,
   * });
   * ```
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  subscriptionStart(
    input: Types.SubscriptionStartInput,
    options?: RequestOptions,
  ): Call<Types.SubscriptionFieldsFragment> {
    return change(
      this,
      documents.SubscriptionStartDocument,
      input,
      'subscriptionStart',
      ({ subscription }) => subscription,
      options,
    );
  }

  /**
   * Ends a subscription at an instant, or unless that is given when what was agreed ends.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  subscriptionCancel(
    input: Types.SubscriptionCancelInput,
    options?: RequestOptions,
  ): Call<Types.SubscriptionFieldsFragment> {
    return change(
      this,
      documents.SubscriptionCancelDocument,
      input,
      'subscriptionCancel',
      ({ subscription }) => subscription,
      options,
    );
  }

  /**
   * Changes a subscription from an instant on, now unless given; what was recorded from then on, a cancellation
   * among it, is replaced.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  subscriptionChange(
    input: Types.SubscriptionChangeInput,
    options?: RequestOptions,
  ): Call<Types.SubscriptionFieldsFragment> {
    return change(
      this,
      documents.SubscriptionChangeDocument,
      input,
      'subscriptionChange',
      ({ subscription }) => subscription,
      options,
    );
  }

  /**
   * Deletes a subscription that was recorded by mistake, as if it had never been. Answers the id that it had.
   *
   * @throws UserInputError where there is none such; nothing was changed then.
   */
  subscriptionDelete(input: Types.SubscriptionDeleteInput, options?: RequestOptions): Call<string> {
    return change(
      this,
      documents.SubscriptionDeleteDocument,
      input,
      'subscriptionDelete',
      ({ deletedId }) => deletedId,
      options,
    );
  }

  /** Who asks, and where: the first thing to try with a key. */
  viewer(options?: RequestOptions): Call<Types.ViewerFieldsFragment> {
    return ask(this, documents.ViewerDocument, {}, 'viewer', options);
  }

  /** The workspace that the key opens: its currency and time zone. */
  workspace(options?: RequestOptions): Call<Types.WorkspaceFieldsFragment> {
    return ask(this, documents.WorkspaceDocument, {}, 'workspace', options);
  }

  /** The keys of the workspace, latest first, expired and revoked ones too. For admins. */
  apiKeys(options?: RequestOptions): Call<ReadonlyArray<Types.ApiKeyFieldsFragment>> {
    return ask(this, documents.ApiKeysDocument, {}, 'apiKeys', options);
  }

  /**
   * Makes a key; its `secret` is shown this once, and is null where the same call is answered again. For admins.
   *
   * @throws UserInputError where the input was refused; nothing was made then.
   */
  apiKeyCreate(
    input: Types.ApiKeyCreateInput,
    options?: RequestOptions,
  ): Call<Types.ApiKeyCreateMutation['apiKeyCreate']> {
    return change(this, documents.ApiKeyCreateDocument, input, 'apiKeyCreate', (payload) => payload, options);
  }

  /**
   * Revokes a key: it opens nothing from now on. For admins.
   *
   * @throws UserInputError where there is none such, or it is the last admin key.
   */
  apiKeyRevoke(input: Types.ApiKeyRevokeInput, options?: RequestOptions): Call<Types.ApiKeyFieldsFragment> {
    return change(this, documents.ApiKeyRevokeDocument, input, 'apiKeyRevoke', ({ apiKey }) => apiKey, options);
  }
}
