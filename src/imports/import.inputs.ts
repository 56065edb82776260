import { Field, InputType, Int } from 'type-graphql';
import type { Instant } from '../classification/calendar.js';
import { MERGED } from '../accounts/account.inputs.js';
import { RecordInput } from '../graphql/execution/record-inputs.js';
import { Identities, IdentityInput, type RecordIdentity } from '../graphql/record-identity.js';
import { ExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { CURRENCY, FROM, RATE } from '../exchange-rates/exchange-rate.inputs.js';
import { CalendarDate, CurrencyCode, DateTime, Decimal, JSONObject } from '../graphql/scalars.js';
import { IdempotencyKey } from '../idempotency/idempotency.inputs.js';
import { InteractionDetailsInput } from '../interactions/interaction.inputs.js';
import { UsageDetailsInput } from '../usage/usage.inputs.js';
import { DiscountInput, MAX_DISCOUNTS, PhaseInput } from '../subscriptions/subscription.inputs.js';
import { ChurnReasonEnum, type ChurnReason } from '../subscriptions/subscription.type.js';

/** Declares the caller's own id of an imported record. */
const ExternalId = (what: string, example: string): PropertyDecorator =>
  Field(() => String, {
    nullable: true,
    description: `Your own id for the ${what}, up to 200 characters, for example \`${example}\`. An externalId that is recorded selects the ${what}; otherwise the identities select it. Identities of a different ${what} are refused (CONFLICT). An import never changes or removes a recorded externalId; a recorded ${what} without an externalId takes the given one.`,
  });

const ACCOUNT_EXAMPLE = '{ source: "stripe", externalId: "cus_NffrFeUfNV2Hib" }';
const MEMBER_EXAMPLE = '{ source: "hubspot", externalId: "41629779" }';

/** Declares a reference by the id that another system has for a record. */
const IdentityOf = (what: string, other: string, example: string): PropertyDecorator =>
  Field(() => IdentityInput, {
    nullable: true,
    description: `${what}, identified by the id of another system, for example \`${example}\`. Pass either this field or \`${other}\`.`,
  });

@RecordInput()
@InputType({
  description:
    'A plan to create or update, identified by externalId or by one of its identities; at least one of the two is required. Omitted fields keep their value; null clears optional fields.',
})
export class PlanImport {
  @ExternalId('plan', 'business')
  externalId?: string | null;

  @Identities('plan')
  identities?: RecordIdentity[] | null;

  @Field(() => String, { description: 'Name, up to 200 characters, for example "Business".' })
  name: string;

  @Field(() => Int, { description: 'Rank among the plans, 0 to 1,000,000, for example 3. A higher rank offers more.' })
  rank: number;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the plan was first offered; null: from the beginning. Default for a new plan: from the beginning.',
  })
  offeredFrom?: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the plan stops being offered; null: indefinitely. Default for a new plan: indefinitely.',
  })
  offeredUntil?: Instant | null;

  @ExpectedUpdatedAt('plan')
  expectedUpdatedAt?: Instant | null;
}

@RecordInput()
@InputType({
  description:
    'An exchange rate to record, identified by its currency and day. For example, if a euro is worth 1.0825 US dollars from March 2026 on: `{ currencyCode: "EUR", from: "2026-03-01", rate: "1.0825" }`.',
})
export class ExchangeRateImport {
  @Field(() => CurrencyCode, { description: CURRENCY })
  currencyCode: string;

  @Field(() => CalendarDate, { description: FROM })
  from: string;

  @Field(() => Decimal, { description: RATE })
  rate: string;
}

@RecordInput()
@InputType({
  description:
    'A member to create or update, identified by externalId or by one of its identities; at least one of the two is required. Omitted fields keep their value; null clears optional fields.',
})
export class MemberImport {
  @ExternalId('member', 'mia')
  externalId?: string | null;

  @Identities('member')
  identities?: RecordIdentity[] | null;

  @Field(() => String, { description: 'Full name, up to 200 characters, for example "Mia Okonedo".' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Business e-mail address, up to 254 characters, for example `mia@vendor.example`.',
  })
  email?: string | null;

  @ExpectedUpdatedAt('member')
  expectedUpdatedAt?: Instant | null;
}

@RecordInput()
@InputType({
  description:
    'An account to create or update, identified by externalId or by one of its identities; at least one of the two is required. Omitted fields keep their value; null clears optional fields.',
})
export class AccountImport {
  @ExternalId('account', 'crm-4711')
  externalId?: string | null;

  @Identities('account')
  identities?: RecordIdentity[] | null;

  @Field(() => String, { description: 'Name, up to 200 characters, for example "Acme Ltd".' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Internet domain, up to 253 characters, for example `acme.example`.',
  })
  domain?: string | null;

  @Field(() => JSONObject, {
    nullable: true,
    description: `Any other data that you keep about the account, for example \`{"segment": "mid-market"}\`, at most 16 KiB. ${MERGED}`,
  })
  attributes?: Record<string, unknown> | null;

  @Field(() => String, {
    nullable: true,
    description: 'The outcome that the account wants, in its own words, up to 2,000 characters.',
  })
  desiredOutcome?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the success manager, for example `mia`; null for none.',
  })
  successManagerExternalId?: string | null;

  @IdentityOf('The success manager', 'successManagerExternalId', MEMBER_EXAMPLE)
  successManagerIdentity?: RecordIdentity | null;

  @ExpectedUpdatedAt('account')
  expectedUpdatedAt?: Instant | null;
}

