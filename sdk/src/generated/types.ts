// Generated from schema/schema.graphql and sdk/documents by `npx graphql-codegen --config codegen.yml`. Do not edit.
import type { Open } from '../enums.js';

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Identifies one record. Set exactly one of the three fields, for example `{ externalId: "crm-4711" }`. */
export type AccountBy = {
  /** Your own id of the record. At most 200 characters. */
  readonly externalId?: string | null | undefined;
  /** The record's global id, for example `acct_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
  /** The id that another system has for the record: one of the `identities` of the record. */
  readonly identity?: IdentityInput | null | undefined;
};

/** An account to erase. */
export type AccountDeleteInput = {
  /** The account to erase, for example `{ externalId: "crm-4711" }`. */
  readonly account: AccountBy;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
};

/** Filters accounts. All given conditions must match; `{}` matches every account. At most 50 comparisons, nested at most 4 levels deep. For example, customers who are not clients and either pay at least $500 a month without advocacy or change type before July 2026: `{ type: { eq: CUSTOMER }, or: [{ monthlyRecurringRevenue: { gte: { amount: "500", currencyCode: "USD" } }, unmetCriterion: ADVOCACY }, { nextChangeAt: { lt: "2026-07-01T00:00:00Z" } }] }`. */
export type AccountFilter = {
  /** All of these filters must match as well. */
  readonly and?: ReadonlyArray<AccountFilter> | null | undefined;
  /** True: only accounts whose type would change if one criterion became met or unmet. False: only the others. Not with `asOf`. */
  readonly borderline?: boolean | null | undefined;
  /** When the account was first recorded. For example `{ gte: "2026-01-01T00:00:00Z" }`. */
  readonly createdAt?: DateTimeComparator | null | undefined;
  /** Internet domain, ignoring case. For example `{ eq: "acme.example" }`. */
  readonly domain?: TextComparator | null | undefined;
  /** Your own id, case-sensitive. For example `{ in: ["A-17", "A-18"] }`. */
  readonly externalId?: TextComparator | null | undefined;
  /** True: only customers, including clients. False: only accounts that are neither. */
  readonly isCustomer?: boolean | null | undefined;
  /** When the last interaction took place. For example, accounts without interactions since 2025: `{ lt: "2026-01-01T00:00:00Z" }`. Not with `asOf`. */
  readonly lastInteractionAt?: NullableDateTimeComparator | null | undefined;
  /** Recurring revenue per month in the workspace's currency, converted at the exchange rates in effect at `asOf`, or now; trials, free plans and pauses count as 0. For example `{ gte: { amount: "500", currencyCode: "USD" } }`. */
  readonly monthlyRecurringRevenue?: MoneyComparator | null | undefined;
  /** Account name. For example, to search while a user types: `{ startsWith: "acm" }`. */
  readonly name?: NameComparator | null | undefined;
  /** When the type changes next if nothing more is recorded. For example, before July 2026: `{ lt: "2026-07-01T00:00:00Z" }`. Not with `asOf`. */
  readonly nextChangeAt?: NullableDateTimeComparator | null | undefined;
  /** At least one of these filters must match as well; an empty list matches nothing. */
  readonly or?: ReadonlyArray<AccountFilter> | null | undefined;
  /** The highest-ranked plan that the account currently pays for. For example `{ eq: { externalId: "enterprise" } }`. Not with `asOf`. */
  readonly plan?: PlanComparator | null | undefined;
  /** Relationship score, 0 to 1. For example `{ gte: 0.4, lt: 0.5 }`. Not with `asOf`. */
  readonly score?: FloatComparator | null | undefined;
  /** The success manager assigned now. For example, accounts without one: `{ isNull: true }`. */
  readonly successManager?: MemberComparator | null | undefined;
  /** Whole months in the workspace's time zone, 0 to 1,200, from the start of the current run of paid time to now or to `asOf`; 0 if nothing is paid. For example, accounts in their second year: `{ gte: 12, lt: 24 }`. */
  readonly tenureMonths?: IntComparator | null | undefined;
  /** Relationship type. For example `{ in: [FORMER_CUSTOMER, FORMER_CLIENT] }`. */
  readonly type?: RelationshipTypeComparator | null | undefined;
  /** Only accounts that do not meet a criterion about this fact, under the policy that currently applies to them. During a rollout, that is the previous policy for accounts that the rollout has not reached. No account matches if that policy has no criterion about the fact. For example `PERSONALIZED_INTERACTIONS`. Not with `asOf`. */
  readonly unmetCriterion?: FactName | null | undefined;
};

/** An account to create or update, identified by externalId or by one of its identities; at least one of the two is required. Omitted fields keep their value; null clears optional fields. */
export type AccountImport = {
  /** Any other data that you keep about the account, for example `{"segment": "mid-market"}`, at most 16 KiB. The input is merged into the recorded object key by key (RFC 7396): null removes a key, nested objects are merged, and lists and other values are replaced. The limit applies to the input and to the result. Null instead of an object removes all keys. */
  readonly attributes?: Record<string, unknown> | null | undefined;
  /** The outcome that the account wants, in its own words, up to 2,000 characters. */
  readonly desiredOutcome?: string | null | undefined;
  /** Internet domain, up to 253 characters, for example `acme.example`. */
  readonly domain?: string | null | undefined;
  /** The `updatedAt` of the account as you last read it. If the account has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id for the account, up to 200 characters, for example `crm-4711`. An externalId that is recorded selects the account; otherwise the identities select it. Identities of a different account are refused (CONFLICT). An import never changes or removes a recorded externalId; a recorded account without an externalId takes the given one. */
  readonly externalId?: string | null | undefined;
  /** Ids that other systems have for the account, at most 20 per account. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same account; only `removeIdentities` of `accountUpsert` removes identities. An identity of another account is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Name, up to 200 characters, for example "Acme Ltd". */
  readonly name: string;
  /** Your own id for the success manager, for example `mia`; null for none. */
  readonly successManagerExternalId?: string | null | undefined;
  /** The success manager, identified by the id of another system, for example `{ source: "hubspot", externalId: "41629779" }`. Pass either this field or `successManagerExternalId`. */
  readonly successManagerIdentity?: IdentityInput | null | undefined;
};

/** The two accounts to merge. */
export type AccountMergeInput = {
  /** The `updatedAt` of the account `into` as you last read it. If the account `into` has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** The account that is removed, for example `{ externalId: "crm-4712" }`. Its records move to `into`. */
  readonly from: AccountBy;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The account that remains, for example `{ externalId: "crm-4711" }`. It must differ from `from`. */
  readonly into: AccountBy;
};

/** How to order accounts. The id breaks ties. */
export type AccountOrder = {
  /** Direction. Default: ASC. */
  readonly direction?: OrderDirection;
  /** Field to order by. */
  readonly field: AccountOrderField;
};

/** Field to order accounts by. */
export type AccountOrderField =
  /** When the account was first recorded. */
  | 'CREATED_AT'
  /** Recurring revenue per month in the workspace's currency. */
  | 'MONTHLY_RECURRING_REVENUE'
  /** Name, ignoring case and accents. */
  | 'NAME'
  /** When the type changes next if nothing more is recorded; latest for accounts whose type never changes. Not with `asOf`. */
  | 'NEXT_CHANGE'
  /** Relationship score. Not with `asOf`. */
  | 'SCORE'
  /** Length of the current run of paid time, to the millisecond; shortest for accounts that pay for nothing. */
  | 'TENURE';

/** An account to create or update. `id`, `externalId` or one of the `identities` selects an existing account. If none of them is recorded, an account is created; an unknown `id` is an error (NOT_FOUND). If they select different accounts, the input is refused (CONFLICT). Omitted fields keep their value; null clears optional fields. */
export type AccountUpsertInput = {
  /** Any other data that you keep about the account, for example `{"segment": "mid-market"}`, at most 16 KiB. The input is merged into the recorded object key by key (RFC 7396): null removes a key, nested objects are merged, and lists and other values are replaced. The limit applies to the input and to the result. Null instead of an object removes all keys. Default for a new account: `{}`. */
  readonly attributes?: Record<string, unknown> | null | undefined;
  /** The outcome that the account wants, in its own words, up to 2,000 characters. */
  readonly desiredOutcome?: string | null | undefined;
  /** Internet domain, up to 253 characters, for example `acme.example`. */
  readonly domain?: string | null | undefined;
  /** The `updatedAt` of the account as you last read it. If the account has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique in the workspace, up to 200 characters, for example `crm-4711`. Without `id`, it selects the account or creates it. */
  readonly externalId?: string | null | undefined;
  /** Global id of an existing account, `acct_…`. Omit it to create an account. */
  readonly id?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** Ids that other systems have for the account, at most 20 per account. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same account; only `removeIdentities` of `accountUpsert` removes identities. An identity of another account is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Name, up to 200 characters, for example "Acme Ltd". Required for a new account. */
  readonly name?: string | null | undefined;
  /** Identities to remove from the account, at most 20. Identities that the account does not have are ignored. Default: none. */
  readonly removeIdentities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Success manager of the account, for example `{ externalId: "mia" }`; null for none. */
  readonly successManager?: MemberBy | null | undefined;
};

/** An API key to create. */
export type ApiKeyCreateInput = {
  /** When the key expires. Must be in the future. Default: never. */
  readonly expiresAt?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The purpose of the key, for example `"Billing import"`. At most 200 characters. */
  readonly name: string;
  /** What the key may do. Give each program the lowest role that it needs. */
  readonly role: Role;
};

/** An API key to revoke. */
export type ApiKeyRevokeInput = {
  /** The global id of the key, for example `key_01h455vb4pex5vsknk084sn02q`. */
  readonly id: string;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
};

/** How often a price is charged, in calendar months of the workspace's time zone. */
export type BillingInterval =
  /** Every calendar month. */
  | 'MONTH'
  /** Every 3 months. */
  | 'QUARTER'
  /** Every 12 months. */
  | 'YEAR';

/** How often a price is charged, for example every two weeks: `{ unit: WEEK, count: 2 }`. */
export type BillingPeriodInput = {
  /** Number of units, 1 to 365 days, 52 weeks, 36 months or 3 years. Default: 1. */
  readonly count?: number;
  /** The unit of `count`. */
  readonly unit: BillingUnit;
};

/** The unit of a billing period, counted in the workspace's time zone. */
export type BillingUnit =
  /** Calendar days; recurring revenue counts 365 in a year. */
  | 'DAY'
  /** Calendar months. */
  | 'MONTH'
  /** Weeks of 7 calendar days; recurring revenue counts 52 in a year. */
  | 'WEEK'
  /** Years of 12 calendar months. */
  | 'YEAR';

/** Cause of a relationship change. */
export type ChangeCause =
  /** The change had taken place before the account was recorded, and became known with its first records, for example in the first import, at most 7 days after the account was recorded. Exclude it to get only changes that are news. */
  | 'FIRST_SEEN'
  /** A policy was published, or plans changed. */
  | 'POLICY'
  /** Something was recorded, changed or deleted. */
  | 'RECORD'
  /** Only time passed, for example until a tenure was reached or a cancellation took effect. */
  | 'TIME';

/** Conditions on a ChangeCause; all of them must hold. For example `{ in: [FIRST_SEEN, RECORD] }`. */
export type ChangeCauseComparator = {
  /** Equal to this value. */
  readonly eq?: ChangeCause | null | undefined;
  /** One of these values. An empty list matches nothing. */
  readonly in?: ReadonlyArray<ChangeCause> | null | undefined;
};

/** Why a subscription was canceled. */
export type ChurnReason =
  /** A competitor was chosen. */
  | 'COMPETITOR'
  /** The need for the subscription no longer exists. */
  | 'NEED_ENDED'
  /** Payments stopped. */
  | 'NOT_PAID'
  /** Any other reason. */
  | 'OTHER'
  /** The subscription has served its purpose. */
  | 'OUTCOME_ACHIEVED'
  /** The price was too high. */
  | 'PRICE'
  /** The product did not meet the requirements. */
  | 'PRODUCT'
  /** The service was not good enough. */
  | 'SERVICE';

/** A hypothetical history to classify. Nothing is stored. */
export type ClassifyInput = {
  /** The instant to classify at, past or future, for example `2026-03-31T00:00:00Z`. Default: now. */
  readonly asOf?: string | null | undefined;
  /** Interactions with the account, at most 1,000. */
  readonly interactions: ReadonlyArray<ClassifyInteraction>;
  /** A draft policy, applied as if it took effect at `asOf`; published policies apply to the time before. Default: no draft, only published policies. */
  readonly policy?: PolicyInput | null | undefined;
  /** Subscriptions to plans of the workspace, at most 20. While the workspace has no plans, any plan is accepted. */
  readonly subscriptions: ReadonlyArray<ClassifySubscription>;
};

