// Generated from schema/schema.graphql and sdk/documents by `npm run generate`. Do not edit.

import type * as Types from './types.js';

/** The values of `AccountOrderField` that this version of the SDK knows. */
export const ACCOUNT_ORDER_FIELDS: readonly Types.AccountOrderField[] = [
  'CREATED_AT',
  'MONTHLY_RECURRING_REVENUE',
  'NAME',
  'NEXT_CHANGE',
  'SCORE',
  'TENURE',
];

/** The values of `BillingInterval` that this version of the SDK knows. */
export const BILLING_INTERVALS: readonly Types.BillingInterval[] = ['MONTH', 'QUARTER', 'YEAR'];

/** The values of `BillingUnit` that this version of the SDK knows. */
export const BILLING_UNITS: readonly Types.BillingUnit[] = ['DAY', 'MONTH', 'WEEK', 'YEAR'];

/** The values of `ChangeCause` that this version of the SDK knows. */
export const CHANGE_CAUSES: readonly Types.ChangeCause[] = ['FIRST_SEEN', 'POLICY', 'RECORD', 'TIME'];

/** The values of `ChurnReason` that this version of the SDK knows. */
export const CHURN_REASONS: readonly Types.ChurnReason[] = [
  'COMPETITOR',
  'NEED_ENDED',
  'NOT_PAID',
  'OTHER',
  'OUTCOME_ACHIEVED',
  'PRICE',
  'PRODUCT',
  'SERVICE',
];

/** The values of `Comparison` that this version of the SDK knows. */
export const COMPARISONS: readonly Types.Comparison[] = ['AT_LEAST', 'AT_MOST'];

/** The values of `Dimension` that this version of the SDK knows. */
export const DIMENSIONS: readonly Types.Dimension[] = ['LENGTH_OF_TIME', 'RELATIONSHIP', 'SERVICE'];

/** The values of `DiscountDuration` that this version of the SDK knows. */
export const DISCOUNT_DURATIONS: readonly Types.DiscountDuration[] = ['FOREVER', 'ONCE', 'REPEATING'];

/** The values of `FactName` that this version of the SDK knows. */
export const FACT_NAMES: readonly Types.FactName[] = [
  'ADVOCACY',
  'AVERAGE_SENTIMENT',
  'COMPLETED_BILLING_CYCLES',
  'DAYS_SINCE_LAST_INTERACTION',
  'EXPANSIONS',
  'INTERACTIONS',
  'LIFETIME_PAID_MONTHS',
  'MONTHLY_RECURRING_REVENUE',
  'ONBOARDED',
  'PAST_DUE',
  'PERSONALIZED_INTERACTIONS',
  'PLAN_RANK',
  'PROACTIVE_SHARE',
  'RENEWALS',
  'SEATS',
  'TAILORED',
  'TENURE_MONTHS',
  'TERM_MONTHS',
  'TOP_TIER',
];

/** The values of `FactUnit` that this version of the SDK knows. */
export const FACT_UNITS: readonly Types.FactUnit[] = [
  'BOOLEAN',
  'COUNT',
  'DAYS',
  'MONTHS',
  'RANK',
  'SENTIMENT',
  'SHARE',
  'WORKSPACE_CURRENCY',
];

/** The values of `ImportNoticeCode` that this version of the SDK knows. */
export const IMPORT_NOTICE_CODES: readonly Types.ImportNoticeCode[] = ['TOUCHING_PERIODS'];

/** The values of `Initiative` that this version of the SDK knows. */
export const INITIATIVES: readonly Types.Initiative[] = ['THEM', 'UNKNOWN', 'US'];

/** The values of `InteractionKind` that this version of the SDK knows. */
export const INTERACTION_KINDS: readonly Types.InteractionKind[] = [
  'ADVOCACY',
  'BUSINESS_REVIEW',
  'CALL',
  'EMAIL',
  'FEEDBACK',
  'MEETING',
  'ONBOARDING',
  'OTHER',
  'PURCHASE',
  'SUPPORT',
  'TRAINING',
  'USAGE',
];

/** The values of `ItemRole` that this version of the SDK knows. */
export const ITEM_ROLES: readonly Types.ItemRole[] = ['ADD_ON', 'BASE', 'USAGE'];

/** The values of `MetricInterval` that this version of the SDK knows. */
export const METRIC_INTERVALS: readonly Types.MetricInterval[] = ['DAY', 'MONTH', 'QUARTER', 'WEEK', 'WHOLE', 'YEAR'];

/** The values of `OrderDirection` that this version of the SDK knows. */
export const ORDER_DIRECTIONS: readonly Types.OrderDirection[] = ['ASC', 'DESC'];

/** The values of `PhaseStatus` that this version of the SDK knows. */
export const PHASE_STATUSES: readonly Types.PhaseStatus[] = ['ACTIVE', 'PAST_DUE', 'PAUSED', 'TRIALING'];

/** The values of `RelationshipType` that this version of the SDK knows. */
export const RELATIONSHIP_TYPES: readonly Types.RelationshipType[] = [
  'CLIENT',
  'CUSTOMER',
  'FORMER_CLIENT',
  'FORMER_CUSTOMER',
  'PROSPECT',
  'TRIAL',
];

/** The values of `RenewalOutcome` that this version of the SDK knows. */
export const RENEWAL_OUTCOMES: readonly Types.RenewalOutcome[] = ['CANCELED', 'DUE', 'LAPSED', 'OPEN', 'RENEWED'];

/** The values of `RetentionModel` that this version of the SDK knows. */
export const RETENTION_MODELS: readonly Types.RetentionModel[] = ['GEOMETRIC', 'SHIFTED_BETA_GEOMETRIC'];

/** The values of `Role` that this version of the SDK knows. */
export const ROLES: readonly Types.Role[] = ['ADMIN', 'READER', 'WRITER'];

/** The values of `SubscriptionStatus` that this version of the SDK knows. */
export const SUBSCRIPTION_STATUSES: readonly Types.SubscriptionStatus[] = [
  'ACTIVE',
  'CANCELED',
  'PAST_DUE',
  'PAUSED',
  'TRIALING',
];

/** The values of `UserErrorCode` that this version of the SDK knows. */
export const USER_ERROR_CODES: readonly Types.UserErrorCode[] = [
  'CONFLICT',
  'DUPLICATE',
  'FORBIDDEN',
  'IDEMPOTENCY_MISMATCH',
  'INVALID',
  'NOT_FOUND',
  'OUT_OF_RANGE',
  'REQUIRED',
  'TOO_LONG',
  'TOO_MANY',
];

/** The values of `WorkKind` that this version of the SDK knows. */
export const WORK_KINDS: readonly Types.WorkKind[] = ['ASSIGN_MANAGER', 'CONVERT', 'RENEW', 'SAVE', 'UPSELL'];
