import { inputError, type Answer } from './answer.js';
import { BadResponseError, type UserError } from './errors.js';
import * as documents from './generated/documents.js';
import type * as Types from './generated/types.js';
import { getValidTokenSource, getValidUrl, type ClienteleOptions } from './options.js';
import { Pages, type Page } from './pages.js';
import { Transport, type RequestOptions, type TypedDocument } from './transport.js';

interface PageArguments {
  /** How many to fetch at once, 1 to 100; 50 unless given. */
  readonly pageSize?: number | null | undefined;
}

/** Which accounts to list, how, and as of when. */
export interface AccountsArguments extends Omit<Types.AccountsQueryVariables, 'first'>, PageArguments {}

/** Which changes to list. */
export interface RelationshipChangesArguments
  extends Omit<Types.RelationshipChangesQueryVariables, 'first'>, PageArguments {}

/** Where to go on in the list of policies. */
export interface PoliciesArguments extends Omit<Types.PoliciesQueryVariables, 'first'>, PageArguments {}

/** Where to go on in the list of members. */
export interface MembersArguments extends Omit<Types.MembersQueryVariables, 'first'>, PageArguments {}

/** The fields of an answer that tell of mistakes in the input. */
type Payloads<Field extends PropertyKey> = Readonly<Record<Field, { readonly userErrors: readonly UserError[] }>>;

/** The parameters that follow the document: variables may be left out where the operation needs none. */
type Rest<Variables> =
  Partial<Variables> extends Variables
    ? [variables?: Variables, options?: RequestOptions]
    : [variables: Variables, options?: RequestOptions];

/**
 * The API, typed: a method for every query and mutation. Queries take their arguments as one object, mutations take
 * their `input`, and both take options for the call last. Instants are RFC 3339 text (`2026-03-31T09:30:00.000Z`),
 * money is exact text (`"1234.50"`) with a currency, never a float.
 *
 * Every method throws a `ClienteleError`: its `code` tells what happened.
 *
 * ```ts
 * const client = new Clientele({ url: 'http://localhost:4000/graphql', apiKey });
 * const account = await client.account({ by: { externalId: 'acme' } });
 * console.log(account?.relationship.summary);
 * ```
 */
export class Clientele {
  readonly #transport: Transport;

  /** @throws UsageError where the options contradict each other, or a key is given in a browser. */
  constructor(options: ClienteleOptions) {
    const { url, fetch = (target, init) => globalThis.fetch(target, init) } = options;
    this.#transport = new Transport(getValidUrl(url), getValidTokenSource(options), fetch);
  }