/** An interaction of a hypothetical history. */
export type ClassifyInteraction = {
  /** Who initiated it. Default: UNKNOWN. */
  readonly initiative?: Initiative;
  /** Kind of interaction. */
  readonly kind: InteractionKind;
  /** When the interaction took place, for example `2026-03-31T09:30:00Z`; at most 5 minutes in the future. */
  readonly occurredAt: string;
  /** Whether a person gave this account something that not every account gets. Default: false. */
  readonly personalized?: boolean;
  /** How the account felt about it, from -1 (upset) through 0 (neutral) to 1 (delighted), with at most two decimals, for example 0.5. Default: unknown. */
  readonly sentiment?: number | null | undefined;
};

/** A subscription of a hypothetical history. */
export type ClassifySubscription = {
  /** Discounts on the subscription, at most 50. Default: none. */
  readonly discounts?: ReadonlyArray<DiscountInput> | null | undefined;
  /** Phases of the subscription, 1 to 200, in any order, without overlaps. */
  readonly phases: ReadonlyArray<PhaseInput>;
};

/** The accounts that first brought revenue from `from` until just before `to`, observed in periods of the billing interval. The projection is better if the accounts are similar. With fewer than 30 accounts there is no model, and `reason` explains it. For example `{ from: "2024-01-01", to: "2025-01-01", billingInterval: MONTH }`. */
export type CohortInput = {
  /** The instant up to which the accounts are observed, not later than now. What happened later has no effect. Default: now. For example `2026-01-01T00:00:00Z`. */
  readonly asOf?: string | null | undefined;
  /** Only accounts whose paid subscriptions all had this billing interval when they entered the cohort. It is also the length of a period: 1, 3 or 12 calendar months in the workspace's time zone, counted from the instant of entry. */
  readonly billingInterval: BillingInterval;
  /** The first day of the cohort, starting at midnight in the workspace's time zone, in the years 0001 to 9999. For example `2024-01-01`. */
  readonly from: string;
  /** The first day after the cohort, in the same time zone, later than `from`. For example `2025-01-01`. */
  readonly to: string;
  /** `CUSTOMER` or `CLIENT`: the cohort consists of the accounts that first had this type in the range, and they enter it at that instant; earlier time does not count. Default: the accounts that first brought revenue in the range. */
  readonly type?: RelationshipType | null | undefined;
};

/** How the value of a fact is compared with a threshold. */
export type Comparison =
  /** The value must be at least the threshold. */
  | 'AT_LEAST'
  /** The value must be at most the threshold. */
  | 'AT_MOST';

/** A weighted condition of a policy on one fact, for example `{ fact: TENURE_MONTHS, comparison: AT_LEAST, threshold: 12, weight: 3 }`. */
export type CriterionInput = {
  /** Whether the value must be at least or at most the threshold. */
  readonly comparison: Comparison;
  /** The fact to compare; `facts` describes what each fact measures. */
  readonly fact: FactName;
  /** Whether an account must meet this criterion to be a client, whatever its score. Default: false. */
  readonly required?: boolean;
  /** Threshold in the unit of the fact, for example 12 for `TENURE_MONTHS`. */
  readonly threshold: number;
  /** Weight of the criterion, above 0 and at most 1,000,000, with up to 6 decimals. Meeting it adds its share of the total weight to the score. */
  readonly weight: number;
  /** Length of the window in days, 1 to 36,500: only the last `windowDays` days count. Only for facts that are `windowed`. Default: the whole history. */
  readonly windowDays?: number | null | undefined;
};

/** Conditions on an instant; all of them must hold. For example March 2026: `{ gte: "2026-03-01T00:00:00Z", lt: "2026-04-01T00:00:00Z" }`. */
export type DateTimeComparator = {
  /** Later than this instant. */
  readonly gt?: string | null | undefined;
  /** At this instant or later. */
  readonly gte?: string | null | undefined;
  /** Earlier than this instant. */
  readonly lt?: string | null | undefined;
  /** At this instant or earlier. */
  readonly lte?: string | null | undefined;
};

/** The three dimensions in which a client differs from a customer: service, relationship and length of time. */
export type Dimension =
  /** How long the account stays. */
  | 'LENGTH_OF_TIME'
  /** How the account is committed: agreements and personal contact rather than only a purchase. */
  | 'RELATIONSHIP'
  /** What the account buys: professional service and support rather than only a product. */
  | 'SERVICE';

/** How a discount affects recurring revenue. */
export type DiscountDuration =
  /** Lowers recurring revenue permanently, or until its end if it has one. A subscription that it makes free counts as unpaid. */
  | 'FOREVER'
  /** Taken off a single invoice; does not affect recurring revenue. */
  | 'ONCE'
  /** Lowers recurring revenue until its end. The amount taken off counts as paused revenue. */
  | 'REPEATING';

/** A discount on a subscription. Set exactly one of `percentOff` and `amountOff`. For example 20 % off for the first three months: `{ percentOff: "20", duration: REPEATING, to: "2024-04-01T00:00:00Z" }`. */
export type DiscountInput = {
  /** Amount taken off the total of all items per billing period of the BASE item, above 0, with at most 12 decimal places, in the currency of the prices. Percentages are taken off first. */
  readonly amountOff?: MoneyInput | null | undefined;
  /** Your own code for the discount, up to 200 characters, for example `WELCOME20`. Default: none. */
  readonly code?: string | null | undefined;
  /** How the discount affects recurring revenue. */
  readonly duration: DiscountDuration;
  /** Start of the discount, inclusive. Default: the start of the subscription. */
  readonly from?: string | null | undefined;
  /** Percentage taken off the total of all items, above 0 and at most 100, with at most 12 decimal places, for example `"12.5"`. */
  readonly percentOff?: string | null | undefined;
  /** End of the discount, exclusive and not before its start; required for REPEATING. Default: no end. To end a discount, send it again with an end: if you leave it out, it is removed from the past as well. */
  readonly to?: string | null | undefined;
};

/** An exchange rate to delete. */
export type ExchangeRateDeleteInput = {
  /** The currency of the rate, for example `EUR`. */
  readonly currencyCode: string;
  /** The first day of the rate, for example `2026-03-01`. */
  readonly from: string;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
};

/** An exchange rate to record, identified by its currency and day. For example, if a euro is worth 1.0825 US dollars from March 2026 on: `{ currencyCode: "EUR", from: "2026-03-01", rate: "1.0825" }`. */
export type ExchangeRateImport = {
  /** ISO 4217 code, for example `EUR`. Not the workspace's currency. */
  readonly currencyCode: string;
  /** The first day on which the rate holds, in the workspace's time zone, for example `2026-03-01`. */
  readonly from: string;
  /** The value of one unit in the workspace's currency, above 0 and below 1,000,000,000, with at most 12 significant digits, for example `1.0825`. */
  readonly rate: string;
};

/** An exchange rate to record. A rate of the same currency and day is replaced. For example, if a euro is worth 1.0825 US dollars from March 2026 on: `{ currencyCode: "EUR", from: "2026-03-01", rate: "1.0825" }`. */
export type ExchangeRateUpsertInput = {
  /** ISO 4217 code, for example `EUR`. Not the workspace's currency. */
  readonly currencyCode: string;
  /** The first day on which the rate holds, in the workspace's time zone, for example `2026-03-01`. */
  readonly from: string;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The value of one unit in the workspace's currency, above 0 and below 1,000,000,000, with at most 12 significant digits, for example `1.0825`. */
  readonly rate: string;
};

/** Name of a fact: a measure of an account that a policy can use, derived from subscriptions and interactions. */
export type FactName =
  /** Referrals, reviews and testimonials that the account gave. */
  | 'ADVOCACY'
  /** Mean sentiment of the interactions that have one, -1 to 1; 0 if none has. */
  | 'AVERAGE_SENTIMENT'
  /** Billing periods of the BASE item completed since continuous payment started, summed over subscriptions. A pause, a free period or a change of the billing period restarts the current one. */
  | 'COMPLETED_BILLING_CYCLES'
  /** Whole days since the last interaction of any kind other than a refund; infinite if there was none. */
  | 'DAYS_SINCE_LAST_INTERACTION'
  /** Instants at which a paying account expanded: the number of its subscriptions, items or seats, or the sum of the highest plan rank of each of its subscriptions, rose, and none of these four fell. */
  | 'EXPANSIONS'
  /** Interactions of every kind except refunds, which no fact counts. */
  | 'INTERACTIONS'
  /** Whole months of all paid time that was neither paused nor granted for free, regardless of interruptions. Overlapping subscriptions count once. */
  | 'LIFETIME_PAID_MONTHS'
  /** Recurring revenue per month of paid subscriptions that are neither paused nor granted for free, less discounts, in the workspace's currency. A year counts as 12 months, 52 weeks or 365 days. Other currencies are converted at the exchange rates of the policy (`Policy.exchangeRates`), which never change. */
  | 'MONTHLY_RECURRING_REVENUE'
  /** 1 from the first `ONBOARDING` interaction on; 0 before. */
  | 'ONBOARDED'
  /** 1 while the payment of a paid subscription is overdue; 0 otherwise. */
  | 'PAST_DUE'
  /** Interactions in which a person gave this account something that not every account gets. */
  | 'PERSONALIZED_INTERACTIONS'
  /** The rank of the highest plan with a paid subscription in force; 0 if there is none. */
  | 'PLAN_RANK'
  /** Share of interactions that we initiated, 0 to 1, among those whose initiator is known; 0 if there are none. */
  | 'PROACTIVE_SHARE'
  /** Renewals since continuous payment started: ends of terms (of billing periods for subscriptions without a term) at or after which the subscription was active, without a gap or after one of at most the policy's `gapDays` days, or was replaced by another one that started at most `gapDays` days before or after. A term that is replaced early counts only if at most `gapDays` days and less than half of it remained. */
  | 'RENEWALS'
  /** Quantity of the items that count as seats, summed over paid subscriptions in force. */
  | 'SEATS'
  /** 1 while a paid subscription has terms or a toolset made only for this account; 0 if none has. */
  | 'TAILORED'
  /** Whole calendar months of continuous payment up to the instant, in the workspace's time zone. Paused time, time granted for free and gaps of up to the policy's `gapDays` days count too. */
  | 'TENURE_MONTHS'
  /** The longest commitment of the paid subscriptions in force, in months; 0 if there is none. */
  | 'TERM_MONTHS'
  /** 1 while a paid subscription is on the highest-ranked plan on offer at the instant; 0 if none is. */
  | 'TOP_TIER';

/** Unit of the values of a fact. */
export type FactUnit =
  /** 1 for yes, 0 for no. */
  | 'BOOLEAN'
  /** A count. */
  | 'COUNT'
  /** Whole days of 24 hours. */
  | 'DAYS'
  /** Whole calendar months in the workspace's time zone. */
  | 'MONTHS'
  /** The rank of a plan. */
  | 'RANK'
  /** A sentiment from -1 (upset) to 1 (delighted). */
  | 'SENTIMENT'
  /** A share from 0 to 1. */
  | 'SHARE'
  /** An amount in the workspace's currency. */
  | 'WORKSPACE_CURRENCY';

/** Conditions on a number; all of them must hold. */
export type FloatComparator = {
  /** Equal to this value. */
  readonly eq?: number | null | undefined;
  /** Greater than this value. */
  readonly gt?: number | null | undefined;
  /** Greater than or equal to this value. */
  readonly gte?: number | null | undefined;
  /** One of these values, at most 100. An empty list matches nothing. */
  readonly in?: ReadonlyArray<number> | null | undefined;
  /** Less than this value. */
  readonly lt?: number | null | undefined;
  /** Less than or equal to this value. */
  readonly lte?: number | null | undefined;
};

/** The id that another system has for a record, for example `{ source: "stripe", externalId: "cus_NffrFeUfNV2Hib" }`. An identity belongs to at most one record of each kind. */
export type IdentityInput = {
  /** The other system's id for the record, up to 200 characters, for example `cus_NffrFeUfNV2Hib`. */
  readonly externalId: string;
  /** The other system, for example `stripe`: 1 to 50 lower-case letters a to z, digits, hyphens and underscores, starting with a letter. */
  readonly source: string;
};

/** Up to 1,000 records of all kinds, in any order, identified by externalId or by an identity (exchange rates by currency and day). Records can refer to other records of the same call. */
export type ImportInput = {
  /** Accounts to create or update. */
  readonly accounts?: ReadonlyArray<AccountImport> | null | undefined;
  /** Exchange rates to record, including those of currencies that other records of the import use. Requires the role ADMIN. */
  readonly exchangeRates?: ReadonlyArray<ExchangeRateImport> | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** Interactions to record or update. */
  readonly interactions?: ReadonlyArray<InteractionImport> | null | undefined;
  /** Members to create or update. */
  readonly members?: ReadonlyArray<MemberImport> | null | undefined;
  /** Plans to create or update, including those that the subscriptions refer to. Requires the role ADMIN. */
  readonly plans?: ReadonlyArray<PlanImport> | null | undefined;
  /** Subscriptions to create or replace, each with its whole history. */
  readonly subscriptions?: ReadonlyArray<SubscriptionImport> | null | undefined;
  /** Usage records to create or update. */
  readonly usage?: ReadonlyArray<UsageImport> | null | undefined;
};

