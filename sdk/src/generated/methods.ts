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
  MembersWithBooksArguments,
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
   * One account with its relationship as of any instant (default: now), the evidence for it and the path to becoming
   * a client. Its next renewal, subscriptions (latest 50) and interactions (latest 20) are always the current ones.
   * Null if the account does not exist.
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
   * The accounts of the workspace, fetched page by page as they are read. With `asOf`, `relationship` and
   * `monthlyRecurringRevenue` are those of that instant, and all other fields are the current ones. Of the filters,
   * `type`, `isCustomer`, `monthlyRecurringRevenue` and `tenureMonths` then refer to that instant, `name`, `domain`,
   * `externalId`, `createdAt` and `successManager` to the current values, and the others are refused. The accounts
   * can then be ordered by name, creation, revenue and tenure. All accounts that exist now are listed, also those
   * that were recorded later.
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
   * Creates an account, or updates the account with that `id`, `externalId` or identity. Fields that are left out
   * keep their value; null clears them. `attributes` are merged key by key into the recorded attributes; null
   * removes a key.
   *
   * ```ts
   * const account = await client.accountUpsert({ externalId: 'acme', name: 'Acme', domain: 'acme.example' });
   * ```
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
   */
  accountUpsert(
    input: Types.AccountUpsertInput,
    options?: RequestOptions,
  ): Call<NonNullable<Types.AccountUpsertMutation['accountUpsert']['account']>> {
    return change(this, documents.AccountUpsertDocument, input, 'accountUpsert', ({ account }) => account, options);
  }

  /**
   * Assigns a success manager to an account; `member: null` removes the success manager.
   *
   * ```ts
   * await client.successManagerAssign({ account: { externalId: 'acme' }, member: { externalId: 'mia' } });
   * ```
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
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
   * Merges two accounts of the same customer: the records of `from` move to `into`, and `from` is removed. This
   * cannot be undone. Returns the account `into` in its new state.
   *
   * ```ts
   * const account = await client.accountMerge({ from: { externalId: 'acme-old' }, into: { externalId: 'acme' } });
   * ```
   *
   * @throws UserInputError if an account does not exist, or if the subscriptions of the two accounts overlap in
   * different currencies. Nothing was changed in that case.
   */
  accountMerge(input: Types.AccountMergeInput, options?: RequestOptions): Call<Types.AccountFieldsFragment> {
    return change(this, documents.AccountMergeDocument, input, 'accountMerge', ({ account }) => account, options);
  }

  /**
   * Erases an account and all of its data. This cannot be undone. Returns the id of the account.
   *
   * @throws UserInputError if the account does not exist. Nothing was changed in that case.
   */
  accountDelete(input: Types.AccountDeleteInput, options?: RequestOptions): Call<string> {
    return change(this, documents.AccountDeleteDocument, input, 'accountDelete', ({ deletedId }) => deletedId, options);
  }

  /**
   * Recorded exchange rates, ordered by currency and day, at most 1,000.
   *
   * ```ts
   * const rates = await client.exchangeRates({ currencyCode: 'EUR', from: '2026-01-01', until: '2027-01-01' });
   * ```
   *
   * @throws BadRequestError if there are more: narrow the list with `currencyCode`, `from` and `until`.
   */
  exchangeRates(
    args: Types.ExchangeRatesQueryVariables = {},
    options?: RequestOptions,
  ): Call<ReadonlyArray<Types.ExchangeRateFieldsFragment>> {
    return ask(this, documents.ExchangeRatesDocument, args, 'exchangeRates', options);
  }

  /**
   * Records an exchange rate, or replaces the one of the same currency and day. Lists and figures are converted at
   * it immediately. No relationship changes, because every policy keeps the rates that were in effect when it was
   * published.
   *
   * ```ts
   * await client.exchangeRateUpsert({ currencyCode: 'EUR', from: '2026-03-01', rate: '1.0825' });
   * ```
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
   */
  exchangeRateUpsert(
    input: Types.ExchangeRateUpsertInput,
    options?: RequestOptions,
  ): Call<Types.ExchangeRateFieldsFragment> {
    return change(
      this,
      documents.ExchangeRateUpsertDocument,
      input,
      'exchangeRateUpsert',
      ({ exchangeRate }) => exchangeRate,
      options,
    );
  }

  /**
   * Deletes an exchange rate. The rate before it then holds instead or, if it was the earliest, the next one.
   *
   * @throws UserInputError if it does not exist, or if it is the last rate of a currency that is in use. Nothing was
   * changed in that case.
   */
  exchangeRateDelete(
    input: Types.ExchangeRateDeleteInput,
    options?: RequestOptions,
  ): Call<Types.ExchangeRateFieldsFragment> {
    return change(
      this,
      documents.ExchangeRateDeleteDocument,
      input,
      'exchangeRateDelete',
      ({ deletedExchangeRate }) => deletedExchangeRate,
      options,
    );
  }

  /**
   * A record of any type by its global id. Null if it does not exist. `__typename` is its type.
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
   * Records of any types by their global ids (at most 100), in the order of the ids. Null for each id that does not
   * exist.
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

  /** One interaction with its account. Null if it does not exist. */
  interaction(
    args: Types.InteractionQueryVariables,
    options?: RequestOptions,
  ): Call<Types.InteractionQuery['interaction']> {
    return ask(this, documents.InteractionDocument, args, 'interaction', options);
  }

  /** The interactions of all accounts, latest first, fetched page by page as they are read. */
  interactions(args: InteractionsArguments = {}, options?: RequestOptions): Pages<Types.InteractionDetailsFragment> {
    return list(this, documents.InteractionsDocument, args, 'interactions', options);
  }

  /**
   * Records an interaction, or updates the interaction with that `id`, `externalId` or identity. Fields that are
   * left out keep their value; null clears them. Returns the interaction with its account, whose relationship takes
   * it into account.
   *
   * ```ts
   * const { account } = await client.interactionRecord({
   *   externalId: 'call-17',
   *   account: { externalId: 'acme' },
   *   kind: 'CALL',
   *   occurredAt: '2026-03-31T09:30:00Z',
   *   personalized: true,
   *   initiative: 'US',
   * });
   * console.log(account.relationship.summary);
   * ```
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
   */
  interactionRecord(
    input: Types.InteractionRecordInput,
    options?: RequestOptions,
  ): Call<Types.RecordedInteractionFragment> {
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
   * Deletes an interaction that was recorded by mistake, and recomputes the history of its account. Returns the id
   * of the interaction.
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
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
   * The members of the team by name, for example to choose a success manager. Fetched page by page as they are read.
   *
   * ```ts
   * for await (const { id, name } of client.members({ pageSize: 100 })) console.log(id, name);
   * ```
   */
  members(args: MembersArguments = {}, options?: RequestOptions): Pages<Types.MemberFieldsFragment> {
    return list(this, documents.MembersDocument, args, 'members', options);
  }

  /**
   * The members of the team by name, each with their book of business: the accounts they manage and the time they
   * spent. Fetched page by page as they are read.
   *
   * ```ts
   * for await (const { name, book } of client.membersWithBooks()) console.log(name, book.accounts, book.effortMinutes);
   * ```
   */
  membersWithBooks(args: MembersWithBooksArguments = {}, options?: RequestOptions): Pages<Types.MemberListingFragment> {
    return list(this, documents.MembersWithBooksDocument, args, 'members', options);
  }

  /** One member with their book of business. Null if the member does not exist. */
  member(args: Types.MemberQueryVariables, options?: RequestOptions): Call<Types.MemberQuery['member']> {
    return ask(this, documents.MemberDocument, args, 'member', options);
  }

  /**
   * Creates a member, or updates the member with that `id`, `externalId` or identity. Fields that are left out keep
   * their value; null clears them.
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
   */
  memberUpsert(
    input: Types.MemberUpsertInput,
    options?: RequestOptions,
  ): Call<NonNullable<Types.MemberUpsertMutation['memberUpsert']['member']>> {
    return change(this, documents.MemberUpsertDocument, input, 'memberUpsert', ({ member }) => member, options);
  }

  /**
   * Deletes a member. Their accounts then have no success manager; their interactions are kept, without a member.
   * Returns the id of the member.
   *
   * @throws UserInputError if the member does not exist. Nothing was changed in that case.
   */
  memberDelete(input: Types.MemberDeleteInput, options?: RequestOptions): Call<string> {
    return change(this, documents.MemberDeleteDocument, input, 'memberDelete', ({ deletedId }) => deletedId, options);
  }

  /**
   * The movements of recurring revenue in each interval (default: months): new, expansion, contraction, churn,
   * reactivation, pause, resume and exchange. The interval `WHOLE` makes the range one interval.
   *
   * ```ts
   * const year = { from: '2026-01-01', to: '2026-12-31' };
   * for (const { firstDay, start, churn, end } of await client.revenueMovements({ ...year, type: 'CLIENT' })) {
   *   console.log(firstDay, start.amount, churn.amount, end.amount);
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
   * The retention of accounts and of revenue in each interval (default: months). The interval `WHOLE` makes the
   * range one interval. Shares are numbers of at least 0; they are null if no account was paying at the start of the
   * interval.
   *
   * ```ts
   * const quarters = await client.retention({ from: '2025-01-01', to: '2025-12-31', interval: 'QUARTER' });
   * for (const { firstDay, logoChurn } of quarters) console.log(firstDay, logoChurn);
   *
   * const [trailingYear] = await client.retention({ from: '2025-04-01', to: '2026-03-31', interval: 'WHOLE' });
   * console.log(trailingYear?.netRevenueRetention);
   * ```
   */
  retention(
    args: Types.RetentionQueryVariables,
    options?: RequestOptions,
  ): Call<ReadonlyArray<Types.RetentionFieldsFragment>> {
    return ask(this, documents.RetentionDocument, args, 'retention', options);
  }

  /**
   * The cost saved in each interval by keeping accounts instead of acquiring new ones at this acquisition cost.
   * Acquiring an account costs `costRatio` times as much as keeping one (default: 5).
   *
   * ```ts
   * const acquisitionCost = { amount: '500.00', currencyCode: 'USD' };
   * const months = await client.retentionSaving({ from: '2026-01-01', to: '2026-12-31', acquisitionCost });
   * for (const { firstDay, accounts, retentionSaving } of months) console.log(firstDay, accounts, retentionSaving.amount);
   * ```
   */
  retentionSaving(
    args: Types.RetentionSavingQueryVariables,
    options?: RequestOptions,
  ): Call<Types.RetentionSavingQuery['retention']> {
    return ask(this, documents.RetentionSavingDocument, args, 'retention', options);
  }

  /**
   * Accounts by the interval in which they first brought revenue: how many are retained at each age, and how many
   * became clients. With `asOf`, as seen from that instant.
   *
   * ```ts
   * const cohorts = await client.cohorts({ from: '2025-01-01', to: '2025-12-31', interval: 'QUARTER' });
   * for (const { firstDay, accounts, ages } of cohorts) {
   *   console.log(firstDay, accounts, ...ages.map((one) => one.survivalShare));
   * }
   * ```
   */
  cohorts(
    args: Types.CohortsQueryVariables,
    options?: RequestOptions,
  ): Call<ReadonlyArray<Types.CohortFieldsFragment>> {
    return ask(this, documents.CohortsDocument, args, 'cohorts', options);
  }

  /**
   * The subscription terms that end between two days, soonest first, each with its outcome and its probability of
   * renewal. A term that is over is `OPEN` until it is renewed or has lapsed. Fetched page by page as they are read.
   *
   * ```ts
   * const quarter = { from: '2026-04-01', to: '2026-06-30' };
   * for await (const { day, account, amount, probability } of client.renewals(quarter)) {
   *   console.log(day, account.name, amount.amount, probability);
   * }
   * ```
   */
  renewals(args: RenewalsArguments, options?: RequestOptions): Pages<Types.RenewalFieldsFragment> {
    return list(this, documents.RenewalsDocument, args, 'renewals', options);
  }

  /**
   * The revenue of the renewals between two days by calendar month: the contracted amount and the expected amount.
   *
   * ```ts
   * const { months } = await client.renewalMonths({ from: '2026-04-01', to: '2027-03-31' });
   * for (const { firstDay, amount, expectedAmount } of months) console.log(firstDay, amount.amount, expectedAmount.amount);
   * ```
   */
  renewalMonths(
    args: Types.RenewalMonthsQueryVariables,
    options?: RequestOptions,
  ): Call<Types.RenewalMonthsQuery['renewals']> {
    return ask(this, documents.RenewalMonthsDocument, args, 'renewals', options);
  }

  /**
   * Projects the retention of a cohort by the shifted-beta-geometric model. If there is no projection, `reason` says
   * why. `largestDeviation` tells how far the model is from what was observed. A period is the cohort's billing
   * interval. `discountRate` is per period (default: 0). `renewals` is the number of renewals of the account whose
   * residual lifetime is requested (default: 0).
   *
   * ```ts
   * const projection = await client.retentionProjection({
   *   cohort: { from: '2023-01-01', to: '2024-01-01', billingInterval: 'MONTH' },
   *   periods: 24,
   *   discountRate: 0.01,
   * });
   * for (const { period, observed, projected } of projection.points) console.log(period, observed, projected);
   * console.log(projection.reason, projection.largestDeviation, projection.expectedLifetime);
   * ```
   */
  retentionProjection(
    args: Types.RetentionProjectionQueryVariables,
    options?: RequestOptions,
  ): Call<Types.RetentionProjectionFieldsFragment> {
    return ask(this, documents.RetentionProjectionDocument, args, 'retentionProjection', options);
  }

  /**
   * The accounts that need action: to save, renew, convert, upsell or give a success manager, the most valuable
   * first. Fetched page by page as they are read.
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
   * Tests whether the type of an account predicted its retention: the share of accounts still paying after a number
   * of months (default: 12), by their type at `asOf` under the policies then in force, or under a draft.
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

  /** All plans, lowest rank first. */
  plans(options?: RequestOptions): Call<ReadonlyArray<Types.PlanFieldsFragment>> {
    return ask(this, documents.PlansDocument, {}, 'plans', options);
  }

  /** One plan. Null if it does not exist. */
  plan(args: Types.PlanQueryVariables, options?: RequestOptions): Call<Types.PlanQuery['plan']> {
    return ask(this, documents.PlanDocument, args, 'plan', options);
  }

  /**
   * Creates a plan, or updates the plan with that `id`, `externalId` or identity. Fields that are left out keep
   * their value; null clears them. A change of the rank or of the offer period recomputes all accounts in the
   * background.
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
   */
  planUpsert(
    input: Types.PlanUpsertInput,
    options?: RequestOptions,
  ): Call<NonNullable<Types.PlanUpsertMutation['planUpsert']['plan']>> {
    return change(this, documents.PlanUpsertDocument, input, 'planUpsert', ({ plan }) => plan, options);
  }

  /**
   * Deletes a plan that no subscription has ever used. Returns the id of the plan.
   *
   * @throws UserInputError if the plan does not exist or has been used. Nothing was changed in that case.
   */
  planDelete(input: Types.PlanDeleteInput, options?: RequestOptions): Call<string> {
    return change(this, documents.PlanDeleteDocument, input, 'planDelete', ({ deletedId }) => deletedId, options);
  }

  /** The facts that the criteria of a policy can use. */
  facts(options?: RequestOptions): Call<Types.FactsQuery['facts']> {
    return ask(this, documents.FactsDocument, {}, 'facts', options);
  }

  /**
   * One version of the policy (default: the one in force now) with the progress of its rollout. Null if the version
   * does not exist.
   */
  policy(args: Types.PolicyQueryVariables = {}, options?: RequestOptions): Call<Types.PolicyDetailsFragment | null> {
    return ask(this, documents.PolicyDocument, args, 'policy', options);
  }

  /**
   * The differences between a version of the policy (default: the one in force now) and another version. Null if the
   * version does not exist.
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

  /** All versions of the policy, latest first. */
  policies(args: PoliciesArguments = {}, options?: RequestOptions): Pages<Types.PolicyFieldsFragment> {
    return list(this, documents.PoliciesDocument, args, 'policies', options);
  }

  /**
   * Simulates a draft policy on all accounts without changing anything: the number of accounts of each type, and the
   * accounts whose type would change (`flips`; default: the 100 with the highest revenue). Takes up to 30 seconds on
   * a large base.
   *
   * ```ts
   * const tenure = { fact: 'TENURE_MONTHS', comparison: 'AT_LEAST', threshold: 12, weight: 1 } as const;
   * const policy = { name: 'Tenure only', criteria: [tenure], clientScore: 1 };
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
   * Publishes the next version of the policy and recomputes all accounts in the background.
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
   */
  policyPublish(input: Types.PolicyPublishInput, options?: RequestOptions): Call<Types.PolicyDetailsFragment> {
    return change(this, documents.PolicyPublishDocument, input, 'policyPublish', ({ policy }) => policy, options);
  }

  /**
   * The number of accounts of each type and their revenue per month, as of any instant (default: now). `borderline`,
   * `clientsWithoutSuccessManager`, `fallingClients`, `upsellCandidates` and `effort` are available only for now,
   * and null if `asOf` is set.
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
   * The past and future periods in which an account has one type, oldest first, each with what changed at its start.
   * Returns the periods that overlap the time from `from` to `to` (default: all). Null if the account does not
   * exist.
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
   * Classifies a hypothetical history and explains the result, for example to try a policy. Nothing is stored.
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
   * The client base at the start of each day, week, month (the default), quarter or year in the workspace's time
   * zone, on days from `from` to `to`: at most 400 instants, oldest first.
   *
   * ```ts
   * const months = await client.clientBaseHistory({ from: '2026-01-01', to: '2026-12-31' });
   * for (const { day, accounts, customers } of months) console.log(day, accounts, customers);
   * ```
   */
  clientBaseHistory(
    args: Types.ClientBaseHistoryQueryVariables,
    options?: RequestOptions,
  ): Call<ReadonlyArray<Types.ClientBaseFieldsFragment>> {
    return ask(this, documents.ClientBaseHistoryDocument, args, 'clientBaseHistory', options);
  }

  /**
   * The announced changes of relationships, newest first, fetched page by page as they are read.
   *
   * ```ts
   * const newClients = client.relationshipChanges({ filter: { type: { eq: 'CLIENT' } } });
   * for await (const { account, summary } of newClients) console.log(account.name, summary);
   * ```
   *
   * To poll for new changes, oldest first, store the `startCursor` of the last page and continue before it. No
   * change is skipped, however many are announced in the meantime. Without a stored cursor, polling starts with the
   * oldest change.
   *
   * ```ts
   * for (;;) {
   *   const { nodes, pageInfo } = await client.relationshipChanges().page({ last: 100, before: await stored.read() });
   *   if (nodes.length === 0) break;
   *   for (const { account, summary } of [...nodes].reverse()) console.log(account.name, summary);
   *   await stored.write(pageInfo.startCursor);
   * }
   * ```
   */
  relationshipChanges(
    args: RelationshipChangesArguments = {},
    options?: RequestOptions,
  ): Pages<Types.RelationshipChangeFieldsFragment> {
    return list(this, documents.RelationshipChangesDocument, args, 'relationshipChanges', options);
  }

  /**
   * One subscription with its account and its complete history. Null if it does not exist.
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
   * Starts a subscription. If `trialEndsAt` is set, it starts with a trial. Returns the subscription with its
   * account and the account's relationship after the change.
   *
   * ```ts
   * const { account } = await client.subscriptionStart({
   *   externalId: 'acme-1',
   *   account: { externalId: 'acme' },
   *   plan: { externalId: 'premium' },
   *   unitPrice: { amount: '99.00', currencyCode: 'USD' },
   *   billingInterval: 'MONTH',
   *   termMonths: 12,
   * });
   * console.log(account.relationship.summary);
   * ```
   *
   * With an add-on, and a discount for the first months:
   *
   * ```ts
   * await client.subscriptionStart({
   *   externalId: 'acme-2',
   *   account: { externalId: 'acme' },
   *   billingInterval: 'MONTH',
   *   items: [
   *     { planExternalId: 'team', role: 'BASE', quantity: 25, unitPrice: { amount: '20.00', currencyCode: 'USD' } },
   *     { planExternalId: 'support', role: 'ADD_ON', unitPrice: { amount: '150.00', currencyCode: 'USD' } },
   *   ],
   *   discounts: [{ code: 'WELCOME', percentOff: '20', duration: 'REPEATING', to: '2026-09-01T00:00:00Z' }],
   * });
   * ```
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
   */
  subscriptionStart(
    input: Types.SubscriptionStartInput,
    options?: RequestOptions,
  ): Call<Types.RecordedSubscriptionFragment> {
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
   * Cancels a subscription at a given instant, or moves its cancellation. Default: at the end of its trial, term or
   * billing period. A subscription that has not begun is withdrawn. Returns the subscription with its account and
   * the account's relationship after the change.
   *
   * ```ts
   * const subscription = { externalId: 'acme-1' };
   * const { endsAt, cancelAt, withdrawnAt } = await client.subscriptionCancel({ subscription, churnReason: 'PRICE' });
   * console.log(withdrawnAt ? 'withdrawn' : `ends ${cancelAt ?? endsAt}`);
   * ```
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
   */
  subscriptionCancel(
    input: Types.SubscriptionCancelInput,
    options?: RequestOptions,
  ): Call<Types.RecordedSubscriptionFragment> {
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
   * Takes back the cancellation or the withdrawal of a subscription. What was agreed holds again, including what was
   * set for later. Returns the subscription with its account and the account's relationship after the change.
   *
   * ```ts
   * const { endsAt } = await client.subscriptionUncancel({ subscription: { externalId: 'acme-1' } });
   * console.log(endsAt ? `agreed until ${endsAt}` : 'renews automatically');
   * ```
   *
   * @throws UserInputError if the input is refused, for example because the end was agreed and is no cancellation.
   * Nothing was changed in that case.
   */
  subscriptionUncancel(
    input: Types.SubscriptionUncancelInput,
    options?: RequestOptions,
  ): Call<Types.RecordedSubscriptionFragment> {
    return change(
      this,
      documents.SubscriptionUncancelDocument,
      input,
      'subscriptionUncancel',
      ({ subscription }) => subscription,
      options,
    );
  }

  /**
   * Sets the given fields of a subscription, and no others, from an instant on (default: now). What was recorded for
   * later stays, so changes may arrive in any order; `replaceLater` removes it. Returns the subscription with its
   * account and the account's relationship after the change.
   *
   * ```ts
   * const subscription = { externalId: 'acme-1' };
   * await client.subscriptionChange({ subscription, quantity: 25, at: '2026-07-01T00:00:00Z' });
   * await client.subscriptionChange({ subscription, trialEndsAt: '2026-06-28T00:00:00Z' }); // extends its trial
   * ```
   *
   * `quantity`, `unitPrice` and the other single fields set the BASE item only. To add or remove an add-on, pass all
   * items:
   *
   * ```ts
   * const { items } = await client.subscriptionChange({
   *   subscription: { externalId: 'acme-2' },
   *   billingInterval: 'MONTH',
   *   items: [
   *     { planExternalId: 'team', role: 'BASE', quantity: 25, unitPrice: { amount: '20.00', currencyCode: 'USD' } },
   *     { planExternalId: 'api-calls', role: 'USAGE' },
   *   ],
   * });
   * for (const { plan, role, quantity } of items) console.log(plan.name, role, quantity);
   * ```
   *
   * @throws UserInputError if the input is refused. Nothing was changed in that case.
   */
  subscriptionChange(
    input: Types.SubscriptionChangeInput,
    options?: RequestOptions,
  ): Call<Types.RecordedSubscriptionFragment> {
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
   * Deletes a subscription that was recorded by mistake, and recomputes the history of its account. Returns the id
   * of the subscription.
   *
   * @throws UserInputError if the subscription does not exist. Nothing was changed in that case.
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

  /**
   * Records an amount that an account was charged for usage, or updates the usage record with the same externalId.
   * It counts in `usageRevenue` of the account, never in its recurring revenue.
   *
   * ```ts
   * await client.usageRecord({
   *   account: { externalId: 'acme' },
   *   externalId: 'invoice-981-line-3',
   *   at: '2026-03-31T00:00:00Z',
   *   amount: { amount: '30.00', currencyCode: 'USD' },
   * });
   * ```
   *
   * @throws UserInputError if the account does not exist or the amount is invalid. Nothing was changed in that case.
   */
  usageRecord(input: Types.UsageRecordInput, options?: RequestOptions): Call<Types.UsageRecordFieldsFragment> {
    return change(this, documents.UsageRecordDocument, input, 'usageRecord', ({ usageRecord }) => usageRecord, options);
  }

  /** The authenticated caller and its workspace. A first query to test a key or token with. */
  viewer(options?: RequestOptions): Call<Types.ViewerFieldsFragment> {
    return ask(this, documents.ViewerDocument, {}, 'viewer', options);
  }

  /** The workspace of the key or token, with its currency and time zone. */
  workspace(options?: RequestOptions): Call<Types.WorkspaceFieldsFragment> {
    return ask(this, documents.WorkspaceDocument, {}, 'workspace', options);
  }

  /** All API keys of the workspace, including expired and revoked ones, latest first. Requires the role ADMIN. */
  apiKeys(options?: RequestOptions): Call<ReadonlyArray<Types.ApiKeyFieldsFragment>> {
    return ask(this, documents.ApiKeysDocument, {}, 'apiKeys', options);
  }

  /**
   * Creates an API key. Its `secret` is returned only once; it is null for a repeated call with the same
   * `idempotencyKey`. Requires the role ADMIN.
   *
   * @throws UserInputError if the input is refused. Nothing was created in that case.
   */
  apiKeyCreate(
    input: Types.ApiKeyCreateInput,
    options?: RequestOptions,
  ): Call<Types.ApiKeyCreateMutation['apiKeyCreate']> {
    return change(this, documents.ApiKeyCreateDocument, input, 'apiKeyCreate', (payload) => payload, options);
  }

  /**
   * Revokes an API key with immediate effect. Requires the role ADMIN.
   *
   * @throws UserInputError if the key does not exist or is the last admin key.
   */
  apiKeyRevoke(input: Types.ApiKeyRevokeInput, options?: RequestOptions): Call<Types.ApiKeyFieldsFragment> {
    return change(this, documents.ApiKeyRevokeDocument, input, 'apiKeyRevoke', ({ apiKey }) => apiKey, options);
  }
}