  /**
   * Sends any operation, for what the methods below do not select. The types come with the document where
   * graphql-codegen made it with `documentMode: string`.
   *
   * ```ts
   * const { plans } = await client.request<{ plans: { name: string }[] }>('{ plans { name } }');
   * ```
   */
  async request<Data = unknown, Variables = Record<string, unknown>>(
    document: TypedDocument<Data, Variables>,
    ...[variables, options]: Rest<Variables>
  ): Promise<Data> {
    return (await this.#transport.send(document, variables, options)).data;
  }

  /** Who asks, and where: the first thing to try with a key. */
  async viewer(options?: RequestOptions): Promise<Types.ViewerFieldsFragment> {
    return (await this.#ask(documents.ViewerDocument, {}, 'viewer', options)).data;
  }

  /** The workspace that the key opens: its currency and time zone. */
  async workspace(options?: RequestOptions): Promise<Types.WorkspaceFieldsFragment> {
    return (await this.#ask(documents.WorkspaceDocument, {}, 'workspace', options)).data;
  }

  /**
   * Any record by its global id; null where the workspace has none such. `__typename` tells what it is.
   *
   * ```ts
   * const node = await client.node({ id });
   * if (node?.__typename === 'Plan') console.log(node.rank);
   * ```
   */
  async node(args: Types.NodeQueryVariables, options?: RequestOptions): Promise<Types.NodeQuery['node']> {
    return (await this.#ask(documents.NodeDocument, args, 'node', options)).data;
  }

  /**
   * Several records by their global ids, at most 100, in the order of the ids; null where the workspace has none such.
   *
   * ```ts
   * for (const node of await client.nodes({ ids: [id] })) console.log(node?.__typename);
   * ```
   */
  async nodes(args: Types.NodesQueryVariables, options?: RequestOptions): Promise<Types.NodesQuery['nodes']> {
    return (await this.#ask(documents.NodesDocument, args, 'nodes', options)).data;
  }

  /**
   * One account with its relationship as of any instant (now unless given), the evidence for it and the path to
   * becoming a client; with its subscriptions (latest 50) and interactions (latest 20) as they stand now. Null where
   * the workspace has none such.
   *
   * ```ts
   * const account = await client.account({ by: { externalId: 'acme' }, asOf: '2026-01-01T00:00:00Z' });
   * for (const { met, summary } of account?.relationship.evidence ?? []) console.log(met ? '+' : '-', summary);
   * ```
   */
  async account(
    args: Types.AccountQueryVariables,
    options?: RequestOptions,
  ): Promise<Types.AccountDetailsFragment | null> {
    return (await this.#ask(documents.AccountDocument, args, 'account', options)).data;
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
  accounts(
    { pageSize, after: start, ...args }: AccountsArguments = {},
    options?: RequestOptions,
  ): Pages<Types.AccountListingFragment> {
    return new Pages<Types.AccountListingFragment>(
      (after): Promise<Answer<Page<Types.AccountListingFragment>>> =>
        this.#ask(documents.AccountsDocument, { ...args, first: pageSize, after }, 'accounts', options),
      start,
    );
  }

  /**
   * One subscription with its account and its whole history; null where the workspace has none such.
   *
   * ```ts
   * const subscription = await client.subscription({ by: { externalId: 'acme-1' } });
   * for (const { from, plan, status } of subscription?.phases ?? []) console.log(from, plan.name, status);
   * ```
   */
  async subscription(
    args: Types.SubscriptionQueryVariables,
    options?: RequestOptions,
  ): Promise<Types.SubscriptionDetailsFragment | null> {
    return (await this.#ask(documents.SubscriptionDocument, args, 'subscription', options)).data;
  }

  /** One interaction with its account; null where the workspace has none such. */
  async interaction(
    args: Types.InteractionQueryVariables,
    options?: RequestOptions,
  ): Promise<Types.InteractionDetailsFragment | null> {
    return (await this.#ask(documents.InteractionDocument, args, 'interaction', options)).data;
  }

  /**
   * Everybody on our side by name, each with what they look after and the time that they spent, fetched page by page as
   * they are read.
   *
   * ```ts
   * for await (const { name, book } of client.members()) console.log(name, book.accounts, book.effortMinutes);
   * ```
   */
  members(
    { pageSize, after: start }: MembersArguments = {},
    options?: RequestOptions,
  ): Pages<Types.MemberListingFragment> {
    return new Pages<Types.MemberListingFragment>(
      (after): Promise<Answer<Page<Types.MemberListingFragment>>> =>
        this.#ask(documents.MembersDocument, { first: pageSize, after }, 'members', options),
      start,
    );
  }

  /** One member with what they look after; null where the workspace has none such. */
  async member(
    args: Types.MemberQueryVariables,
    options?: RequestOptions,
  ): Promise<Types.MemberListingFragment | null> {
    return (await this.#ask(documents.MemberDocument, args, 'member', options)).data;
  }

  /**
   * Creates a member, or updates the one with that `id` or `externalId`: what is left out stays, null clears.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  memberUpsert(input: Types.MemberUpsertInput, options?: RequestOptions): Promise<Types.MemberFieldsFragment> {
    return this.#change(documents.MemberUpsertDocument, input, 'memberUpsert', ({ member }) => member, options);
  }

  /**
   * Deletes a member: their accounts have no success manager then, and their interactions stay, with nobody of us.
   * Answers the id that they had.
   *
   * @throws UserInputError where there is none such; nothing was changed then.
   */
  memberDelete(input: Types.MemberDeleteInput, options?: RequestOptions): Promise<string> {
    return this.#change(documents.MemberDeleteDocument, input, 'memberDelete', ({ deletedId }) => deletedId, options);
  }

  /** Every plan, lowest rank first. */
  async plans(options?: RequestOptions): Promise<readonly Types.PlanFieldsFragment[]> {
    return (await this.#ask(documents.PlansDocument, {}, 'plans', options)).data;
  }

  /** One plan; null where the workspace has none such. */
  async plan(args: Types.PlanQueryVariables, options?: RequestOptions): Promise<Types.PlanFieldsFragment | null> {
    return (await this.#ask(documents.PlanDocument, args, 'plan', options)).data;
  }

  /**
   * Creates a plan, or updates the one with that `id` or `externalId`: what is left out stays, null clears. Where its
   * rank or the time of its offer changes, every account is judged anew, in the background.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  planUpsert(input: Types.PlanUpsertInput, options?: RequestOptions): Promise<Types.PlanFieldsFragment> {
    return this.#change(documents.PlanUpsertDocument, input, 'planUpsert', ({ plan }) => plan, options);
  }

  /**
   * Deletes a plan that no subscription was ever on. Answers the id that it had.
   *
   * @throws UserInputError where there is none such, or one was; nothing was changed then.
   */
  planDelete(input: Types.PlanDeleteInput, options?: RequestOptions): Promise<string> {
    return this.#change(documents.PlanDeleteDocument, input, 'planDelete', ({ deletedId }) => deletedId, options);
  }

  /** How many accounts are what, and what they bring per month, as of any instant; now unless given. */
  async clientBase(
    args: Types.ClientBaseQueryVariables = {},
    options?: RequestOptions,
  ): Promise<Types.ClientBaseFieldsFragment> {
    return (await this.#ask(documents.ClientBaseDocument, args, 'clientBase', options)).data;
  }

  /**
   * The same at each instant at which a day, week, month (unless told otherwise), quarter or year begins in the
   * workspace's time zone, on a day from `from` to `to`: at most 400, oldest first.
   *
   * ```ts
   * const months = await client.clientBaseHistory({ from: '2026-01-01', to: '2026-12-31' });
   * for (const { asOf, accounts, customers } of months) console.log(asOf, accounts, customers);
   * ```
   */
  async clientBaseHistory(
    args: Types.ClientBaseHistoryQueryVariables,
    options?: RequestOptions,
  ): Promise<readonly Types.ClientBaseFieldsFragment[]> {
    return (await this.#ask(documents.ClientBaseHistoryDocument, args, 'clientBaseHistory', options)).data;
  }

  /** How recurring revenue moved in each interval: new, expansion, contraction, churn, reactivation, pause, resume. */
  async revenueMovements(
    args: Types.RevenueMovementsQueryVariables,
    options?: RequestOptions,
  ): Promise<readonly Types.RevenueMovementFieldsFragment[]> {
    return (await this.#ask(documents.RevenueMovementsDocument, args, 'revenueMovements', options)).data;
  }

  /** How many accounts stayed in each interval, and with what revenue. */
  async retention(
    args: Types.RetentionQueryVariables,
    options?: RequestOptions,
  ): Promise<readonly Types.RetentionFieldsFragment[]> {
    return (await this.#ask(documents.RetentionDocument, args, 'retention', options)).data;
  }

  /** Accounts by the interval in which they first paid: how many are left at each age, and how many became clients. */
  async cohorts(
    args: Types.CohortsQueryVariables,
    options?: RequestOptions,
  ): Promise<readonly Types.CohortFieldsFragment[]> {
    return (await this.#ask(documents.CohortsDocument, args, 'cohorts', options)).data;
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
    { pageSize, after: start, ...args }: RelationshipChangesArguments = {},
    options?: RequestOptions,
  ): Pages<Types.RelationshipChangeFieldsFragment> {
    return new Pages<Types.RelationshipChangeFieldsFragment>(
      (after): Promise<Answer<Page<Types.RelationshipChangeFieldsFragment>>> =>
        this.#ask(
          documents.RelationshipChangesDocument,
          { ...args, first: pageSize, after },
          'relationshipChanges',
          options,
        ),
      start,
    );
  }

  /**
   * What an account with this history would be to the business, and why: to try a policy, or the idea. Nothing of it is
   * stored.
   *
   * @throws UserInputError where the history or the policy was refused.
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
  async classify(input: Types.ClassifyInput, options?: RequestOptions): Promise<Types.RelationshipDetailsFragment> {
    return (await this.#ask(documents.ClassifyDocument, { input }, 'classify', options)).data;
  }

  /** Everything that a policy may ask for. */
  async facts(options?: RequestOptions): Promise<Types.FactsQuery['facts']> {
    return (await this.#ask(documents.FactsDocument, {}, 'facts', options)).data;
  }

  /** One version of the policy, or the one in force now, with how far it has been rolled out. */
  async policy(
    args: Types.PolicyQueryVariables = {},
    options?: RequestOptions,
  ): Promise<Types.PolicyDetailsFragment | null> {
    return (await this.#ask(documents.PolicyDocument, args, 'policy', options)).data;
  }

  /** Every version of the policy, latest first. */
  policies(
    { pageSize, after: start }: PoliciesArguments = {},
    options?: RequestOptions,
  ): Pages<Types.PolicyFieldsFragment> {
    return new Pages<Types.PolicyFieldsFragment>(
      (after): Promise<Answer<Page<Types.PolicyFieldsFragment>>> =>
        this.#ask(documents.PoliciesDocument, { first: pageSize, after }, 'policies', options),
      start,
    );
  }

  /** What a draft would do to the whole base, computed without touching it. */
  async policySimulation(
    args: Types.PolicySimulationQueryVariables,
    options?: RequestOptions,
  ): Promise<Types.PolicySimulationQuery['policySimulation']> {
    return (await this.#ask(documents.PolicySimulationDocument, args, 'policySimulation', options)).data;
  }

  /**
   * Publishes the next version of the policy; every account is then judged anew, in the background.
   *
   * @throws UserInputError where the input was refused; nothing was published then.
   */
  policyPublish(input: Types.PolicyPublishInput, options?: RequestOptions): Promise<Types.PolicyDetailsFragment> {
    return this.#change(documents.PolicyPublishDocument, input, 'policyPublish', ({ policy }) => policy, options);
  }

  /**
   * Creates an account, or updates the one with that `id` or `externalId`: what is left out stays, null clears.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   *
   * ```ts
   * const account = await client.accountUpsert({ externalId: 'acme', name: 'Acme', domain: 'acme.example' });
   * ```
   */
  accountUpsert(input: Types.AccountUpsertInput, options?: RequestOptions): Promise<Types.AccountFieldsFragment> {
    return this.#change(documents.AccountUpsertDocument, input, 'accountUpsert', ({ account }) => account, options);
  }

  /**
   * Erases all that is known of an account; it cannot be undone. Answers the id that it had.
   *
   * @throws UserInputError where there is none such; nothing was changed then.
   */
  accountDelete(input: Types.AccountDeleteInput, options?: RequestOptions): Promise<string> {
    return this.#change(documents.AccountDeleteDocument, input, 'accountDelete', ({ deletedId }) => deletedId, options);
  }

  /**
   * Gives an account its success manager; `member: null` takes it away.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   *
   * ```ts
   * await client.successManagerAssign({ account: { externalId: 'acme' }, member: { externalId: 'mia' } });
   * ```
   */
  successManagerAssign(
    input: Types.SuccessManagerAssignInput,
    options?: RequestOptions,
  ): Promise<Types.AccountFieldsFragment> {
    return this.#change(
      documents.SuccessManagerAssignDocument,
      input,
      'successManagerAssign',
      ({ account }) => account,
      options,
    );
  }

  /**
   * Starts a subscription, on trial first if `trialEndsAt` is given.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
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
   */
  subscriptionStart(
    input: Types.SubscriptionStartInput,
    options?: RequestOptions,
  ): Promise<Types.SubscriptionFieldsFragment> {
    return this.#change(
      documents.SubscriptionStartDocument,
      input,
      'subscriptionStart',
      ({ subscription }) => subscription,
      options,
    );
  }

  /**
   * Changes a subscription from an instant on, now unless given; what was recorded from then on, a cancellation among
   * it, is replaced.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
   */
  subscriptionChange(
    input: Types.SubscriptionChangeInput,
    options?: RequestOptions,
  ): Promise<Types.SubscriptionFieldsFragment> {
    return this.#change(
      documents.SubscriptionChangeDocument,
      input,
      'subscriptionChange',
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
  ): Promise<Types.SubscriptionFieldsFragment> {
    return this.#change(
      documents.SubscriptionCancelDocument,
      input,
      'subscriptionCancel',
      ({ subscription }) => subscription,
      options,
    );
  }

  /**
   * Deletes a subscription that was recorded by mistake, as if it had never been. Answers the id that it had.
   *
   * @throws UserInputError where there is none such; nothing was changed then.
   */
  subscriptionDelete(input: Types.SubscriptionDeleteInput, options?: RequestOptions): Promise<string> {
    return this.#change(
      documents.SubscriptionDeleteDocument,
      input,
      'subscriptionDelete',
      ({ deletedId }) => deletedId,
      options,
    );
  }

  /**
   * Records an interaction, or updates the one with that `id` or `externalId`: what is left out stays, null clears.
   *
   * @throws UserInputError where the input was refused; nothing was changed then.
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
   */
  interactionRecord(
    input: Types.InteractionRecordInput,
    options?: RequestOptions,
  ): Promise<Types.InteractionFieldsFragment> {
    return this.#change(
      documents.InteractionRecordDocument,
      input,
      'interactionRecord',
      ({ interaction }) => interaction,
      options,
    );
  }

  /**
   * Deletes an interaction, as if it had never happened: the past of its account is derived anew. Answers the id that
   * it had.
   *
   * @throws UserInputError where there is none such; nothing was changed then.
   */
  interactionDelete(input: Types.InteractionDeleteInput, options?: RequestOptions): Promise<string> {
    return this.#change(
      documents.InteractionDeleteDocument,
      input,
      'interactionDelete',
      ({ deletedId }) => deletedId,
      options,
    );
  }

  /**
   * Records up to 1,000 records of all kinds in one call, found by `externalId`; sent again, it changes nothing.
   * Refused records hold back no others: they are counted, with what is wrong in `userErrors`, and not thrown.
   *
   * @throws UserInputError only where the call as a whole was refused, as one with more than 1,000 records.
   *
   * ```ts
   * const { created, unchanged, refused, userErrors } = await client.import({
   *   plans: [{ externalId: 'premium', name: 'Premium', rank: 3 }],
   *   accounts: [{ externalId: 'acme', name: 'Acme' }],
   * });
   * ```
   */
  async import(input: Types.ImportInput, options?: RequestOptions): Promise<Types.ImportFieldsFragment> {
    const { data: payload, ...context } = await this.#ask(documents.ImportDocument, { input }, 'import', options);
    if (payload.userErrors.some(({ field }) => field.length === 0))
      throw inputError('import', context, payload.userErrors);
    return payload;
  }

  /** One field of an operation's answer. */
  async #ask<Data extends object, Variables, Field extends keyof Data & string>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    field: Field,
    options?: RequestOptions,
  ): Promise<Answer<Data[Field]>> {
    const { data, ...context } = await this.#transport.send(document, variables, options);
    if (data[field] === undefined) {
      throw new BadResponseError(`Expected an answer with \`${field}\`; got one without.`, context);
    }
    return { ...context, data: data[field] };
  }

  /** The record that a mutation changed. */
  async #change<Data extends Payloads<Field>, Input, Field extends keyof Data & string, Thing>(
    document: TypedDocument<Data, { input: Input }>,
    input: Input,
    field: Field,
    thingOf: (payload: Data[Field]) => Thing | null,
    options?: RequestOptions,
  ): Promise<Thing> {
    const { data: payload, ...context } = await this.#ask(document, { input }, field, options);
    if (payload.userErrors.length > 0) throw inputError(field, context, payload.userErrors);
    const thing = thingOf(payload);
    if (thing === null) {
      throw new BadResponseError(`${field}: expected the record or userErrors; got neither.`, context);
    }
    return thing;
  }
}