/** The kind of a notice. */
export type ImportNoticeCode =
  /** Phases end at most a day before the next phase of their subscription begins. They are recorded and shown as given, but count as lasting until then. */
  | 'TOUCHING_PERIODS';

/** Who initiated an interaction. */
export type Initiative =
  /** The account (reactive). */
  | 'THEM'
  /** Unknown. */
  | 'UNKNOWN'
  /** Your company (proactive). */
  | 'US';

/** Conditions on an Initiative; all of them must hold. For example `{ in: [US, THEM] }`. */
export type InitiativeComparator = {
  /** Equal to this value. */
  readonly eq?: Initiative | null | undefined;
  /** One of these values. An empty list matches nothing. */
  readonly in?: ReadonlyArray<Initiative> | null | undefined;
};

/** Conditions on a whole number; all of them must hold. */
export type IntComparator = {
  /** Equal to this value. */
  readonly eq?: number | null | undefined;
  /** Greater than this value. */
  readonly gt?: number | null | undefined;
  /** Greater than or equal to this value. */
  readonly gte?: number | null | undefined;
  /** One of these values, at most 100. An empty list matches nothing. */
  readonly in?: ReadonlyArray<number> | null | undefined;
  /** Less than this value. */
  readonly lt?: number | null | undefined;
  /** Less than or equal to this value. */
  readonly lte?: number | null | undefined;
};

/** Identifies one record. Set exactly one of the three fields, for example `{ externalId: "call-981" }`. */
export type InteractionBy = {
  /** Your own id of the record. At most 200 characters. */
  readonly externalId?: string | null | undefined;
  /** The record's global id, for example `int_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
  /** The id that another system has for the record: one of the `identities` of the record. */
  readonly identity?: IdentityInput | null | undefined;
};

/** An interaction to delete. */
export type InteractionDeleteInput = {
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The interaction to delete, for example `{ externalId: "call-981" }`. */
  readonly interaction: InteractionBy;
};

/** Filters interactions. All given conditions must match. For example, calls that your company initiated and that went badly: `{ kind: { eq: CALL }, initiative: { eq: US }, sentiment: { lt: 0 } }`. */
export type InteractionFilter = {
  /** Only interactions with this account, which must exist. For example `{ externalId: "crm-4711" }`. */
  readonly account?: AccountBy | null | undefined;
  /** Who initiated it. */
  readonly initiative?: InitiativeComparator | null | undefined;
  /** Kind of interaction. */
  readonly kind?: InteractionKindComparator | null | undefined;
  /** The member of your team who took part. */
  readonly member?: MemberComparator | null | undefined;
  /** When the interaction took place. */
  readonly occurredAt?: DateTimeComparator | null | undefined;
  /** True: only personalized interactions. False: only the others. */
  readonly personalized?: boolean | null | undefined;
  /** How the account felt about it, -1 to 1. An interaction with unknown sentiment matches no comparison. */
  readonly sentiment?: FloatComparator | null | undefined;
};

/** An interaction to record or update, identified by externalId or by one of its identities; at least one of the two is required. Omitted fields keep their value; null clears optional fields. */
export type InteractionImport = {
  /** Your own id for the account that the interaction was with, for example `crm-4711`. Pass either this field or `accountIdentity`. */
  readonly accountExternalId?: string | null | undefined;
  /** The account that the interaction was with, identified by the id of another system, for example `{ source: "stripe", externalId: "cus_NffrFeUfNV2Hib" }`. Pass either this field or `accountExternalId`. */
  readonly accountIdentity?: IdentityInput | null | undefined;
  /** Amount paid in a PURCHASE, for example `{ amount: "250.00", currencyCode: "USD" }`. A negative amount is a refund or credit note: no fact counts it, and it makes no account a customer. */
  readonly amount?: MoneyInput | null | undefined;
  /** Whole minutes that your team spent on it, 0 to 100,000, for example 45. */
  readonly effortMinutes?: number | null | undefined;
  /** The `updatedAt` of the interaction as you last read it. If the interaction has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id for the interaction, up to 200 characters, for example `call-981`. An externalId that is recorded selects the interaction; otherwise the identities select it. Identities of a different interaction are refused (CONFLICT). An import never changes or removes a recorded externalId; a recorded interaction without an externalId takes the given one. */
  readonly externalId?: string | null | undefined;
  /** Ids that other systems have for the interaction, at most 20 per interaction. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same interaction; only `removeIdentities` of `interactionRecord` removes identities. An identity of another interaction is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Who initiated it. Default for a new interaction: UNKNOWN. */
  readonly initiative?: Initiative | null | undefined;
  /** Kind of interaction. */
  readonly kind: InteractionKind;
  /** Your own id for the member who took part, for example `mia`; null for none. */
  readonly memberExternalId?: string | null | undefined;
  /** The member who took part, identified by the id of another system, for example `{ source: "hubspot", externalId: "41629779" }`. Pass either this field or `memberExternalId`. */
  readonly memberIdentity?: IdentityInput | null | undefined;
  /** Note about the interaction, up to 10,000 characters. */
  readonly note?: string | null | undefined;
  /** When the interaction took place, for example `2026-03-31T09:30:00Z`; at most 5 minutes in the future. */
  readonly occurredAt: string;
  /** Whether a person gave this account something that not every account gets. Default for a new interaction: false. */
  readonly personalized?: boolean | null | undefined;
  /** How the account felt about it, from -1 (upset) through 0 (neutral) to 1 (delighted), with at most two decimals, for example 0.5. Default for a new interaction: unknown. */
  readonly sentiment?: number | null | undefined;
};

/** Kind of an interaction. */
export type InteractionKind =
  /** A referral, review or testimonial by the account. */
  | 'ADVOCACY'
  /** A review of the goals and results of the account. */
  | 'BUSINESS_REVIEW'
  /** A call. */
  | 'CALL'
  /** An e-mail. */
  | 'EMAIL'
  /** Feedback requested from, or given by, the account. */
  | 'FEEDBACK'
  /** A meeting. */
  | 'MEETING'
  /** Help with getting started. */
  | 'ONBOARDING'
  /** Any other interaction. */
  | 'OTHER'
  /** A one-off purchase without a subscription. */
  | 'PURCHASE'
  /** Help with a question or a problem. */
  | 'SUPPORT'
  /** A training session or workshop. */
  | 'TRAINING'
  /** Notable use of the product. */
  | 'USAGE';

/** Conditions on an InteractionKind; all of them must hold. For example `{ in: [ONBOARDING, SUPPORT] }`. */
export type InteractionKindComparator = {
  /** Equal to this value. */
  readonly eq?: InteractionKind | null | undefined;
  /** One of these values. An empty list matches nothing. */
  readonly in?: ReadonlyArray<InteractionKind> | null | undefined;
};

/** An interaction to record or update. `id`, `externalId` or one of the `identities` selects an existing interaction. If none of them is recorded, a new interaction is recorded; an unknown `id` is an error (NOT_FOUND). If they select different interactions, the input is refused (CONFLICT). Omitted fields keep their value; null clears optional fields. */
export type InteractionRecordInput = {
  /** The account that the interaction was with, for example `{ externalId: "crm-4711" }`. It cannot change later. */
  readonly account: AccountBy;
  /** Amount paid in a PURCHASE, for example `{ amount: "250.00", currencyCode: "USD" }`. A negative amount is a refund or credit note: no fact counts it, and it makes no account a customer. */
  readonly amount?: MoneyInput | null | undefined;
  /** Whole minutes that your team spent on it, 0 to 100,000, for example 45. */
  readonly effortMinutes?: number | null | undefined;
  /** The `updatedAt` of the interaction as you last read it. If the interaction has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique in the workspace, up to 200 characters, for example `call-981`. Sending an interaction again with the same externalId updates it instead of recording it twice. */
  readonly externalId?: string | null | undefined;
  /** Global id of an existing interaction, `int_…`. Omit it to record a new one. */
  readonly id?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** Ids that other systems have for the interaction, at most 20 per interaction. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same interaction; only `removeIdentities` of `interactionRecord` removes identities. An identity of another interaction is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Who initiated it. Default for a new interaction: UNKNOWN. */
  readonly initiative?: Initiative | null | undefined;
  /** Kind of interaction. */
  readonly kind: InteractionKind;
  /** The member of your team who took part, for example `{ externalId: "mia" }`. Default for a new interaction: none. */
  readonly member?: MemberBy | null | undefined;
  /** Note about the interaction, up to 10,000 characters. */
  readonly note?: string | null | undefined;
  /** When the interaction took place, for example `2026-03-31T09:30:00Z`; at most 5 minutes in the future. */
  readonly occurredAt: string;
  /** Whether a person gave this account something that not every account gets. Default for a new interaction: false. */
  readonly personalized?: boolean | null | undefined;
  /** Identities to remove from the interaction, at most 20. Identities that the interaction does not have are ignored. Default: none. */
  readonly removeIdentities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** How the account felt about it, from -1 (upset) through 0 (neutral) to 1 (delighted), with at most two decimals, for example 0.5. Default for a new interaction: unknown. */
  readonly sentiment?: number | null | undefined;
};

/** The role of an item in a subscription. */
export type ItemRole =
  /** Sold in addition, at its own price. */
  | 'ADD_ON'
  /** The main item. Every phase has exactly one; its billing period is that of the phase. */
  | 'BASE'
  /** Charged by consumption, so it has no price and adds nothing to recurring revenue. The amounts charged are usage records. */
  | 'USAGE';

/** Identifies one record. Set exactly one of the three fields, for example `{ externalId: "mia" }`. */
export type MemberBy = {
  /** Your own id of the record. At most 200 characters. */
  readonly externalId?: string | null | undefined;
  /** The record's global id, for example `mem_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
  /** The id that another system has for the record: one of the `identities` of the record. */
  readonly identity?: IdentityInput | null | undefined;
};

/** Conditions on a reference to a Member; all of them must hold. The referenced records must exist. */
export type MemberComparator = {
  /** Refers to this record. */
  readonly eq?: MemberBy | null | undefined;
  /** Refers to one of these records, at most 100. An empty list matches nothing. */
  readonly in?: ReadonlyArray<MemberBy> | null | undefined;
  /** `true`: only records without a value. `false`: only records with a value. */
  readonly isNull?: boolean | null | undefined;
};

/** A member to delete. */
export type MemberDeleteInput = {
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The member to delete, for example `{ externalId: "mia" }`. */
  readonly member: MemberBy;
};

/** Filters members. All given conditions must match. */
export type MemberFilter = {
  /** Full name. For example, to search while a user types: `{ startsWith: "mi" }`. */
  readonly name?: NameComparator | null | undefined;
};

/** A member to create or update, identified by externalId or by one of its identities; at least one of the two is required. Omitted fields keep their value; null clears optional fields. */
export type MemberImport = {
  /** Business e-mail address, up to 254 characters, for example `mia@vendor.example`. */
  readonly email?: string | null | undefined;
  /** The `updatedAt` of the member as you last read it. If the member has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id for the member, up to 200 characters, for example `mia`. An externalId that is recorded selects the member; otherwise the identities select it. Identities of a different member are refused (CONFLICT). An import never changes or removes a recorded externalId; a recorded member without an externalId takes the given one. */
  readonly externalId?: string | null | undefined;
  /** Ids that other systems have for the member, at most 20 per member. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same member; only `removeIdentities` of `memberUpsert` removes identities. An identity of another member is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Full name, up to 200 characters, for example "Mia Okonedo". */
  readonly name: string;
};

/** A member to create or update. `id`, `externalId` or one of the `identities` selects an existing member. If none of them is recorded, a member is created; an unknown `id` is an error (NOT_FOUND). If they select different members, the input is refused (CONFLICT). Omitted fields keep their value; null clears optional fields. */
export type MemberUpsertInput = {
  /** Business e-mail address, up to 254 characters, for example `mia@vendor.example`. */
  readonly email?: string | null | undefined;
  /** The `updatedAt` of the member as you last read it. If the member has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique in the workspace, up to 200 characters, for example `mia`. Without `id`, it selects the member or creates it. */
  readonly externalId?: string | null | undefined;
  /** Global id of an existing member, `mem_…`. Omit it to create a member. */
  readonly id?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** Ids that other systems have for the member, at most 20 per member. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same member; only `removeIdentities` of `memberUpsert` removes identities. An identity of another member is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Full name, up to 200 characters, for example "Mia Okonedo". Required for a new member. */
  readonly name?: string | null | undefined;
  /** Identities to remove from the member, at most 20. Identities that the member does not have are ignored. Default: none. */
  readonly removeIdentities?: ReadonlyArray<IdentityInput> | null | undefined;
};

/** The length of the intervals of a metric, in the workspace's time zone. */
export type MetricInterval =
  /** A day, starting at midnight. */
  | 'DAY'
  /** A calendar month. */
  | 'MONTH'
  /** Three calendar months, starting in January, April, July or October. */
  | 'QUARTER'
  /** A week, starting on Monday. */
  | 'WEEK'
  /** One interval: all days of the range, from `from` to `to`. For example the trailing twelve months: `from: "2025-09-01", to: "2026-08-31"`. */
  | 'WHOLE'
  /** A calendar year. */
  | 'YEAR';