@RecordInput()
@InputType({
  description:
    'A subscription to create or replace, with its whole history, which replaces the recorded history. It is identified by externalId or by one of its identities; at least one of the two is required. Importing a withdrawn subscription takes its withdrawal back.',
})
export class SubscriptionImport {
  @ExternalId('subscription', 'sub-2024-17')
  externalId?: string | null;

  @Identities('subscription')
  identities?: RecordIdentity[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the account that subscribes, for example `crm-4711`. Pass either this field or `accountIdentity`.',
  })
  accountExternalId?: string | null;

  @IdentityOf('The account that subscribes', 'accountExternalId', ACCOUNT_EXAMPLE)
  accountIdentity?: RecordIdentity | null;

  @Field(() => ChurnReasonEnum, {
    nullable: true,
    description:
      'Why the subscription was canceled. Omit it to keep the recorded reason; null clears it. Without `cancelAt`, the end of the last phase is taken as a cancellation if a reason is given.',
  })
  churnReason?: ChurnReason | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the cancellation takes effect: after the start of a phase and not after its end (OUT_OF_RANGE). What follows it without a gap is set aside. Null takes back a recorded cancellation. Default: the end of the last phase, if it has an end and `churnReason` or `cancelRequestedAt` is given; otherwise the recorded cancellation, if the new phases contain it. A recorded cancellation that was only taken from the end of the last phase is replaced together with the phases.',
  })
  cancelAt?: Instant | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the cancellation was requested; null if unknown. If given without `cancelAt`, the end of the last phase is taken as a cancellation, as with `churnReason`. Default: the recorded instant.',
  })
  cancelRequestedAt?: Instant | null;

  @Field(() => [DiscountInput], {
    nullable: true,
    description: `All discounts on the subscription, at most ${MAX_DISCOUNTS}. Omit them to keep the recorded ones; null or an empty list removes them.`,
  })
  discounts?: DiscountInput[] | null;

  @Field(() => [PhaseInput], { description: 'Phases of the subscription, 1 to 200, in any order, without overlaps.' })
  phases: PhaseInput[];

  @ExpectedUpdatedAt('subscription')
  expectedUpdatedAt?: Instant | null;
}

@RecordInput()
@InputType({
  description:
    'An interaction to record or update, identified by externalId or by one of its identities; at least one of the two is required. Omitted fields keep their value; null clears optional fields.',
})
export class InteractionImport extends InteractionDetailsInput {
  @ExternalId('interaction', 'call-981')
  externalId?: string | null;

  @Identities('interaction')
  identities?: RecordIdentity[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the account that the interaction was with, for example `crm-4711`. Pass either this field or `accountIdentity`.',
  })
  accountExternalId?: string | null;

  @IdentityOf('The account that the interaction was with', 'accountExternalId', ACCOUNT_EXAMPLE)
  accountIdentity?: RecordIdentity | null;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the member who took part, for example `mia`; null for none.',
  })
  memberExternalId?: string | null;

  @IdentityOf('The member who took part', 'memberExternalId', MEMBER_EXAMPLE)
  memberIdentity?: RecordIdentity | null;

  @ExpectedUpdatedAt('interaction')
  expectedUpdatedAt?: Instant | null;
}

@RecordInput()
@InputType({ description: 'A usage record to create or update, identified by externalId.' })
export class UsageImport extends UsageDetailsInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the account that was charged, for example `crm-4711`. Pass either this field or `accountIdentity`.',
  })
  accountExternalId?: string | null;

  @IdentityOf('The account that was charged', 'accountExternalId', ACCOUNT_EXAMPLE)
  accountIdentity?: RecordIdentity | null;
}

@InputType({
  description:
    'Up to 1,000 records of all kinds, in any order, identified by externalId or by an identity (exchange rates by currency and day). Records can refer to other records of the same call.',
})
export class ImportInput {
  @Field(() => [PlanImport], {
    nullable: true,
    description: 'Plans to create or update, including those that the subscriptions refer to. Requires the role ADMIN.',
  })
  plans?: PlanImport[] | null;

  @Field(() => [ExchangeRateImport], {
    nullable: true,
    description:
      'Exchange rates to record, including those of currencies that other records of the import use. Requires the role ADMIN.',
  })
  exchangeRates?: ExchangeRateImport[] | null;

  @Field(() => [MemberImport], { nullable: true, description: 'Members to create or update.' })
  members?: MemberImport[] | null;

  @Field(() => [AccountImport], { nullable: true, description: 'Accounts to create or update.' })
  accounts?: AccountImport[] | null;

  @Field(() => [SubscriptionImport], {
    nullable: true,
    description: 'Subscriptions to create or replace, each with its whole history.',
  })
  subscriptions?: SubscriptionImport[] | null;

  @Field(() => [InteractionImport], { nullable: true, description: 'Interactions to record or update.' })
  interactions?: InteractionImport[] | null;

  @Field(() => [UsageImport], { nullable: true, description: 'Usage records to create or update.' })
  usage?: UsageImport[] | null;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
