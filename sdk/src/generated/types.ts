// Generated from schema/schema.graphql and sdk/documents by `npx graphql-codegen --config codegen.yml`. Do not edit.

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Names one record: give exactly one of the two, for example `{ externalId: "crm-4711" }`. */
export type AccountBy = {
  /** Your own id for it, as you gave it; up to 200 characters. */
  readonly externalId?: string | null | undefined;
  /** Its global id, for example `acct_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
};

/** Erases an account. */
export type AccountDeleteInput = {
  /** The account to erase. */
  readonly account: AccountBy;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
};

/** Which accounts to list; what is given must all hold, so that `{}` is all of them. At most 50 comparisons, nested at most 4 deep. For example customers who pay $500 or more a month and leave out advocacy, or who are about to change: `{ type: { eq: CUSTOMER }, or: [{ monthlyRecurringRevenue: { gte: { amount: "500", currencyCode: "USD" } }, unmetCriterion: ADVOCACY }, { nextChangeAt: { lt: "2026-07-01T00:00:00Z" } }] }`. */
export type AccountFilter = {
  /** All of these must hold, too. */
  readonly and?: ReadonlyArray<AccountFilter> | null | undefined;
  /** Only those whose type one criterion would change, either way; or only the others. Not with `asOf`. */
  readonly borderline?: boolean | null | undefined;
  /** When the account was recorded. For example `{ gte: "2026-01-01T00:00:00Z" }`. */
  readonly createdAt?: DateTimeComparator | null | undefined;
  /** The internet domain, without regard to case. For example `{ eq: "acme.example" }`. */
  readonly domain?: TextComparator | null | undefined;
  /** Your own id, to the letter. For example `{ in: ["A-17", "A-18"] }`. */
  readonly externalId?: TextComparator | null | undefined;
  /** Only customers, clients among them; or, with false, only those that are neither. */
  readonly isCustomer?: boolean | null | undefined;
  /** When the last interaction happened. For example, for those not heard of lately, `{ lt: "2026-01-01T00:00:00Z" }`. Not with `asOf`. */
  readonly lastInteractionAt?: NullableDateTimeComparator | null | undefined;
  /** Recurring revenue per month; trials, free plans and pauses count 0. For example `{ gte: { amount: "500", currencyCode: "USD" } }`. */
  readonly monthlyRecurringRevenue?: MoneyComparator | null | undefined;
  /** The name. For example, as somebody types it, `{ startsWith: "acm" }`. */
  readonly name?: NameComparator | null | undefined;
  /** When time alone changes the type next, with nothing more recorded. For example, within a quarter, `{ lt: "2026-07-01T00:00:00Z" }`. Not with `asOf`. */
  readonly nextChangeAt?: NullableDateTimeComparator | null | undefined;
  /** One of these must hold, too; of none, none does. */
  readonly or?: ReadonlyArray<AccountFilter> | null | undefined;
  /** The highest-ranked plan that is paid for now. For example `{ eq: { externalId: "enterprise" } }`. Not with `asOf`. */
  readonly plan?: PlanComparator | null | undefined;
  /** The relationship's score, 0 to 1. For example `{ gte: 0.4, lt: 0.5 }`. Not with `asOf`. */
  readonly score?: FloatComparator | null | undefined;
  /** The success manager, as assigned now. For example, to find who has none, `{ isNull: true }`. */
  readonly successManager?: MemberComparator | null | undefined;
  /** Whole months, 0 to 1,200, that a subscription has been paid for without a break, up to now or `asOf`; 0 where none is paid for. For example, in the second year, `{ gte: 12, lt: 24 }`. */
  readonly tenureMonths?: IntComparator | null | undefined;
  /** What the relationship is. For example `{ in: [FORMER_CUSTOMER, FORMER_CLIENT] }`. */
  readonly type?: RelationshipTypeComparator | null | undefined;
  /** Only those that do not meet a criterion about this fact, of the policy that judges them: while a policy is rolled out, until their turn the one before. None where that policy asks nothing about it. For example `PERSONALIZED_INTERACTIONS`. Not with `asOf`. */
  readonly unmetCriterion?: FactName | null | undefined;
};

/** An account, found by externalId. A field left out stays as it is, null clears it. */
export type AccountImport = {
  /** Whatever else you keep, for example `{"segment": "mid-market"}`; replaced as a whole. 16 KiB at most. */
  readonly attributes?: Record<string, unknown> | null | undefined;
  /** What the account wants to achieve, in its own words, up to 2,000 characters. */
  readonly desiredOutcome?: string | null | undefined;
  /** Internet domain, up to 253 characters, for example `acme.example`. */
  readonly domain?: string | null | undefined;
  /** Your own id for the account, up to 200 characters, for example `crm-4711`. */
  readonly externalId: string;
  /** Name, up to 200 characters. */
  readonly name: string;
  /** Its success manager, by your own id; null for none. */
  readonly successManagerExternalId?: string | null | undefined;
};

/** What accounts are ordered by. Ties are broken by id. */
export type AccountOrder = {
  /** Which way. */
  readonly direction?: OrderDirection;
  /** What to order by. */
  readonly field: AccountOrderField;
};

/** What accounts are ordered by. */
export type AccountOrderField =
  /** When the account was recorded. */
  | 'CREATED_AT'
  /** Recurring revenue per month. */
  | 'MONTHLY_RECURRING_REVENUE'
  /** The name, without regard to case and accents. */
  | 'NAME'
  /** When time alone changes the type next; last where it never does. Not with `asOf`. */
  | 'NEXT_CHANGE'
  /** The relationship's score. Not with `asOf`. */
  | 'SCORE'
  /** How long a subscription has been paid for without a break, to the millisecond; least where none is. */
  | 'TENURE';

/** An account to create or update: found by id or externalId, created where neither is known. A field left out stays as it is, null clears it. */
export type AccountUpsertInput = {
  /** Whatever else you keep, for example `{"segment": "mid-market"}`; replaced as a whole. 16 KiB at most, `{}` for a new account. */
  readonly attributes?: Record<string, unknown> | null | undefined;
  /** What the account wants to achieve, in its own words, up to 2,000 characters. */
  readonly desiredOutcome?: string | null | undefined;
  /** Internet domain, up to 253 characters, for example `acme.example`. */
  readonly domain?: string | null | undefined;
  /** The `updatedAt` that you saw: if somebody else changed the account since, nothing is changed (CONFLICT). */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique in the workspace, up to 200 characters, for example `crm-4711`. Without `id` it finds the account, or creates it. */
  readonly externalId?: string | null | undefined;
  /** Global id of an existing account, `acct_…`; left out for a new one. */
  readonly id?: string | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** Name, up to 200 characters, for example "Acme Ltd"; required for a new account. */
  readonly name?: string | null | undefined;
  /** Its success manager, for example `{ externalId: "mia" }`; null for none. */
  readonly successManager?: MemberBy | null | undefined;
};

/** A key to make. */
export type ApiKeyCreateInput = {
  /** From when on it opens nothing, in the future; it does not expire unless given. */
  readonly expiresAt?: string | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** What the key is for, up to 200 characters, for example `"Billing import"`. */
  readonly name: string;
  /** What it may do. Give each program the least that it needs. */
  readonly role: Role;
};

/** Revokes a key. */
export type ApiKeyRevokeInput = {
  /** The global id of the key, `key_…`. */
  readonly id: string;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
};

/** How often a price is charged. */
export type BillingInterval =
  /** Every calendar month. */
  | 'MONTH'
  /** Every 3 months. */
  | 'QUARTER'
  /** Every 12 months. */
  | 'YEAR';

/** What turned an account's relationship. */
export type ChangeCause =
  /** A policy was published, or plans changed. */
  | 'POLICY'
  /** Something was recorded, changed or deleted. */
  | 'RECORD'
  /** Time alone, as a tenure that is reached or a cancellation that falls due. */
  | 'TIME';

/** Compares by ChangeCause; what is given must all hold. For example `{ in: [RECORD, TIME] }`. */
export type ChangeCauseComparator = {
  /** Exactly this; any unless given. */
  readonly eq?: ChangeCause | null | undefined;
  /** One of these; none where the list is empty. */
  readonly in?: ReadonlyArray<ChangeCause> | null | undefined;
};

/** Why a subscription was given up. */
export type ChurnReason =
  /** Somebody else was chosen. */
  | 'COMPETITOR'
  /** The need for it went away. */
  | 'NEED_ENDED'
  /** Payments stopped. */
  | 'NOT_PAID'
  /** Another reason. */
  | 'OTHER'
  /** What it was bought for is done. */
  | 'OUTCOME_ACHIEVED'
  /** It cost too much. */
  | 'PRICE'
  /** The product did not do what was wanted. */
  | 'PRODUCT'
  /** The service was not good enough. */
  | 'SERVICE';

/** A history out of hand, and what to judge it by. Nothing of it is stored. */
export type ClassifyInput = {
  /** The instant to judge at, past or future, for example `2026-03-31T00:00:00Z`; now unless given. */
  readonly asOf?: string | null | undefined;
  /** What happened between it and us, up to 1,000 interactions. */
  readonly interactions: ReadonlyArray<ClassifyInteraction>;
  /** A draft, judging as if it came into force at `asOf`; what was before is judged by the policies then in force. Those published unless given. */
  readonly policy?: PolicyInput | null | undefined;
  /** Its subscriptions, up to 20, to plans of the workspace. */
  readonly subscriptions: ReadonlyArray<ClassifySubscription>;
};

/** An interaction of a history out of hand. */
export type ClassifyInteraction = {
  /** Who began it; `UNKNOWN` unless given. */
  readonly initiative?: Initiative;
  /** What happened. */
  readonly kind: InteractionKind;
  /** When it happened, for example `2026-03-31T09:30:00Z`: at most 5 minutes ahead of now. */
  readonly occurredAt: string;
  /** Whether a person gave this account something that not every account gets; false unless given. */
  readonly personalized?: boolean;
  /** How the account felt about it, from -1 (upset) over 0 (neutral) to 1 (delighted), for example 0.5; two decimals at most. Not known unless given. */
  readonly sentiment?: number | null | undefined;
};

/** A subscription of a history out of hand. */
export type ClassifySubscription = {
  /** Its phases, 1 to 200, in any order; they must not overlap. */
  readonly phases: ReadonlyArray<PhaseInput>;
};

/** Accounts that first paid on a day from `from` to before `to`, followed period by period of the billing interval. The more alike they began the better. With fewer than 30, as for days to come, there is no model, and `reason` says so. For example `{ from: "2024-01-01", to: "2025-01-01", billingInterval: MONTH }`. */
export type CohortInput = {
  /** Until when they are followed, not later than now; now unless given. For example `2026-01-01T00:00:00Z`. */
  readonly asOf?: string | null | undefined;
  /** Only accounts all of whose paid subscriptions were billed so when they entered. It is their period: 1, 3 or 12 calendar months of UTC from the instant on at which they did. */
  readonly billingInterval: BillingInterval;
  /** The first day on which they first paid, from midnight on in the workspace's time zone; of the years 0001 to 9999. For example `2024-01-01`. */
  readonly from: string;
  /** The day before which they first paid, in the same time zone; later than `from`. For example `2025-01-01`. */
  readonly to: string;
  /** CUSTOMER or CLIENT: accounts that first had that type on those days, followed from that instant on, instead of those that first paid, which it is unless given. So how long clients stay is not counted from before they were any. */
  readonly type?: RelationshipType | null | undefined;
};

/** How a fact is compared to a threshold. */
export type Comparison =
  /** The value is the threshold or more. */
  | 'AT_LEAST'
  /** The value is the threshold or less. */
  | 'AT_MOST';

/** One thing that a policy asks for, for example `{ fact: TENURE_MONTHS, comparison: AT_LEAST, threshold: 12, weight: 3 }`. */
export type CriterionInput = {
  /** How it is compared: the value is the threshold or more, or the threshold or less. */
  readonly comparison: Comparison;
  /** What is looked at; `facts` tells what each one measures. */
  readonly fact: FactName;
  /** Whether nobody is a client who does not meet it, whatever the score; false unless given. */
  readonly required?: boolean;
  /** What it is compared to, in the fact's unit, for example 12 for `TENURE_MONTHS`. */
  readonly threshold: number;
  /** How much meeting it adds: above 0, at most 1,000,000, with up to 6 decimals. */
  readonly weight: number;
  /** Only the last so many days count, 1 to 36,500; since ever unless given. For facts that are `windowed`. */
  readonly windowDays?: number | null | undefined;
};

/** Compares an instant; what is given must all hold. For example March 2026: `{ gte: "2026-03-01T00:00:00Z", lt: "2026-04-01T00:00:00Z" }`. */
export type DateTimeComparator = {
  /** Later than this. */
  readonly gt?: string | null | undefined;
  /** At this instant or later. */
  readonly gte?: string | null | undefined;
  /** Earlier than this. */
  readonly lt?: string | null | undefined;
  /** At this instant or earlier. */
  readonly lte?: string | null | undefined;
};

/** The three ways in which a client differs from a customer: what they come for, how they are bound, how long they stay. */
export type Dimension =
  /** How long they stay. */
  | 'LENGTH_OF_TIME'
  /** How they are bound: commitment and contact, not just a purchase. */
  | 'RELATIONSHIP'
  /** What they come for: professional service and support, not just a product. */
  | 'SERVICE';

/** Something about an account that a policy may ask for; derived from its subscriptions and interactions. */
export type FactName =
  /** Referrals, reviews and testimonials that the account gave. */
  | 'ADVOCACY'
  /** Mean sentiment of the interactions that have one, -1 to 1; 0 where none has. */
  | 'AVERAGE_SENTIMENT'
  /** Billing intervals completed in the current run of paying, summed over subscriptions; pauses begin the count of an interval anew. */
  | 'COMPLETED_BILLING_CYCLES'
  /** Whole days since the last interaction of any kind; infinite where there was none. */
  | 'DAYS_SINCE_LAST_INTERACTION'
  /** Instants at which a paying account took more: its subscriptions, seats or plan ranks rose and none of the three fell. */
  | 'EXPANSIONS'
  /** Interactions of every kind. */
  | 'INTERACTIONS'
  /** Whole months of all time that was paid and not paused, however often it was interrupted; overlapping subscriptions count once. */
  | 'LIFETIME_PAID_MONTHS'
  /** Recurring revenue per month in the workspace's currency, of paid subscriptions that are not paused; quarterly and yearly prices count a third and a twelfth. */
  | 'MONTHLY_RECURRING_REVENUE'
  /** 1 from the first ONBOARDING interaction on, else 0. */
  | 'ONBOARDED'
  /** Interactions in which a person gave this account something that not every account gets. */
  | 'PERSONALIZED_INTERACTIONS'
  /** The rank of the highest plan with a paid subscription in force; 0 without one. */
  | 'PLAN_RANK'
  /** Interactions that we began / interactions of which it is known who began them, 0..1; 0 where there are none. */
  | 'PROACTIVE_SHARE'
  /** Ends of terms, or of billing intervals without a term, at which a subscription of the current run went on. A change of the term at its end is a renewal; in mid-term it begins the term anew. */
  | 'RENEWALS'
  /** Units bought, summed over paid subscriptions in force. */
  | 'SEATS'
  /** 1 while a paid subscription has terms or a toolset made for this account alone, else 0. */
  | 'TAILORED'
  /** Whole calendar months since the current run of paying began. Gaps of up to the policy's gapDays do not break a run and count. */
  | 'TENURE_MONTHS'
  /** The longest commitment among paid subscriptions in force, in months; 0 without one. */
  | 'TERM_MONTHS'
  /** 1 while a paid subscription is on the highest-ranked plan that was on offer at the instant, else 0. */
  | 'TOP_TIER';

/** What a value of a fact counts. */
export type FactUnit =
  /** 1 for yes, 0 for no. */
  | 'BOOLEAN'
  /** How many. */
  | 'COUNT'
  /** Whole days of 24 hours. */
  | 'DAYS'
  /** Whole calendar months. */
  | 'MONTHS'
  /** A plan's rank. */
  | 'RANK'
  /** How somebody felt, from -1 to 1. */
  | 'SENTIMENT'
  /** A share from 0 to 1. */
  | 'SHARE'
  /** An amount in the workspace's currency. */
  | 'WORKSPACE_CURRENCY';

/** Compares a number; what is given must all hold. */
export type FloatComparator = {
  /** Exactly this. */
  readonly eq?: number | null | undefined;
  /** More than this. */
  readonly gt?: number | null | undefined;
  /** This or more. */
  readonly gte?: number | null | undefined;
  /** One of these, 100 at most. */
  readonly in?: ReadonlyArray<number> | null | undefined;
  /** Less than this. */
  readonly lt?: number | null | undefined;
  /** This or less. */
  readonly lte?: number | null | undefined;
};

/** Up to 1,000 records of all kinds in one call, in any order, found by externalId. Records may refer to others of the same call. */
export type ImportInput = {
  /** Accounts to create or update. */
  readonly accounts?: ReadonlyArray<AccountImport> | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** Interactions to record or update. */
  readonly interactions?: ReadonlyArray<InteractionImport> | null | undefined;
  /** Members to create or update. */
  readonly members?: ReadonlyArray<MemberImport> | null | undefined;
  /** Plans to create or update, those that the subscriptions name among them; by keys with the role ADMIN. */
  readonly plans?: ReadonlyArray<PlanImport> | null | undefined;
  /** Subscriptions to create or to replace, each with its whole history. */
  readonly subscriptions?: ReadonlyArray<SubscriptionImport> | null | undefined;
};

/** Who began an interaction. */
export type Initiative =
  /** The account did: reactive. */
  | 'THEM'
  /** It is not known. */
  | 'UNKNOWN'
  /** We did: proactive. */
  | 'US';

/** Compares by Initiative; what is given must all hold. For example `{ in: [US, THEM] }`. */
export type InitiativeComparator = {
  /** Exactly this; any unless given. */
  readonly eq?: Initiative | null | undefined;
  /** One of these; none where the list is empty. */
  readonly in?: ReadonlyArray<Initiative> | null | undefined;
};

/** Compares a whole number; what is given must all hold. */
export type IntComparator = {
  /** Exactly this. */
  readonly eq?: number | null | undefined;
  /** More than this. */
  readonly gt?: number | null | undefined;
  /** This or more. */
  readonly gte?: number | null | undefined;
  /** One of these, 100 at most. */
  readonly in?: ReadonlyArray<number> | null | undefined;
  /** Less than this. */
  readonly lt?: number | null | undefined;
  /** This or less. */
  readonly lte?: number | null | undefined;
};

/** Names one record: give exactly one of the two, for example `{ externalId: "crm-4711" }`. */
export type InteractionBy = {
  /** Your own id for it, as you gave it; up to 200 characters. */
  readonly externalId?: string | null | undefined;
  /** Its global id, for example `int_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
};

/** An interaction to delete. */
export type InteractionDeleteInput = {
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** Which one, for example `{ externalId: "call-981" }`. */
  readonly interaction: InteractionBy;
};

/** Which interactions to show; what is given must all hold. For example calls that we began and that went badly: `{ kind: { eq: CALL }, initiative: { eq: US }, sentiment: { lt: 0 } }`. */
export type InteractionFilter = {
  /** With this account alone. It must exist. */
  readonly account?: AccountBy | null | undefined;
  /** Who began it. */
  readonly initiative?: InitiativeComparator | null | undefined;
  /** What happened. */
  readonly kind?: InteractionKindComparator | null | undefined;
  /** Who of us took part. */
  readonly member?: MemberComparator | null | undefined;
  /** When it happened. */
  readonly occurredAt?: DateTimeComparator | null | undefined;
  /** Only those that are personalized, or only those that are not. */
  readonly personalized?: boolean | null | undefined;
  /** How the account felt about it, -1 to 1; where that is not known no comparison holds. */
  readonly sentiment?: FloatComparator | null | undefined;
};

/** An interaction, found by externalId. A field left out stays as it is, null clears it. */
export type InteractionImport = {
  /** The account that it was with, by your own id. */
  readonly accountExternalId: string;
  /** What was paid in a PURCHASE, for example `{ amount: "250.00", currencyCode: "USD" }`. */
  readonly amount?: MoneyInput | null | undefined;
  /** Whole minutes that we spent on it, 0 to 100,000, for example 45. */
  readonly effortMinutes?: number | null | undefined;
  /** Your own id for the interaction, up to 200 characters, for example `call-981`. */
  readonly externalId: string;
  /** Who began it. UNKNOWN unless given. */
  readonly initiative?: Initiative | null | undefined;
  /** What happened. */
  readonly kind: InteractionKind;
  /** Who of us took part, by your own id; null for nobody. */
  readonly memberExternalId?: string | null | undefined;
  /** What is worth remembering of it, up to 10,000 characters. */
  readonly note?: string | null | undefined;
  /** When it happened, for example `2026-03-31T09:30:00Z`: at most 5 minutes ahead of now. */
  readonly occurredAt: string;
  /** Whether a person gave this account something that not every account gets. False unless given. */
  readonly personalized?: boolean | null | undefined;
  /** How the account felt about it, from -1 (upset) over 0 (neutral) to 1 (delighted), for example 0.5; two decimals at most. Not known unless given. */
  readonly sentiment?: number | null | undefined;
};

/** What happened. */
export type InteractionKind =
  /** A referral, review or testimonial. */
  | 'ADVOCACY'
  /** A review of the account's goals and results. */
  | 'BUSINESS_REVIEW'
  /** A call. */
  | 'CALL'
  /** A letter by e-mail. */
  | 'EMAIL'
  /** Feedback that was asked for or given. */
  | 'FEEDBACK'
  /** A meeting. */
  | 'MEETING'
  /** Help with getting started. */
  | 'ONBOARDING'
  /** Anything else. */
  | 'OTHER'
  /** A one-off purchase, without a subscription. */
  | 'PURCHASE'
  /** A question or problem was dealt with. */
  | 'SUPPORT'
  /** A training or workshop. */
  | 'TRAINING'
  /** Notable use of the product. */
  | 'USAGE';

/** Compares by InteractionKind; what is given must all hold. For example `{ in: [ONBOARDING, SUPPORT] }`. */
export type InteractionKindComparator = {
  /** Exactly this; any unless given. */
  readonly eq?: InteractionKind | null | undefined;
  /** One of these; none where the list is empty. */
  readonly in?: ReadonlyArray<InteractionKind> | null | undefined;
};

/** An interaction to record. With an id or externalId that is known it updates that one: a field left out stays as it is, null clears it. */
export type InteractionRecordInput = {
  /** The account that it was with, for example `{ externalId: "crm-4711" }`. */
  readonly account: AccountBy;
  /** What was paid in a PURCHASE, for example `{ amount: "250.00", currencyCode: "USD" }`. */
  readonly amount?: MoneyInput | null | undefined;
  /** Whole minutes that we spent on it, 0 to 100,000, for example 45. */
  readonly effortMinutes?: number | null | undefined;
  /** The `updatedAt` that you saw: if somebody else changed the interaction since, nothing is changed (CONFLICT). */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique in the workspace, up to 200 characters, for example `call-981`. Sent again with it, the interaction is not recorded twice. */
  readonly externalId?: string | null | undefined;
  /** Global id of an existing interaction, `int_…`; left out for a new one. */
  readonly id?: string | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** Who began it. UNKNOWN unless given. */
  readonly initiative?: Initiative | null | undefined;
  /** What happened. */
  readonly kind: InteractionKind;
  /** Who of us took part, for example `{ externalId: "mia" }`; nobody unless given. */
  readonly member?: MemberBy | null | undefined;
  /** What is worth remembering of it, up to 10,000 characters. */
  readonly note?: string | null | undefined;
  /** When it happened, for example `2026-03-31T09:30:00Z`: at most 5 minutes ahead of now. */
  readonly occurredAt: string;
  /** Whether a person gave this account something that not every account gets. False unless given. */
  readonly personalized?: boolean | null | undefined;
  /** How the account felt about it, from -1 (upset) over 0 (neutral) to 1 (delighted), for example 0.5; two decimals at most. Not known unless given. */
  readonly sentiment?: number | null | undefined;
};

/** Names one record: give exactly one of the two, for example `{ externalId: "crm-4711" }`. */
export type MemberBy = {
  /** Your own id for it, as you gave it; up to 200 characters. */
  readonly externalId?: string | null | undefined;
  /** Its global id, for example `mem_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
};

/** Compares by Member; what is given must all hold. Records that are named must exist. */
export type MemberComparator = {
  /** This one. */
  readonly eq?: MemberBy | null | undefined;
  /** One of these, 100 at most. */
  readonly in?: ReadonlyArray<MemberBy> | null | undefined;
  /** True: only those that have none. False: only those that have one. */
  readonly isNull?: boolean | null | undefined;
};

/** Deletes a member. */
export type MemberDeleteInput = {
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** The member to delete. */
  readonly member: MemberBy;
};

/** Which members to list; what is given must all hold. */
export type MemberFilter = {
  /** The name. For example, as somebody types it, `{ startsWith: "mi" }`. */
  readonly name?: NameComparator | null | undefined;
};

/** A member, found by externalId. A field left out stays as it is, null clears it. */
export type MemberImport = {
  /** Business e-mail address, up to 254 characters, for example `mia@vendor.example`. */
  readonly email?: string | null | undefined;
  /** Your own id for the member, up to 200 characters, for example `mia`. */
  readonly externalId: string;
  /** Full name, up to 200 characters. */
  readonly name: string;
};

/** A member to create or update: found by id or externalId, created where neither is known. A field left out stays as it is, null clears it. */
export type MemberUpsertInput = {
  /** Business e-mail address, up to 254 characters. */
  readonly email?: string | null | undefined;
  /** The `updatedAt` that you saw: if somebody else changed the member since, nothing is changed (CONFLICT). */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique in the workspace, up to 200 characters. Without id: finds the member, or creates it. */
  readonly externalId?: string | null | undefined;
  /** Global id of an existing member. */
  readonly id?: string | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** Full name, up to 200 characters; required for a new member. */
  readonly name?: string | null | undefined;
};

/** The interval that time is divided into, in the workspace's time zone. */
export type MetricInterval =
  /** A day, from midnight on. */
  | 'DAY'
  /** A calendar month. */
  | 'MONTH'
  /** Three calendar months, from January, April, July or October on. */
  | 'QUARTER'
  /** A week, from Monday on. */
  | 'WEEK'
  /** A calendar year. */
  | 'YEAR';

/** Compares an amount of money in the workspace's currency; what is given must all hold. */
export type MoneyComparator = {
  /** Exactly this. */
  readonly eq?: MoneyInput | null | undefined;
  /** More than this. */
  readonly gt?: MoneyInput | null | undefined;
  /** This or more. */
  readonly gte?: MoneyInput | null | undefined;
  /** One of these, 100 at most. */
  readonly in?: ReadonlyArray<MoneyInput> | null | undefined;
  /** Less than this. */
  readonly lt?: MoneyInput | null | undefined;
  /** This or less. */
  readonly lte?: MoneyInput | null | undefined;
};

/** An exact amount of money, in the workspace's currency. */
export type MoneyInput = {
  /** The amount in units of the currency, for example `"1234.50"`. 0 or more. */
  readonly amount: string;
  /** ISO 4217 code; must be the workspace's currency. */
  readonly currencyCode: string;
};

/** Compares a name, without regard to case, accents and blanks around it; what is given must all hold. */
export type NameComparator = {
  /** Exactly this. */
  readonly eq?: string | null | undefined;
  /** One of these, 100 at most. */
  readonly in?: ReadonlyArray<string> | null | undefined;
  /** Begins with this. */
  readonly startsWith?: string | null | undefined;
};

/** Compares an instant that some have not; those never meet a comparison. */
export type NullableDateTimeComparator = {
  /** Later than this. */
  readonly gt?: string | null | undefined;
  /** At this instant or later. */
  readonly gte?: string | null | undefined;
  /** True: only those that have none. False: only those that have one. */
  readonly isNull?: boolean | null | undefined;
  /** Earlier than this. */
  readonly lt?: string | null | undefined;
  /** At this instant or earlier. */
  readonly lte?: string | null | undefined;
};

/** Which way an ordering runs. */
export type OrderDirection =
  /** Smallest, earliest or alphabetically first comes first. */
  | 'ASC'
  /** Largest, latest or alphabetically last comes first. */
  | 'DESC';

/** A stretch of a subscription over which nothing about it changed: from `from` until just before `to`. */
export type PhaseInput = {
  /** How often the price is charged: every month, quarter or year. */
  readonly billingInterval: BillingInterval;
  /** When it begins, for example `2024-01-01T00:00:00Z`. */
  readonly from: string;
  /** The plan, by your own id, for example `business`; `plans` lists them. */
  readonly planExternalId: string;
  /** Units bought, for example 25 seats: 1 to 1,000,000; 1 unless given. */
  readonly quantity?: number;
  /** How the subscription stands during it. */
  readonly status: PhaseStatus;
  /** Whether terms or toolset were made for this account alone; false unless given. */
  readonly tailored?: boolean;
  /** Length of the commitment in months, 0 to 600, for example 12; 0, none, unless given. */
  readonly termMonths?: number;
  /** When it ends; left out or null: it renews by itself. */
  readonly to?: string | null | undefined;
  /** Price per unit and billing interval, for example `{ amount: "99.00", currencyCode: "USD" }`; 0 for a free plan. */
  readonly unitPrice: MoneyInput;
};

/** How a subscription stands during a phase. */
export type PhaseStatus =
  /** In force and paid. */
  | 'ACTIVE'
  /** In force, a payment is overdue; it still counts as paid. */
  | 'PAST_DUE'
  /** Suspended: the relationship goes on, no revenue flows. */
  | 'PAUSED'
  /** Being tried; nothing is paid. */
  | 'TRIALING';

/** Names one record: give exactly one of the two, for example `{ externalId: "crm-4711" }`. */
export type PlanBy = {
  /** Your own id for it, as you gave it; up to 200 characters. */
  readonly externalId?: string | null | undefined;
  /** Its global id, for example `plan_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
};

/** Compares by Plan; what is given must all hold. Records that are named must exist. */
export type PlanComparator = {
  /** This one. */
  readonly eq?: PlanBy | null | undefined;
  /** One of these, 100 at most. */
  readonly in?: ReadonlyArray<PlanBy> | null | undefined;
  /** True: only those that have none. False: only those that have one. */
  readonly isNull?: boolean | null | undefined;
};

/** Deletes a plan. */
export type PlanDeleteInput = {
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** The plan to delete; no subscription may ever have been on it. */
  readonly plan: PlanBy;
};

/** A plan, found by externalId. A field left out stays as it is, null clears it. */
export type PlanImport = {
  /** Your own id for the plan, up to 200 characters, for example `business`. */
  readonly externalId: string;
  /** What it is called, up to 200 characters, for example "Business". */
  readonly name: string;
  /** From when on it was sold; null or new: since ever. */
  readonly offeredFrom?: string | null | undefined;
  /** Until when it is sold; null or new: for ever. */
  readonly offeredUntil?: string | null | undefined;
  /** The order of plans, 0 to 1,000,000: the higher, the more it offers. */
  readonly rank: number;
};

/** A plan to create or update: found by id or externalId, created where neither is known. A field left out stays as it is, null clears it. */
export type PlanUpsertInput = {
  /** The `updatedAt` that you saw: if somebody else changed the plan since, nothing is changed (CONFLICT). */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Your own id, unique in the workspace, up to 200 characters. Without id: finds the plan, or creates it. */
  readonly externalId?: string | null | undefined;
  /** Global id of an existing plan. */
  readonly id?: string | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** Name, up to 200 characters; required for a new plan. */
  readonly name?: string | null | undefined;
  /** From when on it is sold; null: since ever. A new plan: from now on, unless given. */
  readonly offeredFrom?: string | null | undefined;
  /** Until when it is sold, after `offeredFrom`; null: for ever, which is also what a new plan gets. */
  readonly offeredUntil?: string | null | undefined;
  /** The order of plans, 0 to 1,000,000: the higher, the more it offers. Required for a new plan; another rank judges every account anew. */
  readonly rank?: number | null | undefined;
};

/** What makes a client: criteria with weights, and the score from which on a paying account is one. */
export type PolicyInput = {
  /** The score, 0 to 1, from which on a paying account is a client: weight of the criteria met / of all. For example 0.5. */
  readonly clientScore: number;
  /** What is asked: 1 to 16 criteria. */
  readonly criteria: ReadonlyArray<CriterionInput>;
  /** A pause in paying of up to so many days, 0 to 3,650, does not break tenure; 30 unless given. */
  readonly gapDays?: number;
  /** What the policy is called, up to 200 characters, for example "Long and personal". */
  readonly name: string;
  /** For so many days, 0 to 3,650, a one-off purchase makes an account a customer; 90 unless given. */
  readonly purchaseDays?: number;
};

/** A policy to publish as the next version. */
export type PolicyPublishInput = {
  /** From when on it judges, in the past or future; now unless given. The past is judged anew. */
  readonly effectiveFrom?: string | null | undefined;
  /** The latest version that you have seen: if somebody published another one since, nothing is published (CONFLICT). */
  readonly expectedVersion: number;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** The policy. */
  readonly policy: PolicyInput;
};

/** Which changes to show; what is given must all hold. */
export type RelationshipChangeFilter = {
  /** Of this account alone. */
  readonly account?: AccountBy | null | undefined;
  /** When it was announced. */
  readonly announcedAt?: DateTimeComparator | null | undefined;
  /** When it came true. */
  readonly at?: DateTimeComparator | null | undefined;
  /** What turned it. */
  readonly cause?: ChangeCauseComparator | null | undefined;
  /** What it was announced as before. */
  readonly previousType?: RelationshipTypeComparator | null | undefined;
  /** Of accounts alone whose success manager they are now. They must exist. */
  readonly successManager?: MemberBy | null | undefined;
  /** What the account turned into. */
  readonly type?: RelationshipTypeComparator | null | undefined;
};

/** What a company is to the business. Always derived from its facts by a policy, never set by hand. */
export type RelationshipType =
  /** A customer in a long, personal, committed relationship, as the policy asks. */
  | 'CLIENT'
  /** Bought a plan, or something once; may be gone after a billing cycle or two. */
  | 'CUSTOMER'
  /** Was a client, and pays for nothing any more. */
  | 'FORMER_CLIENT'
  /** Was a customer, and pays for nothing any more. */
  | 'FORMER_CUSTOMER'
  /** Has not bought anything yet, be it on a free plan or after a trial that led nowhere. */
  | 'PROSPECT'
  /** Tries a plan; nothing is paid yet. */
  | 'TRIAL';

/** Compares by RelationshipType; what is given must all hold. For example `{ in: [PROSPECT, TRIAL] }`. */
export type RelationshipTypeComparator = {
  /** Exactly this; any unless given. */
  readonly eq?: RelationshipType | null | undefined;
  /** One of these; none where the list is empty. */
  readonly in?: ReadonlyArray<RelationshipType> | null | undefined;
};

/** What is known of a renewal. */
export type RenewalOutcome =
  /** The term ends later than now, and the subscription with it. */
  | 'CANCELED'
  /** The term ends later than now, and the subscription goes on unless it is canceled. */
  | 'DUE'
  /** The term is over, and the subscription with it. */
  | 'LAPSED'
  /** The term is over, and the subscription went on. */
  | 'RENEWED';

/** How retention is projected. */
export type RetentionModel =
  /** All accounts leave at the end of a period with the same probability. */
  | 'GEOMETRIC'
  /** Each account leaves at the end of a period with a probability of its own, beta distributed over accounts (Fader and Hardie 2007). */
  | 'SHIFTED_BETA_GEOMETRIC';

/** What a key or token may do. Each role may also do what the ones before it may. */
export type Role =
  /** Also deletes, and manages plans, policies and keys. */
  | 'ADMIN'
  /** Reads everything in the workspace, and changes nothing. */
  | 'READER'
  /** Also records and changes accounts, members, subscriptions and interactions, and imports; deletes none. */
  | 'WRITER';

/** Names one record: give exactly one of the two, for example `{ externalId: "crm-4711" }`. */
export type SubscriptionBy = {
  /** Your own id for it, as you gave it; up to 200 characters. */
  readonly externalId?: string | null | undefined;
  /** Its global id, for example `sub_01h455vb4pex5vsknk084sn02q`. */
  readonly id?: string | null | undefined;
};

/** A subscription to cancel, and when. What it was until then stays. */
export type SubscriptionCancelInput = {
  /** When it ends, in the past or future. Unless given: at the end of the term that is on, of the billing interval where there is no term, of the trial where it is on trial. */
  readonly at?: string | null | undefined;
  /** Why it is given up, for example `PRICE`; what was recorded stays unless given. */
  readonly churnReason?: ChurnReason | null | undefined;
  /** The `updatedAt` that you saw: if somebody else changed the subscription since, nothing is changed (CONFLICT). */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** The subscription to cancel. */
  readonly subscription: SubscriptionBy;
};

/** Changes a subscription from an instant on. Whatever was recorded from then on, a cancellation among it, is replaced: the subscription goes on as it was at that instant, but for what is given. */
export type SubscriptionChangeInput = {
  /** From when on, in the past or future, but not before its start. Now unless given, or its start where that is still to come. */
  readonly at?: string | null | undefined;
  /** How often the price is charged. */
  readonly billingInterval?: BillingInterval | null | undefined;
  /** The `updatedAt` that you saw: if somebody else changed the subscription since, nothing is changed (CONFLICT). */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** The plan that it is on from then on. */
  readonly plan?: PlanBy | null | undefined;
  /** Units bought, for example seats: 1 to 1,000,000. */
  readonly quantity?: number | null | undefined;
  /** How it stands from then on: PAUSED pauses it, ACTIVE resumes it, ends a trial, or takes it up again after its end. Left out: as it stood, and a trial goes on to its end, from where on it is paid; ACTIVE where nothing was in force. */
  readonly status?: PhaseStatus | null | undefined;
  /** The subscription to change. */
  readonly subscription: SubscriptionBy;
  /** Whether terms or toolset were made for this account alone; null: they were not. */
  readonly tailored?: boolean | null | undefined;
  /** Length of the commitment in months, 0 to 600; 0 or null for none. Another one than before begins with the change. */
  readonly termMonths?: number | null | undefined;
  /** Price per unit and billing interval; 0 for a free plan. */
  readonly unitPrice?: MoneyInput | null | undefined;
};

/** Deletes a subscription. */
export type SubscriptionDeleteInput = {
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** The subscription to delete. */
  readonly subscription: SubscriptionBy;
};

/** A subscription, found by externalId, with its whole history: it replaces what was there. */
export type SubscriptionImport = {
  /** The account that it belongs to, by your own id. */
  readonly accountExternalId: string;
  /** Why it was given up. */
  readonly churnReason?: ChurnReason | null | undefined;
  /** Your own id for the subscription, up to 200 characters, for example `sub-2024-17`. */
  readonly externalId: string;
  /** Its phases, 1 to 200, in any order; they must not overlap. */
  readonly phases: ReadonlyArray<PhaseInput>;
};

/** A subscription to start: who subscribes, to what, from when on and for how much. */
export type SubscriptionStartInput = {
  /** The account that subscribes, for example `{ externalId: "crm-4711" }`. */
  readonly account: AccountBy;
  /** How often the price is charged: every month, quarter or year. */
  readonly billingInterval: BillingInterval;
  /** Your own id for the subscription, unique in the workspace, up to 200 characters, for example `sub-2024-17`. */
  readonly externalId?: string | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** The plan that it subscribes to, for example `{ externalId: "business" }`. */
  readonly plan: PlanBy;
  /** Units bought, for example 25 seats: 1 to 1,000,000; 1 unless given. */
  readonly quantity?: number;
  /** When it starts, in the past or future; now unless given. */
  readonly startsAt?: string | null | undefined;
  /** Whether terms or toolset were made for this account alone; false unless given. */
  readonly tailored?: boolean;
  /** Length of the commitment in months, 0 to 600, for example 12; 0, none, unless given. */
  readonly termMonths?: number;
  /** Until when it is on trial, later than `startsAt`; paid from then on. No trial unless given. */
  readonly trialEndsAt?: string | null | undefined;
  /** Price per unit and billing interval, for example `{ amount: "99.00", currencyCode: "USD" }`; 0 for a free plan. */
  readonly unitPrice: MoneyInput;
};

/** How a subscription stands; derived from its phases. */
export type SubscriptionStatus =
  /** In force and paid. */
  | 'ACTIVE'
  /** No phase is in force any more. */
  | 'CANCELED'
  /** In force, a payment is overdue; it still counts as paid. */
  | 'PAST_DUE'
  /** Suspended: the relationship goes on, no revenue flows. */
  | 'PAUSED'
  /** Being tried; nothing is paid. */
  | 'TRIALING';

/** Who looks after an account from now on. */
export type SuccessManagerAssignInput = {
  /** The account, for example `{ externalId: "crm-4711" }`. */
  readonly account: AccountBy;
  /** The `updatedAt` that you saw: if somebody else changed the account since, nothing is changed (CONFLICT). */
  readonly expectedUpdatedAt?: string | null | undefined;
  /** Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up. */
  readonly idempotencyKey?: string | null | undefined;
  /** Its success manager; null for none. One must be given. */
  readonly member?: MemberBy | null | undefined;
};

/** Compares a text that some have not; those never meet a comparison. What is given must all hold. */
export type TextComparator = {
  /** Exactly this. */
  readonly eq?: string | null | undefined;
  /** One of these, 100 at most. */
  readonly in?: ReadonlyArray<string> | null | undefined;
  /** True: only those that have none. False: only those that have one. */
  readonly isNull?: boolean | null | undefined;
  /** Begins with this. */
  readonly startsWith?: string | null | undefined;
};

/** What kind of mistake a userError is about. Programs branch on this; the message is for people. */
export type UserErrorCode =
  /** What is asked contradicts what is recorded. */
  | 'CONFLICT'
  /** The same externalId occurs more than once in one call; all copies are refused. */
  | 'DUPLICATE'
  /** The key may not record this; the others of the call it may. */
  | 'FORBIDDEN'
  /** The idempotencyKey was used for another mutation or input in the last 24 hours. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The value is not of the form that is asked for. */
  | 'INVALID'
  /** The record that is named does not exist in this workspace. */
  | 'NOT_FOUND'
  /** The value is outside the range that is allowed. */
  | 'OUT_OF_RANGE'
  /** Something that must be given is missing. */
  | 'REQUIRED'
  /** The text is longer than allowed. */
  | 'TOO_LONG'
  /** There are more items than allowed. */
  | 'TOO_MANY';

/** What is to do about an account. */
export type WorkKind =
  /** Give a client a success manager of its own. */
  | 'ASSIGN_MANAGER'
  /** Make a client of a customer whom one criterion would make one. */
  | 'CONVERT'
  /** Renew a term that ends within 90 days and is not canceled. */
  | 'RENEW'
  /** Look after it: it will cease to be a client within 90 days even if contact goes on, or contact is overdue by its own rhythm. */
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
  readonly monthlyRecurringRevenue: MoneyFieldsFragment,
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
}>;


export type AccountsQuery = {
  readonly accounts: {
    readonly nodes: ReadonlyArray<AccountListingFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type AccountUpsertMutationVariables = Exact<{
  input: AccountUpsertInput;
}>;


export type AccountUpsertMutation = {
  readonly accountUpsert: {
    readonly account: AccountFieldsFragment | null,
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

export type AccountDeleteMutationVariables = Exact<{
  input: AccountDeleteInput;
}>;


export type AccountDeleteMutation = {
  readonly accountDelete: {
    readonly deletedId: string | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type MoneyFieldsFragment = {
  readonly amount: string,
  readonly currencyCode: string
};

export type PageFieldsFragment = {
  readonly endCursor: string | null,
  readonly hasNextPage: boolean
};

export type UserErrorFieldsFragment = {
  readonly field: ReadonlyArray<string>,
  readonly code: UserErrorCode,
  readonly message: string
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
  readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
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
  readonly kind: InteractionKind,
  readonly occurredAt: string,
  readonly recordedAt: string,
  readonly personalized: boolean,
  readonly initiative: Initiative,
  readonly sentiment: number | null,
  readonly effortMinutes: number | null,
  readonly note: string | null,
  readonly amount: MoneyFieldsFragment | null,
  readonly member: MemberFieldsFragment | null
};

export type InteractionDetailsFragment = (
  {
  readonly account: AccountFieldsFragment
}
  & InteractionFieldsFragment
);

export type InteractionQueryVariables = Exact<{
  by: InteractionBy;
}>;


export type InteractionQuery = {
  readonly interaction: InteractionDetailsFragment | null
};

export type InteractionsQueryVariables = Exact<{
  filter?: InteractionFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type InteractionsQuery = {
  readonly interactions: {
    readonly nodes: ReadonlyArray<InteractionDetailsFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type InteractionRecordMutationVariables = Exact<{
  input: InteractionRecordInput;
}>;


export type InteractionRecordMutation = {
  readonly interactionRecord: {
    readonly interaction: InteractionFieldsFragment | null,
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
  readonly email: string | null
};

export type BookFieldsFragment = {
  readonly accounts: number,
  readonly effortMinutes: number,
  readonly minutesPerRevenue: number | null,
  readonly counts: ReadonlyArray<{
    readonly type: RelationshipType,
    readonly accounts: number,
    readonly monthlyRecurringRevenue: MoneyFieldsFragment
  }>,
  readonly monthlyRecurringRevenue: MoneyFieldsFragment
};

export type MemberListingFragment = (
  {
  readonly book: BookFieldsFragment
}
  & MemberFieldsFragment
);

export type MembersQueryVariables = Exact<{
  filter?: MemberFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MembersQuery = {
  readonly members: {
    readonly nodes: ReadonlyArray<MemberListingFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type MemberQueryVariables = Exact<{
  by: MemberBy;
}>;


export type MemberQuery = {
  readonly member: MemberListingFragment | null
};

export type MemberUpsertMutationVariables = Exact<{
  input: MemberUpsertInput;
}>;


export type MemberUpsertMutation = {
  readonly memberUpsert: {
    readonly member: MemberFieldsFragment | null,
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
  readonly start: MoneyFieldsFragment,
  readonly new: MoneyFieldsFragment,
  readonly expansion: MoneyFieldsFragment,
  readonly contraction: MoneyFieldsFragment,
  readonly churn: MoneyFieldsFragment,
  readonly reactivation: MoneyFieldsFragment,
  readonly pause: MoneyFieldsFragment,
  readonly resume: MoneyFieldsFragment,
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
    readonly accounts: number,
    readonly churnedAccounts: number,
    readonly retentionSaving: MoneyFieldsFragment
  }>
};

export type CohortFieldsFragment = {
  readonly from: string,
  readonly to: string,
  readonly accounts: number,
  readonly becameClients: number,
  readonly clientShare: number | null,
  readonly ages: ReadonlyArray<{
    readonly age: number,
    readonly at: string,
    readonly survivors: number,
    readonly survivalShare: number,
    readonly monthlyRecurringRevenue: MoneyFieldsFragment
  }>
};

export type CohortsQueryVariables = Exact<{
  from: string;
  to: string;
  interval?: MetricInterval | null | undefined;
}>;


export type CohortsQuery = {
  readonly cohorts: ReadonlyArray<CohortFieldsFragment>
};

export type NextRenewalFieldsFragment = {
  readonly at: string,
  readonly termMonths: number,
  readonly type: RelationshipType,
  readonly outcome: RenewalOutcome,
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
}>;


export type RenewalsQuery = {
  readonly renewals: {
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
      readonly renewals: number,
      readonly amount: MoneyFieldsFragment,
      readonly expectedAmount: MoneyFieldsFragment
    }>
  }
};

export type RetentionProjectionFieldsFragment = {
  readonly model: RetentionModel | null,
  readonly reason: string | null,
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
  readonly kind: WorkKind,
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
}>;


export type WorklistQuery = {
  readonly worklist: {
    readonly nodes: ReadonlyArray<WorkItemFieldsFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type PolicyBacktestFieldsFragment = {
  readonly asOf: string,
  readonly months: number,
  readonly until: string,
  readonly outcomes: ReadonlyArray<{
    readonly type: RelationshipType,
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
  readonly offeredUntil: string | null
};

export type PlansQueryVariables = Exact<{ [key: string]: never; }>;


export type PlansQuery = {
  readonly plans: ReadonlyArray<PlanFieldsFragment>
};

export type PlanQueryVariables = Exact<{
  by: PlanBy;
}>;


export type PlanQuery = {
  readonly plan: PlanFieldsFragment | null
};

export type PlanUpsertMutationVariables = Exact<{
  input: PlanUpsertInput;
}>;


export type PlanUpsertMutation = {
  readonly planUpsert: {
    readonly plan: PlanFieldsFragment | null,
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
  readonly comparison: Comparison,
  readonly threshold: number,
  readonly windowDays: number | null,
  readonly weight: number,
  readonly required: boolean,
  readonly fact: {
    readonly name: FactName,
    readonly unit: FactUnit,
    readonly dimension: Dimension,
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
    readonly name: FactName,
    readonly unit: FactUnit,
    readonly dimension: Dimension,
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
}>;


export type PoliciesQuery = {
  readonly policies: {
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
      readonly type: RelationshipType,
      readonly now: AccountsTotalFieldsFragment,
      readonly draft: AccountsTotalFieldsFragment
    }>,
    readonly transitions: ReadonlyArray<{
      readonly from: RelationshipType,
      readonly to: RelationshipType,
      readonly accounts: number,
      readonly monthlyRecurringRevenue: MoneyFieldsFragment
    }>,
    readonly flips: ReadonlyArray<{
      readonly from: RelationshipType,
      readonly to: RelationshipType,
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
  readonly type: RelationshipType,
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
  readonly type: RelationshipType,
  readonly from: string | null,
  readonly to: string | null,
  readonly projected: boolean,
  readonly because: ReadonlyArray<EvidenceFieldsFragment>
};

export type ClientBaseFieldsFragment = {
  readonly asOf: string,
  readonly accounts: number,
  readonly customers: number,
  readonly borderline: number | null,
  readonly clientsWithoutSuccessManager: number | null,
  readonly counts: ReadonlyArray<{
    readonly type: RelationshipType,
    readonly accounts: number,
    readonly monthlyRecurringRevenue: MoneyFieldsFragment
  }>
};

export type ClientBaseDetailsFragment = (
  {
  readonly fallingClients: number | null,
  readonly upsellCandidates: number | null,
  readonly effort: ReadonlyArray<{
    readonly type: RelationshipType,
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
  readonly previousType: RelationshipType,
  readonly type: RelationshipType,
  readonly at: string,
  readonly announcedAt: string,
  readonly cause: ChangeCause,
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
}>;


export type RelationshipChangesQuery = {
  readonly relationshipChanges: {
    readonly nodes: ReadonlyArray<RelationshipChangeFieldsFragment>,
    readonly pageInfo: PageFieldsFragment
  }
};

export type SubscriptionFieldsFragment = {
  readonly id: string,
  readonly externalId: string | null,
  readonly status: SubscriptionStatus,
  readonly quantity: number,
  readonly billingInterval: BillingInterval,
  readonly termMonths: number,
  readonly tailored: boolean,
  readonly startedAt: string,
  readonly trialEndsAt: string | null,
  readonly currentTermEndsAt: string | null,
  readonly cancelAt: string | null,
  readonly endedAt: string | null,
  readonly churnReason: ChurnReason | null,
  readonly plan: PlanFieldsFragment,
  readonly unitPrice: MoneyFieldsFragment,
  readonly monthlyRecurringRevenue: MoneyFieldsFragment
};

export type SubscriptionPhaseFieldsFragment = {
  readonly from: string,
  readonly to: string | null,
  readonly status: PhaseStatus,
  readonly quantity: number,
  readonly billingInterval: BillingInterval,
  readonly termMonths: number,
  readonly tailored: boolean,
  readonly plan: PlanFieldsFragment,
  readonly unitPrice: MoneyFieldsFragment
};

export type SubscriptionDetailsFragment = (
  {
  readonly account: AccountFieldsFragment,
  readonly phases: ReadonlyArray<SubscriptionPhaseFieldsFragment>
}
  & SubscriptionFieldsFragment
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
    readonly subscription: SubscriptionFieldsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type SubscriptionCancelMutationVariables = Exact<{
  input: SubscriptionCancelInput;
}>;


export type SubscriptionCancelMutation = {
  readonly subscriptionCancel: {
    readonly subscription: SubscriptionFieldsFragment | null,
    readonly userErrors: ReadonlyArray<UserErrorFieldsFragment>
  }
};

export type SubscriptionChangeMutationVariables = Exact<{
  input: SubscriptionChangeInput;
}>;


export type SubscriptionChangeMutation = {
  readonly subscriptionChange: {
    readonly subscription: SubscriptionFieldsFragment | null,
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
  readonly role: Role,
  readonly createdAt: string,
  readonly expiresAt: string | null,
  readonly revokedAt: string | null,
  readonly lastUsedAt: string | null
};

export type ViewerFieldsFragment = {
  readonly role: Role,
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