/** Conditions on an amount of money in the workspace's currency; all of them must hold. */
export type MoneyComparator = {
  /** Equal to this value. */
  readonly eq?: MoneyInput | null | undefined;
  /** Greater than this value. */
  readonly gt?: MoneyInput | null | undefined;
  /** Greater than or equal to this value. */
  readonly gte?: MoneyInput | null | undefined;
  /** One of these values, at most 100. An empty list matches nothing. */
  readonly in?: ReadonlyArray<MoneyInput> | null | undefined;
  /** Less than this value. */
  readonly lt?: MoneyInput | null | undefined;
  /** Less than or equal to this value. */
  readonly lte?: MoneyInput | null | undefined;
};

/** An exact amount of money. Prices, discounts and usage can be in any currency with an exchange rate; all other amounts must be in the workspace's currency. */
export type MoneyInput = {
  /** The amount in units of the currency, for example `"1234.50"`; 0 or more, except for refunds. */
  readonly amount: string;
  /** ISO 4217 code, for example `USD`. */
  readonly currencyCode: string;
};

/** Conditions on a name; all of them must hold. Comparisons ignore case, accents of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs, surrounding whitespace, and the style of apostrophes, quotation marks and dashes: "lodz" equals "Łódź", and "o'neil" equals "O’Neil". Values have at most 200 characters. */
export type NameComparator = {
  /** Equal to this value. */
  readonly eq?: string | null | undefined;
  /** One of these values, at most 100. An empty list matches nothing. */
  readonly in?: ReadonlyArray<string> | null | undefined;
  /** Starts with this text. Trailing whitespace is significant. */
  readonly startsWith?: string | null | undefined;
};

/** Conditions on an instant that may be null; all of them must hold. Null meets no comparison. */
export type NullableDateTimeComparator = {
  /** Later than this instant. */
  readonly gt?: string | null | undefined;
  /** At this instant or later. */
  readonly gte?: string | null | undefined;
  /** `true`: only records without a value. `false`: only records with a value. */
  readonly isNull?: boolean | null | undefined;
  /** Earlier than this instant. */
  readonly lt?: string | null | undefined;
  /** At this instant or earlier. */
  readonly lte?: string | null | undefined;
};

/** Direction of an ordering. */
export type OrderDirection =
  /** Smallest, earliest or alphabetically first value first. */
  | 'ASC'
  /** Largest, latest or alphabetically last value first. */
  | 'DESC';

/** A period during which nothing about a subscription changes, from `from` (inclusive) to `to` (exclusive). A phase that ends as it starts is recorded and shown, but is in force at no instant. */
export type PhaseInput = {
  /** Whether a phase without an end renews. If not, it ends with its first term, or with its first billing period if it has no term. Default: true. */
  readonly autoRenews?: boolean;
  /** How often the price is charged: every month, quarter or year. Shorthand for `billingPeriod`; pass one of the two, unless the BASE item has a billing period. */
  readonly billingInterval?: BillingInterval | null | undefined;
  /** How often the price is charged, for example every two weeks: `{ unit: WEEK, count: 2 }`. */
  readonly billingPeriod?: BillingPeriodInput | null | undefined;
  /** Start of the phase, for example `2024-01-01T00:00:00Z`. */
  readonly from: string;
  /** Everything that is sold, 1 to 20 items, exactly one of them BASE. Default: one BASE item with the given plan, quantity and price. */
  readonly items?: ReadonlyArray<PhaseItemInput> | null | undefined;
  /** How many days before the end of a term its renewal must be declined, 0 to 3650, for example 30. Default: no notice is agreed. */
  readonly noticeDays?: number | null | undefined;
  /** Your own id for the plan, for example `business`; `plans` lists all plans. Without `items`, pass either this field or `planIdentity`; with `items`, this field is refused. */
  readonly planExternalId?: string | null | undefined;
  /** The plan, identified by the id of another system. Without `items`, pass either this field or `planExternalId`; with `items`, this field is refused. */
  readonly planIdentity?: IdentityInput | null | undefined;
  /** Units bought, 0 to 1,000,000,000, with at most 6 decimal places, for example 25 seats. Default: 1. With `items`, set their quantities instead. */
  readonly quantity?: number;
  /** Status of the subscription during the phase. */
  readonly status: PhaseStatus;
  /** Whether the terms or the toolset were made specifically for this account. Default: false. */
  readonly tailored?: boolean;
  /** Length of the commitment in months, 0 to 600, for example 12. Default: 0, no commitment. */
  readonly termMonths?: number;
  /** End of the phase, not before its start. Default: no end; the phase then renews automatically, or ends with its term if `autoRenews` is false. */
  readonly to?: string | null | undefined;
  /** Price per unit and billing period, with at most 12 decimal places, for example `{ amount: "99.00", currencyCode: "USD" }`; 0 for a free plan. A currency other than the workspace's needs an exchange rate. Required without `items`, refused with them. */
  readonly unitPrice?: MoneyInput | null | undefined;
};

/** An item that a subscription sells: a plan, its quantity and its price. */
export type PhaseItemInput = {
  /** How often the price is charged. Default: the billing period of the phase, which is that of the BASE item. */
  readonly billingPeriod?: BillingPeriodInput | null | undefined;
  /** Whether the quantity counts as seats. Default: true for BASE, false for others. */
  readonly countsAsSeats?: boolean | null | undefined;
  /** Your own id for the plan of the item, for example `premium-support`. Pass either this field or `planIdentity`. */
  readonly planExternalId?: string | null | undefined;
  /** The plan of the item, identified by the id of another system. Pass either this field or `planExternalId`. */
  readonly planIdentity?: IdentityInput | null | undefined;
  /** Units bought, 0 to 1,000,000,000, with at most 6 decimal places, for example 25 seats. Default: 1, or 0 for USAGE. */
  readonly quantity?: number | null | undefined;
  /** The role of the item. Exactly one item of a phase is BASE. */
  readonly role: ItemRole;
  /** Price per unit and billing period, with at most 12 decimal places, for example `{ amount: "99.00", currencyCode: "USD" }`; 0 for a free plan. A currency other than the workspace's needs an exchange rate. All prices of a phase have one currency. Required unless the role is USAGE, for which it is refused. */
  readonly unitPrice?: MoneyInput | null | undefined;
};

/** Status of a subscription during a phase. */
export type PhaseStatus =
  /** In force; paid if the price is above 0. */
  | 'ACTIVE'
  /** In force with an overdue payment; still counts as paid. */
  | 'PAST_DUE'
  /** Paused: the relationship continues without revenue. */
  | 'PAUSED'
  /** On trial; nothing is paid. */
  | 'TRIALING';

/** Identifies one record. Set exactly one of the three fields, for example `{ externalId: "business" }`. */
export type PlanBy = {
  /** Your own id of the record. At most 200 characters. */
  readonly externalId?: string | null | undefined;
  /** The record's global id, for example `plan_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
  /** The id that another system has for the record: one of the `identities` of the record. */
  readonly identity?: IdentityInput | null | undefined;
};

/** Conditions on a reference to a Plan; all of them must hold. The referenced records must exist. */
export type PlanComparator = {
  /** Refers to this record. */
  readonly eq?: PlanBy | null | undefined;
  /** Refers to one of these records, at most 100. An empty list matches nothing. */
  readonly in?: ReadonlyArray<PlanBy> | null | undefined;
  /** `true`: only records without a value. `false`: only records with a value. */
  readonly isNull?: boolean | null | undefined;
};

/** A plan to delete. */
export type PlanDeleteInput = {
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The plan to delete, for example `{ externalId: "business" }`. No past, current or future subscription may use it. */
  readonly plan: PlanBy;
};

/** A plan to create or update, identified by externalId or by one of its identities; at least one of the two is required. Omitted fields keep their value; null clears optional fields. */
export type PlanImport = {
  /** The `updatedAt` of the plan as you last read it. If the plan has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id for the plan, up to 200 characters, for example `business`. An externalId that is recorded selects the plan; otherwise the identities select it. Identities of a different plan are refused (CONFLICT). An import never changes or removes a recorded externalId; a recorded plan without an externalId takes the given one. */
  readonly externalId?: string | null | undefined;
  /** Ids that other systems have for the plan, at most 20 per plan. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same plan; only `removeIdentities` of `planUpsert` removes identities. An identity of another plan is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Name, up to 200 characters, for example "Business". */
  readonly name: string;
  /** When the plan was first offered; null: from the beginning. Default for a new plan: from the beginning. */
  readonly offeredFrom?: string | null | undefined;
  /** When the plan stops being offered; null: indefinitely. Default for a new plan: indefinitely. */
  readonly offeredUntil?: string | null | undefined;
  /** Rank among the plans, 0 to 1,000,000, for example 3. A higher rank offers more. */
  readonly rank: number;
};

/** A plan to create or update. `id`, `externalId` or one of the `identities` selects an existing plan. If none of them is recorded, a plan is created; an unknown `id` is an error (NOT_FOUND). If they select different plans, the input is refused (CONFLICT). Omitted fields keep their value; null clears optional fields. */
export type PlanUpsertInput = {
  /** The `updatedAt` of the plan as you last read it. If the plan has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique in the workspace, up to 200 characters, for example `business`. Without `id`, it selects the plan or creates it. */
  readonly externalId?: string | null | undefined;
  /** Global id of an existing plan, `plan_…`. Omit it to create a plan. */
  readonly id?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** Ids that other systems have for the plan, at most 20 per plan. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same plan; only `removeIdentities` of `planUpsert` removes identities. An identity of another plan is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Name, up to 200 characters, for example "Business". Required for a new plan. */
  readonly name?: string | null | undefined;
  /** When the plan is first offered; null: from the beginning. Default for a new plan: now. */
  readonly offeredFrom?: string | null | undefined;
  /** When the plan stops being offered, after `offeredFrom`; null: indefinitely. Default for a new plan: indefinitely. */
  readonly offeredUntil?: string | null | undefined;
  /** Rank among the plans, 0 to 1,000,000, for example 3; a higher rank offers more. Required for a new plan. A different rank re-evaluates every account. */
  readonly rank?: number | null | undefined;
  /** Identities to remove from the plan, at most 20. Identities that the plan does not have are ignored. Default: none. */
  readonly removeIdentities?: ReadonlyArray<IdentityInput> | null | undefined;
};

/** Defines what a client is: weighted criteria, and the minimum score for a paying account to be a client. */
export type PolicyInput = {
  /** Minimum score, 0 to 1, for a paying account to be a client, for example 0.5. The score is the weight of the criteria met divided by the total weight. */
  readonly clientScore: number;
  /** The criteria, 1 to 16. */
  readonly criteria: ReadonlyArray<CriterionInput>;
  /** Longest gap in paid time, in calendar days of the workspace's time zone, 0 to 3,650, that does not interrupt tenure. Default: 31, the length of the longest month. */
  readonly gapDays?: number;
  /** Name, up to 200 characters, for example "Long and personal". */
  readonly name: string;
  /** Number of days, 0 to 3,650, for which a one-off purchase makes an account a customer. Default: 90. */
  readonly purchaseDays?: number;
};

/** A policy to publish as the next version. */
export type PolicyPublishInput = {
  /** When the policy takes effect, in the past or future. An instant in the past re-evaluates history from then on. Default: now. */
  readonly effectiveFrom?: string | null | undefined;
  /** The latest version that you have read. If a newer version has been published since, nothing is published (CONFLICT). */
  readonly expectedVersion: number;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The policy to publish. */
  readonly policy: PolicyInput;
};

/** Filters relationship changes. All given conditions must match. */
export type RelationshipChangeFilter = {
  /** Only changes of this account, which must exist. For example `{ externalId: "crm-4711" }`. */
  readonly account?: AccountBy | null | undefined;
  /** When the change was announced. */
  readonly announcedAt?: DateTimeComparator | null | undefined;
  /** When the change took effect. */
  readonly at?: DateTimeComparator | null | undefined;
  /** Cause of the change. */
  readonly cause?: ChangeCauseComparator | null | undefined;
  /** Type before the change. */
  readonly previousType?: RelationshipTypeComparator | null | undefined;
  /** Only changes of accounts whose success manager is now this member, who must exist. For example `{ externalId: "mia" }`. */
  readonly successManager?: MemberBy | null | undefined;
  /** Type after the change. */
  readonly type?: RelationshipTypeComparator | null | undefined;
};

/** Type of the relationship with an account. Always derived from the history of the account by a policy, never set by hand. */
export type RelationshipType =
  /** A customer in a long-term, personal and committed relationship, as defined by the policy. */
  | 'CLIENT'
  /** Pays for a subscription, or made a one-off purchase recently; may leave after a billing cycle or two. */
  | 'CUSTOMER'
  /** Was a client, and no longer pays for anything. */
  | 'FORMER_CLIENT'
  /** Was a customer, and no longer pays for anything. */
  | 'FORMER_CUSTOMER'
  /** Has not bought anything yet; includes accounts on a free plan or after a trial without a purchase. */
  | 'PROSPECT'
  /** On trial; has not paid anything yet. */
  | 'TRIAL';

/** Conditions on a RelationshipType; all of them must hold. For example `{ in: [PROSPECT, TRIAL] }`. */
export type RelationshipTypeComparator = {
  /** Equal to this value. */
  readonly eq?: RelationshipType | null | undefined;
  /** One of these values. An empty list matches nothing. */
  readonly in?: ReadonlyArray<RelationshipType> | null | undefined;
};

/** The outcome of a renewal. */
export type RenewalOutcome =
  /** The term has not ended, and a recorded cancellation takes effect by its end. */
  | 'CANCELED'
  /** The term has not ended, and no recorded cancellation takes effect by its end. */
  | 'DUE'
  /** The subscription is no longer paid, and more than `gapDays` days have passed without a renewal. A later payment does not change it to RENEWED. */
  | 'LAPSED'
  /** The term, or the subscription shortly before it, has ended, but is neither renewed nor lapsed: what may renew it is past due or paused, or may still begin. */
  | 'OPEN'
  /** At or after the end of the term, the subscription was active, without a gap or after a gap of at most `gapDays` days; or the account had another active subscription that started at most `gapDays` days before or after. `gapDays` is that of the policy in force at the end. */
  | 'RENEWED';

/** The model by which retention is projected. */
export type RetentionModel =
  /** All accounts leave at the end of a period with the same probability. */
  | 'GEOMETRIC'
  /** Each account leaves at the end of a period with its own constant probability, which is beta distributed over the accounts (Fader and Hardie 2007). */
  | 'SHIFTED_BETA_GEOMETRIC';

/** What a key or token may do. Each role includes the roles before it. */
export type Role =
  /** Also erases and merges accounts, and manages plans, policies and keys. */
  | 'ADMIN'
  /** Reads everything in the workspace. Changes nothing. */
  | 'READER'
  /** Also records and changes accounts, members, subscriptions and interactions, imports records, and deletes members, subscriptions and interactions. */
  | 'WRITER';

/** Identifies one record. Set exactly one of the three fields, for example `{ externalId: "sub-2024-17" }`. */
export type SubscriptionBy = {
  /** Your own id of the record. At most 200 characters. */
  readonly externalId?: string | null | undefined;
  /** The record's global id, for example `sub_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
  /** The id that another system has for the record: one of the `identities` of the record. */
  readonly identity?: IdentityInput | null | undefined;
};

/** A subscription to cancel. What was agreed for later is set aside: it applies again if the cancellation is moved past it or taken back. */
export type SubscriptionCancelInput = {
  /** When the subscription ends, in the past or future, but after its start. The end may be earlier or later than that of a cancellation recorded before, but not later than the agreed end (CONFLICT). If the subscription has gaps, only the uninterrupted period that contains `at` ends; later periods stay. Default: the end of the trial if it is on trial, of the current term, or of the billing period if there is no term. A subscription that has not begun is withdrawn if `at` is omitted or not after its start. */
  readonly at?: string | null | undefined;
  /** Why the subscription is canceled, for example `PRICE`; null for no reason. Default: the reason already recorded for this cancellation, if any. */
  readonly churnReason?: ChurnReason | null | undefined;
  /** The `updatedAt` of the subscription as you last read it. If the subscription has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** When the cancellation was requested; null if unknown. Default: the instant already recorded for this cancellation; for a new one, now, or the end if that is earlier. Not recorded for a withdrawal. */
  readonly requestedAt?: string | null | undefined;
  /** The subscription to cancel, for example `{ externalId: "sub-2024-17" }`. */
  readonly subscription: SubscriptionBy;
};

/** Sets the given fields of a subscription, and no others, from an instant on. Each value holds until the next instant for which its field was set, so changes may arrive in any order and repeatedly. Ends, cancellations and what was set for later stay. Identities do not depend on time: a change that sets only identities is accepted even if the subscription has ended. */
export type SubscriptionChangeInput = {
  /** When the change takes effect, in the past or future, but not before the start of the subscription. If one field is set twice for the same instant, the value received last applies. Default: now, or the start if that is later. */
  readonly at?: string | null | undefined;
  /** Whether a phase without an end renews. If not, it ends with its first term, or with its first billing period if it has no term. Null means true. */
  readonly autoRenews?: boolean | null | undefined;
  /** How often the price of the BASE item is charged. Shorthand for `billingPeriod`; pass at most one of the two. */
  readonly billingInterval?: BillingInterval | null | undefined;
  /** How often the price of the BASE item is charged, for example every two weeks: `{ unit: WEEK, count: 2 }`. Other items keep their billing period. */
  readonly billingPeriod?: BillingPeriodInput | null | undefined;
  /** All discounts on the subscription, at most 50. They replace the recorded ones, regardless of `at`; null or an empty list removes them. Default: the recorded ones stay. */
  readonly discounts?: ReadonlyArray<DiscountInput> | null | undefined;
  /** The `updatedAt` of the subscription as you last read it. If the subscription has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** Ids that other systems have for the subscription, at most 20 per subscription. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same subscription; only `removeIdentities` of `subscriptionChange` removes identities. An identity of another subscription is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Everything that is sold from then on, 1 to 20 items, exactly one of them BASE. They replace all items. `plan`, `quantity` and `unitPrice`, which set the BASE item only, are refused with them. A billing period is required, of the BASE item or beside the items. */
  readonly items?: ReadonlyArray<PhaseItemInput> | null | undefined;
  /** How many days before the end of a term its renewal must be declined, 0 to 3650; null if no notice is agreed. */
  readonly noticeDays?: number | null | undefined;
  /** The plan of the BASE item from then on, for example `{ externalId: "business" }`. */
  readonly plan?: PlanBy | null | undefined;
  /** Units bought, 0 to 1,000,000,000, with at most 6 decimal places, for example 25 seats. Sets the BASE item only. */
  readonly quantity?: number | null | undefined;
  /** Identities to remove from the subscription, at most 20. Identities that the subscription does not have are ignored. Default: none. */
  readonly removeIdentities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Whether to first remove everything recorded for later than `at`: values, ends and cancellations. A trial keeps its end. Default: false. */
  readonly replaceLater?: boolean;
  /** Status from then on: PAUSED pauses the subscription; ACTIVE resumes it, ends its trial, or starts it again after its end. If omitted, the status stays, and a trial keeps its end, after which the subscription is paid. ACTIVE is required if `at` is after an agreed end (CONFLICT). If `at` is after a cancellation, a change without a status applies only if the cancellation is moved or taken back. */
  readonly status?: PhaseStatus | null | undefined;
  /** The subscription to change, for example `{ externalId: "sub-2024-17" }`. */
  readonly subscription: SubscriptionBy;
  /** Whether the terms or the toolset were made specifically for this account; null means false. */
  readonly tailored?: boolean | null | undefined;
  /** Length of the commitment in months, 0 to 600; 0 or null for none. A commitment of a different length starts with the change. */
  readonly termMonths?: number | null | undefined;
  /** New end of the trial in progress at `at`, earlier or later than the current one, but not before `at` (OUT_OF_RANGE); the subscription is paid from then on. What was set for later stays at its instant. CONFLICT if the subscription is not on trial at `at`, or if another status or an agreed end was recorded for an instant before the new end. Default: the end stays. */
  readonly trialEndsAt?: string | null | undefined;
  /** Price per unit and billing period, with at most 12 decimal places, for example `{ amount: "99.00", currencyCode: "USD" }`; 0 for a free plan. A currency other than the workspace's needs an exchange rate. Sets the BASE item only, so it must be in the currency of the other items. */
  readonly unitPrice?: MoneyInput | null | undefined;
};

/** A subscription to delete. */
export type SubscriptionDeleteInput = {
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The subscription to delete, for example `{ externalId: "sub-2024-17" }`. */
  readonly subscription: SubscriptionBy;
};

/** A subscription to create or replace, with its whole history, which replaces the recorded history. It is identified by externalId or by one of its identities; at least one of the two is required. Importing a withdrawn subscription takes its withdrawal back. */
export type SubscriptionImport = {
  /** Your own id for the account that subscribes, for example `crm-4711`. Pass either this field or `accountIdentity`. */
  readonly accountExternalId?: string | null | undefined;
  /** The account that subscribes, identified by the id of another system, for example `{ source: "stripe", externalId: "cus_NffrFeUfNV2Hib" }`. Pass either this field or `accountExternalId`. */
  readonly accountIdentity?: IdentityInput | null | undefined;
  /** When the cancellation takes effect: after the start of a phase and not after its end (OUT_OF_RANGE). What follows it without a gap is set aside. Null takes back a recorded cancellation. Default: the end of the last phase, if it has an end and `churnReason` or `cancelRequestedAt` is given; otherwise the recorded cancellation, if the new phases contain it. A recorded cancellation that was only taken from the end of the last phase is replaced together with the phases. */
  readonly cancelAt?: string | null | undefined;
  /** When the cancellation was requested; null if unknown. If given without `cancelAt`, the end of the last phase is taken as a cancellation, as with `churnReason`. Default: the recorded instant. */
  readonly cancelRequestedAt?: string | null | undefined;
  /** Why the subscription was canceled. Omit it to keep the recorded reason; null clears it. Without `cancelAt`, the end of the last phase is taken as a cancellation if a reason is given. */
  readonly churnReason?: ChurnReason | null | undefined;
  /** All discounts on the subscription, at most 50. Omit them to keep the recorded ones; null or an empty list removes them. */
  readonly discounts?: ReadonlyArray<DiscountInput> | null | undefined;
  /** The `updatedAt` of the subscription as you last read it. If the subscription has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id for the subscription, up to 200 characters, for example `sub-2024-17`. An externalId that is recorded selects the subscription; otherwise the identities select it. Identities of a different subscription are refused (CONFLICT). An import never changes or removes a recorded externalId; a recorded subscription without an externalId takes the given one. */
  readonly externalId?: string | null | undefined;
  /** Ids that other systems have for the subscription, at most 20 per subscription. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same subscription; only `removeIdentities` of `subscriptionChange` removes identities. An identity of another subscription is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Phases of the subscription, 1 to 200, in any order, without overlaps. */
  readonly phases: ReadonlyArray<PhaseInput>;
};

/** A subscription to start: the account, the plan, the start and the terms. */
export type SubscriptionStartInput = {
  /** The account that subscribes, for example `{ externalId: "crm-4711" }`. */
  readonly account: AccountBy;
  /** Whether a phase without an end renews. If not, it ends with its first term, or with its first billing period if it has no term. Default: true. */
  readonly autoRenews?: boolean;
  /** How often the price is charged: every month, quarter or year. Shorthand for `billingPeriod`; pass one of the two, unless the BASE item has a billing period. */
  readonly billingInterval?: BillingInterval | null | undefined;
  /** How often the price is charged, for example every two weeks: `{ unit: WEEK, count: 2 }`. */
  readonly billingPeriod?: BillingPeriodInput | null | undefined;
  /** Discounts on the subscription, at most 50. Default: none. */
  readonly discounts?: ReadonlyArray<DiscountInput> | null | undefined;
  /** Your own id for the subscription, unique in the workspace, up to 200 characters, for example `sub-2024-17`. */
  readonly externalId?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** Ids that other systems have for the subscription, at most 20 per subscription. They are added to the recorded identities. Recorded identities that the list omits stay, so that several systems can write the same subscription; only `removeIdentities` of `subscriptionChange` removes identities. An identity of another subscription is refused (CONFLICT). */
  readonly identities?: ReadonlyArray<IdentityInput> | null | undefined;
  /** Everything that is sold, 1 to 20 items, exactly one of them BASE. Default: one BASE item with the given plan, quantity and price. */
  readonly items?: ReadonlyArray<PhaseItemInput> | null | undefined;
  /** How many days before the end of a term its renewal must be declined, 0 to 3650, for example 30. Default: no notice is agreed. */
  readonly noticeDays?: number | null | undefined;
  /** The plan to subscribe to, for example `{ externalId: "business" }`. Required without `items`, refused with them. */
  readonly plan?: PlanBy | null | undefined;
  /** Units bought, 0 to 1,000,000,000, with at most 6 decimal places, for example 25 seats. Default: 1. With `items`, set their quantities instead. */
  readonly quantity?: number;
  /** When the subscription starts, in the past or future. Default: now. */
  readonly startsAt?: string | null | undefined;
  /** Whether the terms or the toolset were made specifically for this account. Default: false. */
  readonly tailored?: boolean;
  /** Length of the commitment in months, 0 to 600, for example 12. Default: 0, no commitment. */
  readonly termMonths?: number;
  /** End of the trial, after `startsAt`; the subscription is paid from then on. Default: no trial. */
  readonly trialEndsAt?: string | null | undefined;
  /** Price per unit and billing period, with at most 12 decimal places, for example `{ amount: "99.00", currencyCode: "USD" }`; 0 for a free plan. A currency other than the workspace's needs an exchange rate. Required without `items`, refused with them. */
  readonly unitPrice?: MoneyInput | null | undefined;
};

/** Status of a subscription, derived from its phases. */
export type SubscriptionStatus =
  /** In force; paid if the price is above 0. */
  | 'ACTIVE'
  /** Ended, interrupted or withdrawn; no phase is in force. */
  | 'CANCELED'
  /** In force with an overdue payment; still counts as paid. */
  | 'PAST_DUE'
  /** Paused: the relationship continues without revenue. */
  | 'PAUSED'
  /** On trial; nothing is paid. */
  | 'TRIALING';

/** Takes back the cancellation or withdrawal of a subscription. */
export type SubscriptionUncancelInput = {
  /** The `updatedAt` of the subscription as you last read it. If the subscription has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The canceled or withdrawn subscription, for example `{ externalId: "sub-2024-17" }`. */
  readonly subscription: SubscriptionBy;
};

/** Assigns or removes the success manager of an account. */
export type SuccessManagerAssignInput = {
  /** The account, for example `{ externalId: "crm-4711" }`. */
  readonly account: AccountBy;
  /** The `updatedAt` of the account as you last read it. If the account has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The new success manager, for example `{ externalId: "mia" }`. Required; null removes the current one. */
  readonly member?: MemberBy | null | undefined;
};

/** Conditions on a text that may be null; all of them must hold. Null meets no comparison. Comparisons ignore case, accents of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs, surrounding whitespace, and the style of apostrophes, quotation marks and dashes: "lodz" equals "Łódź", and "o'neil" equals "O’Neil". Values have at most 200 characters. */
export type TextComparator = {
  /** Equal to this value. */
  readonly eq?: string | null | undefined;
  /** One of these values, at most 100. An empty list matches nothing. */
  readonly in?: ReadonlyArray<string> | null | undefined;
  /** `true`: only records without a value. `false`: only records with a value. */
  readonly isNull?: boolean | null | undefined;
  /** Starts with this text. Trailing whitespace is significant. */
  readonly startsWith?: string | null | undefined;
};

/** A usage record to create or update, identified by externalId. */
export type UsageImport = {
  /** Your own id for the account that was charged, for example `crm-4711`. Pass either this field or `accountIdentity`. */
  readonly accountExternalId?: string | null | undefined;
  /** The account that was charged, identified by the id of another system, for example `{ source: "stripe", externalId: "cus_NffrFeUfNV2Hib" }`. Pass either this field or `accountExternalId`. */
  readonly accountIdentity?: IdentityInput | null | undefined;
  /** The amount charged, 0 or more, for example `{ amount: "30.00", currencyCode: "USD" }`. A currency other than the workspace's needs an exchange rate. */
  readonly amount: MoneyInput;
  /** When the usage was charged, in the past or future, for example `2026-03-31T00:00:00Z`. */
  readonly at: string;
  /** The `updatedAt` of the usage record as you last read it. If the usage record has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique among usage records, up to 200 characters, for example `invoice-981-line-3`. Sending it again updates the record instead of counting twice. */
  readonly externalId: string;
};

/** A usage record to create or update, identified by externalId. */
export type UsageRecordInput = {
  /** The account that was charged, for example `{ externalId: "crm-4711" }`. It cannot change later. */
  readonly account: AccountBy;
  /** The amount charged, 0 or more, for example `{ amount: "30.00", currencyCode: "USD" }`. A currency other than the workspace's needs an exchange rate. */
  readonly amount: MoneyInput;
  /** When the usage was charged, in the past or future, for example `2026-03-31T00:00:00Z`. */
  readonly at: string;
  /** The `updatedAt` of the usage record as you last read it. If the usage record has changed since, nothing is changed and the error is CONFLICT. Default: no check. */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique among usage records, up to 200 characters, for example `invoice-981-line-3`. Sending it again updates the record instead of counting twice. */
  readonly externalId: string;
  /** A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters. */
  readonly idempotencyKey?: string | null | undefined;
};

/** The kind of a user error. Branch on the code; the message is for people. */
export type UserErrorCode =
  /** The request contradicts the recorded state or another part of the input. */
  | 'CONFLICT'
  /** The same externalId occurs more than once in one call, with different content. All copies are refused. */
  | 'DUPLICATE'
  /** The role of the key does not allow this record. The other records of the call are not affected. */
  | 'FORBIDDEN'
  /** The idempotencyKey was used with another mutation or other input in the last 24 hours. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The value has the wrong format. */
  | 'INVALID'
  /** The referenced record does not exist in this workspace. */
  | 'NOT_FOUND'
  /** The value is outside the allowed range. */
  | 'OUT_OF_RANGE'
  /** A required value is missing. */
  | 'REQUIRED'
  /** The text is longer than allowed. */
  | 'TOO_LONG'
  /** There are more items than allowed. */
  | 'TOO_MANY';

/** The action to take for an account. */
export type WorkKind =
  /** Assign a success manager to a client that has none. */
  | 'ASSIGN_MANAGER'
  /** Convert a customer that is one criterion short of being a client. */
  | 'CONVERT'
  /** Renew a term that ends within 90 days and for which no cancellation is recorded. */
  | 'RENEW'
  /** Retain the account: it will stop being a client within 90 days even if contact continues and all subscriptions continue that are not canceled, or contact is overdue (see `worklist`). */
  | 'SAVE'
  /** Offer the highest plan to a client that is not on it. */
  | 'UPSELL';

export type AccountFieldsFragment = {
  readonly id: string,
  readonly externalId: string | null,
  readonly name: string,
  readonly domain: string | null,
  readonly desiredOutcome: string | null,
  readonly attributes: Record<string, unknown>,
  readonly createdAt: string,
  readonly updatedAt: string,
  readonly successManager: MemberFieldsFragment | null
};

export type AccountListingFragment = (
  {
  readonly monthlyRecurringRevenue: MoneyFieldsFragment,
  readonly relationship: RelationshipFieldsFragment
}
  & AccountFieldsFragment
);

export type AccountDetailsFragment = (
  {
  readonly identities: ReadonlyArray<IdentityFieldsFragment>,
  readonly monthlyRecurringRevenue: MoneyFieldsFragment,
  readonly usageRevenue: MoneyFieldsFragment,
  readonly relationship: RelationshipDetailsFragment,
  readonly nextRenewal: NextRenewalFieldsFragment | null,
  readonly subscriptions: {
    readonly nodes: ReadonlyArray<SubscriptionFieldsFragment>
  },
  readonly interactions: {
    readonly nodes: ReadonlyArray<InteractionFieldsFragment>
  }
}
  & AccountFieldsFragment
);

export type AccountQueryVariables = Exact<{
  by: AccountBy;
  asOf?: string | null | undefined;
}>;


export type AccountQuery = {
  readonly account: AccountDetailsFragment | null
};

export type AccountsQueryVariables = Exact<{
  filter?: AccountFilter | null | undefined;
  orderBy?: AccountOrder | null | undefined;
  asOf?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  totalCount?: boolean;
}>;


export type AccountsQuery = {
  readonly accounts: {
    readonly totalCount?: number,
    readonly nodes: ReadonlyArray<AccountListingFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type AccountUpsertMutationVariables = Exact<{
  input: AccountUpsertInput;
}>;


export type AccountUpsertMutation = {
  readonly accountUpsert: {
    readonly account: (
      {
      readonly identities: ReadonlyArray<IdentityFieldsFragment>
    }
      & AccountFieldsFragment
    ) | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type SuccessManagerAssignMutationVariables = Exact<{
  input: SuccessManagerAssignInput;
}>;


export type SuccessManagerAssignMutation = {
  readonly successManagerAssign: {
    readonly account: AccountFieldsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type AccountMergeMutationVariables = Exact<{
  input: AccountMergeInput;
}>;


export type AccountMergeMutation = {
  readonly accountMerge: {
    readonly account: AccountFieldsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type AccountDeleteMutationVariables = Exact<{
  input: AccountDeleteInput;
}>;


export type AccountDeleteMutation = {
  readonly accountDelete: {
    readonly deletedId: string | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type ExchangeRateFieldsFragment = {
  readonly currencyCode: string,
  readonly from: string,
  readonly rate: string
};

export type ExchangeRatesQueryVariables = Exact<{
  currencyCode?: string | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
}>;


export type ExchangeRatesQuery = {
  readonly exchangeRates: ReadonlyArray<ExchangeRateFieldsFragment>
};

export type ExchangeRateUpsertMutationVariables = Exact<{
  input: ExchangeRateUpsertInput;
}>;


export type ExchangeRateUpsertMutation = {
  readonly exchangeRateUpsert: {
    readonly exchangeRate: ExchangeRateFieldsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type ExchangeRateDeleteMutationVariables = Exact<{
  input: ExchangeRateDeleteInput;
}>;


export type ExchangeRateDeleteMutation = {
  readonly exchangeRateDelete: {
    readonly deletedExchangeRate: ExchangeRateFieldsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type MoneyFieldsFragment = {
  readonly amount: string,
  readonly currencyCode: string
};

export type PageFieldsFragment = {
  readonly startCursor: string | null,
  readonly endCursor: string | null,
  readonly hasPreviousPage: boolean,
  readonly hasNextPage: boolean
};

export type IdentityFieldsFragment = {
  readonly source: string,
  readonly externalId: string
};

export type UserErrorFieldsFragment = {
  readonly field: ReadonlyArray<string>,
  readonly code: Open<UserErrorCode>,
  readonly message: string,
  readonly externalId: string | null
};

type NodeFields_Account_Fragment = (
  {
  readonly __typename: 'Account',
  readonly id: string
}
  & AccountFieldsFragment
);

type NodeFields_AccountSubscription_Fragment = (
  {
  readonly __typename: 'AccountSubscription',
  readonly id: string
}
  & SubscriptionFieldsFragment
);

type NodeFields_ApiKey_Fragment = (
  {
  readonly __typename: 'ApiKey',
  readonly id: string
}
  & ApiKeyFieldsFragment
);

type NodeFields_Interaction_Fragment = (
  {
  readonly __typename: 'Interaction',
  readonly id: string
}
  & InteractionFieldsFragment
);

type NodeFields_Member_Fragment = (
  {
  readonly __typename: 'Member',
  readonly id: string
}
  & MemberFieldsFragment
);

type NodeFields_Plan_Fragment = (
  {
  readonly __typename: 'Plan',
  readonly id: string
}
  & PlanFieldsFragment
);

type NodeFields_Policy_Fragment = (
  {
  readonly __typename: 'Policy',
  readonly id: string
}
  & PolicyFieldsFragment
);

type NodeFields_RelationshipChange_Fragment = (
  {
  readonly __typename: 'RelationshipChange',
  readonly id: string
}
  & RelationshipChangeFieldsFragment
);

type NodeFields_Workspace_Fragment = (
  {
  readonly __typename: 'Workspace',
  readonly id: string
}
  & WorkspaceFieldsFragment
);

export type NodeFieldsFragment =
  | NodeFields_Account_Fragment
  | NodeFields_AccountSubscription_Fragment
  | NodeFields_ApiKey_Fragment
  | NodeFields_Interaction_Fragment
  | NodeFields_Member_Fragment
  | NodeFields_Plan_Fragment
  | NodeFields_Policy_Fragment
  | NodeFields_RelationshipChange_Fragment
  | NodeFields_Workspace_Fragment
;

export type NodeQueryVariables = Exact<{
  id: string;
}>;


export type NodeQuery = {
  readonly node:
    | NodeFields_Account_Fragment
    | NodeFields_AccountSubscription_Fragment
    | NodeFields_ApiKey_Fragment
    | NodeFields_Interaction_Fragment
    | NodeFields_Member_Fragment
    | NodeFields_Plan_Fragment
    | NodeFields_Policy_Fragment
    | NodeFields_RelationshipChange_Fragment
    | NodeFields_Workspace_Fragment
   | null
};

export type NodesQueryVariables = Exact<{
  ids: ReadonlyArray<string>;
}>;


export type NodesQuery = {
  readonly nodes: ReadonlyArray<
    | NodeFields_Account_Fragment
    | NodeFields_AccountSubscription_Fragment
    | NodeFields_ApiKey_Fragment
    | NodeFields_Interaction_Fragment
    | NodeFields_Member_Fragment
    | NodeFields_Plan_Fragment
    | NodeFields_Policy_Fragment
    | NodeFields_RelationshipChange_Fragment
    | NodeFields_Workspace_Fragment
   | null>
};

export type ImportFieldsFragment = {
  readonly created: number,
  readonly updated: number,
  readonly unchanged: number,
  readonly refused: number,
  readonly userErrorCount: number,
  readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>,
  readonly notices: ReadonlyArray<{
    readonly code: Open<ImportNoticeCode>,
    readonly count: number,
    readonly message: string
  }>
};

export type ImportMutationVariables = Exact<{
  input: ImportInput;
}>;


export type ImportMutation = {
  readonly import: ImportFieldsFragment
};

export type InteractionFieldsFragment = {
  readonly id: string,
  readonly externalId: string | null,
  readonly kind: Open<InteractionKind>,
  readonly occurredAt: string,
  readonly recordedAt: string,
  readonly personalized: boolean,
  readonly initiative: Open<Initiative>,
  readonly sentiment: number | null,
  readonly effortMinutes: number | null,
  readonly note: string | null,
  readonly updatedAt: string,
  readonly amount: MoneyFieldsFragment | null,
  readonly member: MemberFieldsFragment | null
};

export type InteractionDetailsFragment = (
  {
  readonly account: AccountFieldsFragment
}
  & InteractionFieldsFragment
);

export type RecordedInteractionFragment = (
  {
  readonly identities: ReadonlyArray<IdentityFieldsFragment>,
  readonly account: {
    readonly id: string,
    readonly externalId: string | null,
    readonly name: string,
    readonly relationship: RelationshipFieldsFragment
  }
}
  & InteractionFieldsFragment
);

export type InteractionQueryVariables = Exact<{
  by: InteractionBy;
}>;


export type InteractionQuery = {
  readonly interaction: (
    {
    readonly identities: ReadonlyArray<IdentityFieldsFragment>
  }
    & InteractionDetailsFragment
  ) | null
};

export type InteractionsQueryVariables = Exact<{
  filter?: InteractionFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  totalCount?: boolean;
}>;


export type InteractionsQuery = {
  readonly interactions: {
    readonly totalCount?: number,
    readonly nodes: ReadonlyArray<InteractionDetailsFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type InteractionRecordMutationVariables = Exact<{
  input: InteractionRecordInput;
}>;


export type InteractionRecordMutation = {
  readonly interactionRecord: {
    readonly interaction: RecordedInteractionFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type InteractionDeleteMutationVariables = Exact<{
  input: InteractionDeleteInput;
}>;


export type InteractionDeleteMutation = {
  readonly interactionDelete: {
    readonly deletedId: string | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type MemberFieldsFragment = {
  readonly id: string,
  readonly externalId: string | null,
  readonly name: string,
  readonly email: string | null,
  readonly updatedAt: string
};

export type BookOfBusinessFieldsFragment = {
  readonly accounts: number,
  readonly effortMinutes: number,
  readonly minutesPerRevenue: number | null,
  readonly counts: ReadonlyArray<{
    readonly type: Open<RelationshipType>,
    readonly accounts: number,
    readonly monthlyRecurringRevenue: MoneyFieldsFragment
  }>,
  readonly monthlyRecurringRevenue: MoneyFieldsFragment
};

export type MemberListingFragment = (
  {
  readonly book: BookOfBusinessFieldsFragment
}
  & MemberFieldsFragment
);

export type MembersQueryVariables = Exact<{
  filter?: MemberFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  totalCount?: boolean;
}>;


export type MembersQuery = {
  readonly members: {
    readonly totalCount?: number,
    readonly nodes: ReadonlyArray<MemberFieldsFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type MembersWithBooksQueryVariables = Exact<{
  filter?: MemberFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  totalCount?: boolean;
}>;


export type MembersWithBooksQuery = {
  readonly members: {
    readonly totalCount?: number,
    readonly nodes: ReadonlyArray<MemberListingFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type MemberQueryVariables = Exact<{
  by: MemberBy;
}>;


export type MemberQuery = {
  readonly member: (
    {
    readonly identities: ReadonlyArray<IdentityFieldsFragment>
  }
    & MemberListingFragment
  ) | null
};

export type MemberUpsertMutationVariables = Exact<{
  input: MemberUpsertInput;
}>;


export type MemberUpsertMutation = {
  readonly memberUpsert: {
    readonly member: (
      {
      readonly identities: ReadonlyArray<IdentityFieldsFragment>
    }
      & MemberFieldsFragment
    ) | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type MemberDeleteMutationVariables = Exact<{
  input: MemberDeleteInput;
}>;


export type MemberDeleteMutation = {
  readonly memberDelete: {
    readonly deletedId: string | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type RevenueMovementFieldsFragment = {
  readonly from: string,
  readonly to: string,
  readonly firstDay: string,
  readonly lastDay: string,
  readonly start: MoneyFieldsFragment,
  readonly new: MoneyFieldsFragment,
  readonly expansion: MoneyFieldsFragment,
  readonly contraction: MoneyFieldsFragment,
  readonly churn: MoneyFieldsFragment,
  readonly reactivation: MoneyFieldsFragment,
  readonly pause: MoneyFieldsFragment,
  readonly resume: MoneyFieldsFragment,
  readonly exchange: MoneyFieldsFragment,
  readonly end: MoneyFieldsFragment
};

export type RevenueMovementsQueryVariables = Exact<{
  from: string;
  to: string;
  interval?: MetricInterval | null | undefined;
  type?: RelationshipType | null | undefined;
}>;


export type RevenueMovementsQuery = {
  readonly revenueMovements: ReadonlyArray<RevenueMovementFieldsFragment>
};

export type RetentionFieldsFragment = {
  readonly from: string,
  readonly to: string,
  readonly firstDay: string,
  readonly lastDay: string,
  readonly accounts: number,
  readonly churnedAccounts: number,
  readonly logoChurn: number | null,
  readonly grossRevenueRetention: number | null,
  readonly netRevenueRetention: number | null,
  readonly quickRatio: number | null,
  readonly lifetimeValueReason: string | null,
  readonly averageRevenuePerAccount: MoneyFieldsFragment | null,
  readonly lifetimeValue: MoneyFieldsFragment | null
};

export type RetentionQueryVariables = Exact<{
  from: string;
  to: string;
  interval?: MetricInterval | null | undefined;
  type?: RelationshipType | null | undefined;
}>;


export type RetentionQuery = {
  readonly retention: ReadonlyArray<RetentionFieldsFragment>
};

export type RetentionSavingQueryVariables = Exact<{
  from: string;
  to: string;
  interval?: MetricInterval | null | undefined;
  type?: RelationshipType | null | undefined;
  acquisitionCost: MoneyInput;
  costRatio?: number;
}>;


export type RetentionSavingQuery = {
  readonly retention: ReadonlyArray<{
    readonly from: string,
    readonly to: string,
    readonly firstDay: string,
    readonly lastDay: string,
    readonly accounts: number,
    readonly churnedAccounts: number,
    readonly retentionSaving: MoneyFieldsFragment
  }>
};

export type CohortFieldsFragment = {
  readonly from: string,
  readonly to: string,
  readonly firstDay: string,
  readonly lastDay: string,
  readonly accounts: number,
  readonly becameClients: number,
  readonly clientShare: number | null,
  readonly ages: ReadonlyArray<{
    readonly age: number,
    readonly at: string,
    readonly lastDay: string,
    readonly survivors: number,
    readonly survivalShare: number,
    readonly monthlyRecurringRevenue: MoneyFieldsFragment
  }>
};

export type CohortsQueryVariables = Exact<{
  from: string;
  to: string;
  interval?: MetricInterval | null | undefined;
  asOf?: string | null | undefined;
}>;


export type CohortsQuery = {
  readonly cohorts: ReadonlyArray<CohortFieldsFragment>
};

export type NextRenewalFieldsFragment = {
  readonly at: string,
  readonly day: string,
  readonly noticeBy: string | null,
  readonly termMonths: number,
  readonly type: Open<RelationshipType>,
  readonly outcome: Open<RenewalOutcome>,
  readonly probability: number | null,
  readonly termsEnded: number | null,
  readonly termsRenewed: number | null,
  readonly summary: string,
  readonly amount: MoneyFieldsFragment,
  readonly subscription: {
    readonly id: string,
    readonly externalId: string | null,
    readonly plan: {
      readonly name: string
    }
  }
};

export type RenewalFieldsFragment = (
  {
  readonly account: {
    readonly id: string,
    readonly externalId: string | null,
    readonly name: string,
    readonly successManager: MemberFieldsFragment | null
  }
}
  & NextRenewalFieldsFragment
);

export type RenewalsQueryVariables = Exact<{
  from: string;
  to: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  totalCount?: boolean;
}>;


export type RenewalsQuery = {
  readonly renewals: {
    readonly totalCount?: number,
    readonly nodes: ReadonlyArray<RenewalFieldsFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type RenewalMonthsQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type RenewalMonthsQuery = {
  readonly renewals: {
    readonly months: ReadonlyArray<{
      readonly from: string,
      readonly firstDay: string,
      readonly renewals: number,
      readonly amount: MoneyFieldsFragment,
      readonly expectedAmount: MoneyFieldsFragment
    }>
  }
};

export type RetentionProjectionFieldsFragment = {
  readonly model: Open<RetentionModel> | null,
  readonly reason: string | null,
  readonly largestDeviation: number | null,
  readonly accounts: number,
  readonly observedPeriods: number,
  readonly alpha: number | null,
  readonly beta: number | null,
  readonly churnProbability: number | null,
  readonly logLikelihood: number | null,
  readonly expectedLifetime: number | null,
  readonly discountedExpectedLifetime: number | null,
  readonly discountedExpectedResidualLifetime: number | null,
  readonly points: ReadonlyArray<{
    readonly period: number,
    readonly observed: number | null,
    readonly projected: number | null,
    readonly lower: number | null,
    readonly upper: number | null
  }>
};

export type RetentionProjectionQueryVariables = Exact<{
  cohort: CohortInput;
  periods: number;
  discountRate?: number;
  renewals?: number;
}>;


export type RetentionProjectionQuery = {
  readonly retentionProjection: RetentionProjectionFieldsFragment
};

export type WorkItemFieldsFragment = {
  readonly kind: Open<WorkKind>,
  readonly reason: string,
  readonly due: string,
  readonly monthlyRecurringRevenue: MoneyFieldsFragment,
  readonly account: {
    readonly id: string,
    readonly externalId: string | null,
    readonly name: string,
    readonly successManager: MemberFieldsFragment | null
  }
};

export type WorklistQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  totalCount?: boolean;
}>;


export type WorklistQuery = {
  readonly worklist: {
    readonly totalCount?: number,
    readonly nodes: ReadonlyArray<WorkItemFieldsFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type PolicyBacktestFieldsFragment = {
  readonly asOf: string,
  readonly months: number,
  readonly until: string,
  readonly outcomes: ReadonlyArray<{
    readonly type: Open<RelationshipType>,
    readonly accounts: number,
    readonly kept: number,
    readonly keptShare: number | null,
    readonly monthlyRecurringRevenue: MoneyFieldsFragment,
    readonly keptMonthlyRecurringRevenue: MoneyFieldsFragment
  }>
};

export type PolicyBacktestQueryVariables = Exact<{
  policy?: PolicyInput | null | undefined;
  asOf: string;
  months?: number;
}>;


export type PolicyBacktestQuery = {
  readonly policyBacktest: PolicyBacktestFieldsFragment
};

export type PlanFieldsFragment = {
  readonly id: string,
  readonly externalId: string | null,
  readonly name: string,
  readonly rank: number,
  readonly isTopTier: boolean,
  readonly offeredFrom: string | null,
  readonly offeredUntil: string | null,
  readonly updatedAt: string
};

export type PlansQueryVariables = Exact<{ [key: string]: never; }>;


export type PlansQuery = {
  readonly plans: ReadonlyArray<PlanFieldsFragment>
};

export type PlanQueryVariables = Exact<{
  by: PlanBy;
}>;


export type PlanQuery = {
  readonly plan: (
    {
    readonly identities: ReadonlyArray<IdentityFieldsFragment>
  }
    & PlanFieldsFragment
  ) | null
};

export type PlanUpsertMutationVariables = Exact<{
  input: PlanUpsertInput;
}>;


export type PlanUpsertMutation = {
  readonly planUpsert: {
    readonly plan: (
      {
      readonly identities: ReadonlyArray<IdentityFieldsFragment>
    }
      & PlanFieldsFragment
    ) | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type PlanDeleteMutationVariables = Exact<{
  input: PlanDeleteInput;
}>;


export type PlanDeleteMutation = {
  readonly planDelete: {
    readonly deletedId: string | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type CriterionFieldsFragment = {
  readonly comparison: Open<Comparison>,
  readonly threshold: number,
  readonly windowDays: number | null,
  readonly weight: number,
  readonly required: boolean,
  readonly fact: {
    readonly name: Open<FactName>,
    readonly unit: Open<FactUnit>,
    readonly dimension: Open<Dimension>,
    readonly description: string
  }
};

export type PolicyFieldsFragment = {
  readonly id: string,
  readonly version: number,
  readonly name: string,
  readonly clientScore: number,
  readonly gapDays: number,
  readonly purchaseDays: number,
  readonly effectiveFrom: string | null,
  readonly publishedAt: string,
  readonly publishedBy: string,
  readonly criteria: ReadonlyArray<CriterionFieldsFragment>
};

export type PolicyDetailsFragment = (
  {
  readonly exchangeRates: ReadonlyArray<{
    readonly currencyCode: string,
    readonly rate: string
  }>,
  readonly rollout: {
    readonly accountsDone: number,
    readonly accountsTotal: number,
    readonly finishedAt: string | null
  }
}
  & PolicyFieldsFragment
);

export type FactsQueryVariables = Exact<{ [key: string]: never; }>;


export type FactsQuery = {
  readonly facts: ReadonlyArray<{
    readonly name: Open<FactName>,
    readonly unit: Open<FactUnit>,
    readonly dimension: Open<Dimension>,
    readonly windowed: boolean,
    readonly description: string
  }>
};

export type PolicyQueryVariables = Exact<{
  version?: number | null | undefined;
}>;


export type PolicyQuery = {
  readonly policy: PolicyDetailsFragment | null
};

export type PolicyDifferencesQueryVariables = Exact<{
  version?: number | null | undefined;
  fromVersion: number;
}>;


export type PolicyDifferencesQuery = {
  readonly policy: {
    readonly version: number,
    readonly differences: ReadonlyArray<{
      readonly summary: string,
      readonly before: CriterionFieldsFragment | null,
      readonly after: CriterionFieldsFragment | null
    }>
  } | null
};

export type PoliciesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  totalCount?: boolean;
}>;


export type PoliciesQuery = {
  readonly policies: {
    readonly totalCount?: number,
    readonly nodes: ReadonlyArray<PolicyFieldsFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type PolicySimulationQueryVariables = Exact<{
  policy: PolicyInput;
  asOf?: string | null | undefined;
  flips?: number;
}>;


export type PolicySimulationQuery = {
  readonly policySimulation: {
    readonly asOf: string,
    readonly accounts: number,
    readonly policy: {
      readonly version: number,
      readonly name: string
    },
    readonly counts: ReadonlyArray<{
      readonly type: Open<RelationshipType>,
      readonly now: AccountsTotalFieldsFragment,
      readonly draft: AccountsTotalFieldsFragment
    }>,
    readonly transitions: ReadonlyArray<{
      readonly from: Open<RelationshipType>,
      readonly to: Open<RelationshipType>,
      readonly accounts: number,
      readonly monthlyRecurringRevenue: MoneyFieldsFragment
    }>,
    readonly flips: ReadonlyArray<{
      readonly from: Open<RelationshipType>,
      readonly to: Open<RelationshipType>,
      readonly account: {
        readonly id: string,
        readonly externalId: string | null,
        readonly name: string
      },
      readonly monthlyRecurringRevenue: MoneyFieldsFragment,
      readonly evidence: ReadonlyArray<EvidenceFieldsFragment>
    }>
  }
};

export type AccountsTotalFieldsFragment = {
  readonly accounts: number,
  readonly monthlyRecurringRevenue: MoneyFieldsFragment
};

export type PolicyPublishMutationVariables = Exact<{
  input: PolicyPublishInput;
}>;


export type PolicyPublishMutation = {
  readonly policyPublish: {
    readonly policy: PolicyDetailsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type RelationshipFieldsFragment = {
  readonly asOf: string,
  readonly type: Open<RelationshipType>,
  readonly isCustomer: boolean,
  readonly since: string | null,
  readonly score: number,
  readonly clientScore: number,
  readonly borderline: boolean,
  readonly summary: string
};

export type RelationshipDetailsFragment = (
  {
  readonly evidence: ReadonlyArray<EvidenceFieldsFragment>,
  readonly pathToClient: PathToClientFieldsFragment | null,
  readonly nextChange: RelationshipPeriodFieldsFragment | null,
  readonly policy: {
    readonly version: number,
    readonly name: string
  } | null
}
  & RelationshipFieldsFragment
);

export type EvidenceFieldsFragment = {
  readonly observed: number | null,
  readonly met: boolean,
  readonly shortfall: number | null,
  readonly changesAt: string | null,
  readonly summary: string,
  readonly criterion: CriterionFieldsFragment
};

export type PathToClientFieldsFragment = {
  readonly needsPaidSubscription: boolean,
  readonly criteria: ReadonlyArray<EvidenceFieldsFragment>
};

export type RelationshipPeriodFieldsFragment = {
  readonly type: Open<RelationshipType>,
  readonly from: string | null,
  readonly to: string | null,
  readonly projected: boolean,
  readonly because: ReadonlyArray<EvidenceFieldsFragment>
};

export type ClientBaseFieldsFragment = {
  readonly asOf: string,
  readonly day: string,
  readonly accounts: number,
  readonly customers: number,
  readonly borderline: number | null,
  readonly clientsWithoutSuccessManager: number | null,
  readonly counts: ReadonlyArray<{
    readonly type: Open<RelationshipType>,
    readonly accounts: number,
    readonly monthlyRecurringRevenue: MoneyFieldsFragment
  }>
};

export type ClientBaseDetailsFragment = (
  {
  readonly fallingClients: number | null,
  readonly upsellCandidates: number | null,
  readonly effort: ReadonlyArray<{
    readonly type: Open<RelationshipType>,
    readonly effortMinutes: number,
    readonly minutesPerRevenue: number | null,
    readonly monthlyRecurringRevenue: MoneyFieldsFragment
  }> | null
}
  & ClientBaseFieldsFragment
);

export type ClientBaseQueryVariables = Exact<{
  asOf?: string | null | undefined;
}>;


export type ClientBaseQuery = {
  readonly clientBase: ClientBaseDetailsFragment
};

export type RelationshipPeriodsQueryVariables = Exact<{
  by: AccountBy;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type RelationshipPeriodsQuery = {
  readonly account: {
    readonly id: string,
    readonly relationshipPeriods: ReadonlyArray<RelationshipPeriodFieldsFragment>
  } | null
};

export type ClassifyQueryVariables = Exact<{
  input: ClassifyInput;
}>;


export type ClassifyQuery = {
  readonly classify: RelationshipDetailsFragment
};

export type ClientBaseHistoryQueryVariables = Exact<{
  from: string;
  to: string;
  interval?: MetricInterval | null | undefined;
}>;


export type ClientBaseHistoryQuery = {
  readonly clientBaseHistory: ReadonlyArray<ClientBaseFieldsFragment>
};

export type RelationshipChangeFieldsFragment = {
  readonly id: string,
  readonly previousType: Open<RelationshipType>,
  readonly type: Open<RelationshipType>,
  readonly at: string,
  readonly announcedAt: string,
  readonly cause: Open<ChangeCause>,
  readonly summary: string,
  readonly policy: {
    readonly version: number,
    readonly name: string
  },
  readonly account: {
    readonly id: string,
    readonly externalId: string | null,
    readonly name: string
  }
};

export type RelationshipChangesQueryVariables = Exact<{
  filter?: RelationshipChangeFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  totalCount?: boolean;
}>;


export type RelationshipChangesQuery = {
  readonly relationshipChanges: {
    readonly totalCount?: number,
    readonly nodes: ReadonlyArray<RelationshipChangeFieldsFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type SubscriptionItemFieldsFragment = {
  readonly role: Open<ItemRole>,
  readonly quantity: number,
  readonly countsAsSeats: boolean,
  readonly plan: PlanFieldsFragment,
  readonly unitPrice: MoneyFieldsFragment | null,
  readonly billingPeriod: {
    readonly unit: Open<BillingUnit>,
    readonly count: number
  }
};

export type DiscountFieldsFragment = {
  readonly code: string | null,
  readonly percentOff: string | null,
  readonly duration: Open<DiscountDuration>,
  readonly from: string,
  readonly to: string | null,
  readonly amountOff: MoneyFieldsFragment | null
};

export type SubscriptionFieldsFragment = {
  readonly id: string,
  readonly externalId: string | null,
  readonly status: Open<SubscriptionStatus>,
  readonly quantity: number,
  readonly billingInterval: Open<BillingInterval> | null,
  readonly termMonths: number,
  readonly tailored: boolean,
  readonly noticeDays: number | null,
  readonly autoRenews: boolean,
  readonly startedAt: string,
  readonly trialEndsAt: string | null,
  readonly currentTermEndsAt: string | null,
  readonly endsAt: string | null,
  readonly cancelAt: string | null,
  readonly cancelRequestedAt: string | null,
  readonly withdrawnAt: string | null,
  readonly endedAt: string | null,
  readonly churnReason: Open<ChurnReason> | null,
  readonly updatedAt: string,
  readonly plan: PlanFieldsFragment,
  readonly unitPrice: MoneyFieldsFragment,
  readonly billingPeriod: {
    readonly unit: Open<BillingUnit>,
    readonly count: number
  },
  readonly monthlyRecurringRevenue: MoneyFieldsFragment
};

export type SubscriptionPhaseFieldsFragment = {
  readonly from: string,
  readonly to: string | null,
  readonly status: Open<PhaseStatus>,
  readonly quantity: number,
  readonly billingInterval: Open<BillingInterval> | null,
  readonly termMonths: number,
  readonly tailored: boolean,
  readonly noticeDays: number | null,
  readonly autoRenews: boolean,
  readonly plan: PlanFieldsFragment,
  readonly unitPrice: MoneyFieldsFragment,
  readonly billingPeriod: {
    readonly unit: Open<BillingUnit>,
    readonly count: number
  },
  readonly items: ReadonlyArray<SubscriptionItemFieldsFragment>
};

export type SoldFieldsFragment = {
  readonly items: ReadonlyArray<SubscriptionItemFieldsFragment>,
  readonly discounts: ReadonlyArray<DiscountFieldsFragment>
};

export type SubscriptionDetailsFragment = (
  {
  readonly identities: ReadonlyArray<IdentityFieldsFragment>,
  readonly account: AccountFieldsFragment,
  readonly phases: ReadonlyArray<SubscriptionPhaseFieldsFragment>
}
  & SubscriptionFieldsFragment
  & SoldFieldsFragment
);

export type RecordedSubscriptionFragment = (
  {
  readonly identities: ReadonlyArray<IdentityFieldsFragment>,
  readonly account: {
    readonly id: string,
    readonly externalId: string | null,
    readonly name: string,
    readonly relationship: RelationshipFieldsFragment
  }
}
  & SubscriptionFieldsFragment
  & SoldFieldsFragment
);

export type SubscriptionQueryVariables = Exact<{
  by: SubscriptionBy;
}>;


export type SubscriptionQuery = {
  readonly subscription: SubscriptionDetailsFragment | null
};

export type SubscriptionStartMutationVariables = Exact<{
  input: SubscriptionStartInput;
}>;


export type SubscriptionStartMutation = {
  readonly subscriptionStart: {
    readonly subscription: RecordedSubscriptionFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type SubscriptionCancelMutationVariables = Exact<{
  input: SubscriptionCancelInput;
}>;


export type SubscriptionCancelMutation = {
  readonly subscriptionCancel: {
    readonly subscription: RecordedSubscriptionFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type SubscriptionUncancelMutationVariables = Exact<{
  input: SubscriptionUncancelInput;
}>;


export type SubscriptionUncancelMutation = {
  readonly subscriptionUncancel: {
    readonly subscription: RecordedSubscriptionFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type SubscriptionChangeMutationVariables = Exact<{
  input: SubscriptionChangeInput;
}>;


export type SubscriptionChangeMutation = {
  readonly subscriptionChange: {
    readonly subscription: RecordedSubscriptionFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type SubscriptionDeleteMutationVariables = Exact<{
  input: SubscriptionDeleteInput;
}>;


export type SubscriptionDeleteMutation = {
  readonly subscriptionDelete: {
    readonly deletedId: string | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type UsageRecordFieldsFragment = {
  readonly externalId: string,
  readonly at: string,
  readonly updatedAt: string,
  readonly amount: MoneyFieldsFragment
};

export type UsageRecordMutationVariables = Exact<{
  input: UsageRecordInput;
}>;


export type UsageRecordMutation = {
  readonly usageRecord: {
    readonly usageRecord: UsageRecordFieldsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type WorkspaceFieldsFragment = {
  readonly id: string,
  readonly name: string,
  readonly currencyCode: string,
  readonly timeZone: string,
  readonly createdAt: string
};

export type ApiKeyFieldsFragment = {
  readonly id: string,
  readonly name: string,
  readonly role: Open<Role>,
  readonly createdAt: string,
  readonly expiresAt: string | null,
  readonly revokedAt: string | null,
  readonly lastUsedAt: string | null
};

export type ViewerFieldsFragment = {
  readonly role: Open<Role>,
  readonly key: ApiKeyFieldsFragment | null,
  readonly workspace: WorkspaceFieldsFragment
};

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = {
  readonly viewer: ViewerFieldsFragment
};

export type WorkspaceQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkspaceQuery = {
  readonly workspace: WorkspaceFieldsFragment
};

export type ApiKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiKeysQuery = {
  readonly apiKeys: ReadonlyArray<ApiKeyFieldsFragment>
};

export type ApiKeyCreateMutationVariables = Exact<{
  input: ApiKeyCreateInput;
}>;


export type ApiKeyCreateMutation = {
  readonly apiKeyCreate: {
    readonly secret: string | null,
    readonly apiKey: ApiKeyFieldsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type ApiKeyRevokeMutationVariables = Exact<{
  input: ApiKeyRevokeInput;
}>;


export type ApiKeyRevokeMutation = {
  readonly apiKeyRevoke: {
    readonly apiKey: ApiKeyFieldsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};
