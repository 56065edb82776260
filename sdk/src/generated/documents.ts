// Generated from schema/schema.graphql and sdk/documents by `npm run generate`. Do not edit.

import type * as Types from './types.js';
import { TypedDocumentString } from '../typed-document-string.js';
export const MemberFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment MemberFields on Member {
  id
  externalId
  name
  email
}
    `) as unknown as TypedDocumentString<Types.MemberFieldsFragment, unknown>;
export const AccountFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
    fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.AccountFieldsFragment, unknown>;
export const MoneyFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment MoneyFields on Money {
  amount
  currencyCode
}
    `) as unknown as TypedDocumentString<Types.MoneyFieldsFragment, unknown>;
export const RelationshipFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RelationshipFields on Relationship {
  asOf
  type
  isCustomer
  since
  score
  clientScore
  borderline
  summary
}
    `) as unknown as TypedDocumentString<Types.RelationshipFieldsFragment, unknown>;
export const AccountListingFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AccountListing on Account {
  ...AccountFields
  monthlyRecurringRevenue(asOf: $asOf) {
    ...MoneyFields
  }
  relationship(asOf: $asOf) {
    ...RelationshipFields
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment RelationshipFields on Relationship {
  asOf
  type
  isCustomer
  since
  score
  clientScore
  borderline
  summary
}`) as unknown as TypedDocumentString<Types.AccountListingFragment, unknown>;
export const CriterionFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
    `) as unknown as TypedDocumentString<Types.CriterionFieldsFragment, unknown>;
export const EvidenceFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment EvidenceFields on Evidence {
  criterion {
    ...CriterionFields
  }
  observed
  met
  shortfall
  changesAt
  summary
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}`) as unknown as TypedDocumentString<Types.EvidenceFieldsFragment, unknown>;
export const PathToClientFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PathToClientFields on PathToClient {
  needsPaidSubscription
  criteria {
    ...EvidenceFields
  }
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment EvidenceFields on Evidence {
  criterion {
    ...CriterionFields
  }
  observed
  met
  shortfall
  changesAt
  summary
}`) as unknown as TypedDocumentString<Types.PathToClientFieldsFragment, unknown>;
export const RelationshipPeriodFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RelationshipPeriodFields on RelationshipPeriod {
  type
  from
  to
  projected
  because {
    ...EvidenceFields
  }
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment EvidenceFields on Evidence {
  criterion {
    ...CriterionFields
  }
  observed
  met
  shortfall
  changesAt
  summary
}`) as unknown as TypedDocumentString<Types.RelationshipPeriodFieldsFragment, unknown>;
export const RelationshipDetailsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RelationshipDetails on Relationship {
  ...RelationshipFields
  evidence {
    ...EvidenceFields
  }
  pathToClient {
    ...PathToClientFields
  }
  nextChange {
    ...RelationshipPeriodFields
  }
  policy {
    version
    name
  }
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment RelationshipFields on Relationship {
  asOf
  type
  isCustomer
  since
  score
  clientScore
  borderline
  summary
}
fragment EvidenceFields on Evidence {
  criterion {
    ...CriterionFields
  }
  observed
  met
  shortfall
  changesAt
  summary
}
fragment PathToClientFields on PathToClient {
  needsPaidSubscription
  criteria {
    ...EvidenceFields
  }
}
fragment RelationshipPeriodFields on RelationshipPeriod {
  type
  from
  to
  projected
  because {
    ...EvidenceFields
  }
}`) as unknown as TypedDocumentString<Types.RelationshipDetailsFragment, unknown>;
export const NextRenewalFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment NextRenewalFields on Renewal {
  at
  day
  termMonths
  amount {
    ...MoneyFields
  }
  type
  outcome
  probability
  termsEnded
  termsRenewed
  summary
  subscription {
    id
    externalId
    plan {
      name
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.NextRenewalFieldsFragment, unknown>;
export const PlanFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
    `) as unknown as TypedDocumentString<Types.PlanFieldsFragment, unknown>;
export const SubscriptionFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}`) as unknown as TypedDocumentString<Types.SubscriptionFieldsFragment, unknown>;
export const InteractionFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.InteractionFieldsFragment, unknown>;
export const AccountDetailsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AccountDetails on Account {
  ...AccountFields
  monthlyRecurringRevenue(asOf: $asOf) {
    ...MoneyFields
  }
  relationship(asOf: $asOf) {
    ...RelationshipDetails
  }
  nextRenewal {
    ...NextRenewalFields
  }
  subscriptions(first: 50) {
    nodes {
      ...SubscriptionFields
    }
  }
  interactions(first: 20) {
    nodes {
      ...InteractionFields
    }
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment NextRenewalFields on Renewal {
  at
  day
  termMonths
  amount {
    ...MoneyFields
  }
  type
  outcome
  probability
  termsEnded
  termsRenewed
  summary
  subscription {
    id
    externalId
    plan {
      name
    }
  }
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment RelationshipFields on Relationship {
  asOf
  type
  isCustomer
  since
  score
  clientScore
  borderline
  summary
}
fragment RelationshipDetails on Relationship {
  ...RelationshipFields
  evidence {
    ...EvidenceFields
  }
  pathToClient {
    ...PathToClientFields
  }
  nextChange {
    ...RelationshipPeriodFields
  }
  policy {
    version
    name
  }
}
fragment EvidenceFields on Evidence {
  criterion {
    ...CriterionFields
  }
  observed
  met
  shortfall
  changesAt
  summary
}
fragment PathToClientFields on PathToClient {
  needsPaidSubscription
  criteria {
    ...EvidenceFields
  }
}
fragment RelationshipPeriodFields on RelationshipPeriod {
  type
  from
  to
  projected
  because {
    ...EvidenceFields
  }
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}`) as unknown as TypedDocumentString<Types.AccountDetailsFragment, unknown>;
export const PageFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}
    `) as unknown as TypedDocumentString<Types.PageFieldsFragment, unknown>;
export const ApiKeyFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ApiKeyFields on ApiKey {
  id
  name
  role
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}
    `) as unknown as TypedDocumentString<Types.ApiKeyFieldsFragment, unknown>;
export const PolicyFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PolicyFields on Policy {
  id
  version
  name
  criteria {
    ...CriterionFields
  }
  clientScore
  gapDays
  purchaseDays
  effectiveFrom
  publishedAt
  publishedBy
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}`) as unknown as TypedDocumentString<Types.PolicyFieldsFragment, unknown>;
export const RelationshipChangeFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RelationshipChangeFields on RelationshipChange {
  id
  previousType
  type
  at
  announcedAt
  cause
  summary
  policy {
    version
    name
  }
  account {
    id
    externalId
    name
  }
}
    `) as unknown as TypedDocumentString<Types.RelationshipChangeFieldsFragment, unknown>;
export const WorkspaceFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment WorkspaceFields on Workspace {
  id
  name
  currencyCode
  timeZone
  createdAt
}
    `) as unknown as TypedDocumentString<Types.WorkspaceFieldsFragment, unknown>;
export const NodeFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment NodeFields on Node {
  __typename
  id
  ... on Account {
    ...AccountFields
  }
  ... on AccountSubscription {
    ...SubscriptionFields
  }
  ... on ApiKey {
    ...ApiKeyFields
  }
  ... on Interaction {
    ...InteractionFields
  }
  ... on Member {
    ...MemberFields
  }
  ... on Plan {
    ...PlanFields
  }
  ... on Policy {
    ...PolicyFields
  }
  ... on RelationshipChange {
    ...RelationshipChangeFields
  }
  ... on Workspace {
    ...WorkspaceFields
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment PolicyFields on Policy {
  id
  version
  name
  criteria {
    ...CriterionFields
  }
  clientScore
  gapDays
  purchaseDays
  effectiveFrom
  publishedAt
  publishedBy
}
fragment RelationshipChangeFields on RelationshipChange {
  id
  previousType
  type
  at
  announcedAt
  cause
  summary
  policy {
    version
    name
  }
  account {
    id
    externalId
    name
  }
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}
fragment WorkspaceFields on Workspace {
  id
  name
  currencyCode
  timeZone
  createdAt
}
fragment ApiKeyFields on ApiKey {
  id
  name
  role
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<Types.NodeFieldsFragment, unknown>;
export const UserErrorFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
    `) as unknown as TypedDocumentString<Types.UserErrorFieldsFragment, unknown>;
export const ImportFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ImportFields on ImportPayload {
  created
  updated
  unchanged
  refused
  userErrors {
    ...UserErrorFields
  }
  userErrorCount
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}`) as unknown as TypedDocumentString<Types.ImportFieldsFragment, unknown>;
export const InteractionDetailsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment InteractionDetails on Interaction {
  ...InteractionFields
  account {
    ...AccountFields
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.InteractionDetailsFragment, unknown>;
export const BookOfBusinessFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment BookOfBusinessFields on BookOfBusiness {
  accounts
  counts {
    type
    accounts
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  effortMinutes
  minutesPerRevenue
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.BookOfBusinessFieldsFragment, unknown>;
export const MemberListingFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment MemberListing on Member {
  ...MemberFields
  book {
    ...BookOfBusinessFields
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment BookOfBusinessFields on BookOfBusiness {
  accounts
  counts {
    type
    accounts
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  effortMinutes
  minutesPerRevenue
}`) as unknown as TypedDocumentString<Types.MemberListingFragment, unknown>;
export const RevenueMovementFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RevenueMovementFields on RevenueMovement {
  from
  to
  firstDay
  lastDay
  start {
    ...MoneyFields
  }
  new {
    ...MoneyFields
  }
  expansion {
    ...MoneyFields
  }
  contraction {
    ...MoneyFields
  }
  churn {
    ...MoneyFields
  }
  reactivation {
    ...MoneyFields
  }
  pause {
    ...MoneyFields
  }
  resume {
    ...MoneyFields
  }
  end {
    ...MoneyFields
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.RevenueMovementFieldsFragment, unknown>;
export const RetentionFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RetentionFields on RetentionPoint {
  from
  to
  firstDay
  lastDay
  accounts
  churnedAccounts
  logoChurn
  grossRevenueRetention
  netRevenueRetention
  quickRatio
  averageRevenuePerAccount {
    ...MoneyFields
  }
  lifetimeValue {
    ...MoneyFields
  }
  lifetimeValueReason
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.RetentionFieldsFragment, unknown>;
export const CohortFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment CohortFields on Cohort {
  from
  to
  firstDay
  lastDay
  accounts
  becameClients
  clientShare
  ages {
    age
    at
    lastDay
    survivors
    survivalShare
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.CohortFieldsFragment, unknown>;
export const RenewalFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RenewalFields on Renewal {
  ...NextRenewalFields
  account {
    id
    externalId
    name
    successManager {
      ...MemberFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment NextRenewalFields on Renewal {
  at
  day
  termMonths
  amount {
    ...MoneyFields
  }
  type
  outcome
  probability
  termsEnded
  termsRenewed
  summary
  subscription {
    id
    externalId
    plan {
      name
    }
  }
}`) as unknown as TypedDocumentString<Types.RenewalFieldsFragment, unknown>;
export const RetentionProjectionFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RetentionProjectionFields on RetentionProjection {
  model
  reason
  accounts
  observedPeriods
  alpha
  beta
  churnProbability
  logLikelihood
  expectedLifetime
  discountedExpectedLifetime(discountRate: $discountRate)
  discountedExpectedResidualLifetime(
    discountRate: $discountRate
    renewals: $renewals
  )
  points {
    period
    observed
    projected
    lower
    upper
  }
}
    `) as unknown as TypedDocumentString<Types.RetentionProjectionFieldsFragment, unknown>;
export const WorkItemFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment WorkItemFields on WorkItem {
  kind
  reason
  due
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  account {
    id
    externalId
    name
    successManager {
      ...MemberFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.WorkItemFieldsFragment, unknown>;
export const PolicyBacktestFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PolicyBacktestFields on PolicyBacktest {
  asOf
  months
  until
  outcomes {
    type
    accounts
    kept
    keptShare
    monthlyRecurringRevenue {
      ...MoneyFields
    }
    keptMonthlyRecurringRevenue {
      ...MoneyFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.PolicyBacktestFieldsFragment, unknown>;
export const PolicyDetailsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PolicyDetails on Policy {
  ...PolicyFields
  rollout {
    accountsDone
    accountsTotal
    finishedAt
  }
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment PolicyFields on Policy {
  id
  version
  name
  criteria {
    ...CriterionFields
  }
  clientScore
  gapDays
  purchaseDays
  effectiveFrom
  publishedAt
  publishedBy
}`) as unknown as TypedDocumentString<Types.PolicyDetailsFragment, unknown>;
export const AccountsTotalFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AccountsTotalFields on AccountsTotal {
  accounts
  monthlyRecurringRevenue {
    ...MoneyFields
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.AccountsTotalFieldsFragment, unknown>;
export const ClientBaseFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ClientBaseFields on ClientBase {
  asOf
  day
  accounts
  customers
  counts {
    type
    accounts
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
  borderline
  clientsWithoutSuccessManager
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.ClientBaseFieldsFragment, unknown>;
export const ClientBaseDetailsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ClientBaseDetails on ClientBase {
  ...ClientBaseFields
  fallingClients
  upsellCandidates
  effort {
    type
    effortMinutes
    monthlyRecurringRevenue {
      ...MoneyFields
    }
    minutesPerRevenue
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment ClientBaseFields on ClientBase {
  asOf
  day
  accounts
  customers
  counts {
    type
    accounts
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
  borderline
  clientsWithoutSuccessManager
}`) as unknown as TypedDocumentString<Types.ClientBaseDetailsFragment, unknown>;
export const SubscriptionPhaseFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SubscriptionPhaseFields on SubscriptionPhase {
  from
  to
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}`) as unknown as TypedDocumentString<Types.SubscriptionPhaseFieldsFragment, unknown>;
export const SubscriptionDetailsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SubscriptionDetails on AccountSubscription {
  ...SubscriptionFields
  account {
    ...AccountFields
  }
  phases {
    ...SubscriptionPhaseFields
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}
fragment SubscriptionPhaseFields on SubscriptionPhase {
  from
  to
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
}`) as unknown as TypedDocumentString<Types.SubscriptionDetailsFragment, unknown>;
export const ViewerFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ViewerFields on Viewer {
  role
  key {
    ...ApiKeyFields
  }
  workspace {
    ...WorkspaceFields
  }
}
    fragment WorkspaceFields on Workspace {
  id
  name
  currencyCode
  timeZone
  createdAt
}
fragment ApiKeyFields on ApiKey {
  id
  name
  role
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<Types.ViewerFieldsFragment, unknown>;
export const AccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Account($by: AccountBy!, $asOf: DateTime) {
  account(by: $by) {
    ...AccountDetails
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment AccountDetails on Account {
  ...AccountFields
  monthlyRecurringRevenue(asOf: $asOf) {
    ...MoneyFields
  }
  relationship(asOf: $asOf) {
    ...RelationshipDetails
  }
  nextRenewal {
    ...NextRenewalFields
  }
  subscriptions(first: 50) {
    nodes {
      ...SubscriptionFields
    }
  }
  interactions(first: 20) {
    nodes {
      ...InteractionFields
    }
  }
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment NextRenewalFields on Renewal {
  at
  day
  termMonths
  amount {
    ...MoneyFields
  }
  type
  outcome
  probability
  termsEnded
  termsRenewed
  summary
  subscription {
    id
    externalId
    plan {
      name
    }
  }
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment RelationshipFields on Relationship {
  asOf
  type
  isCustomer
  since
  score
  clientScore
  borderline
  summary
}
fragment RelationshipDetails on Relationship {
  ...RelationshipFields
  evidence {
    ...EvidenceFields
  }
  pathToClient {
    ...PathToClientFields
  }
  nextChange {
    ...RelationshipPeriodFields
  }
  policy {
    version
    name
  }
}
fragment EvidenceFields on Evidence {
  criterion {
    ...CriterionFields
  }
  observed
  met
  shortfall
  changesAt
  summary
}
fragment PathToClientFields on PathToClient {
  needsPaidSubscription
  criteria {
    ...EvidenceFields
  }
}
fragment RelationshipPeriodFields on RelationshipPeriod {
  type
  from
  to
  projected
  because {
    ...EvidenceFields
  }
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}`) as unknown as TypedDocumentString<Types.AccountQuery, Types.AccountQueryVariables>;
export const AccountsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Accounts($filter: AccountFilter, $orderBy: AccountOrder, $asOf: DateTime, $first: Int, $after: String) {
  accounts(
    asOf: $asOf
    filter: $filter
    orderBy: $orderBy
    first: $first
    after: $after
  ) {
    nodes {
      ...AccountListing
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment AccountListing on Account {
  ...AccountFields
  monthlyRecurringRevenue(asOf: $asOf) {
    ...MoneyFields
  }
  relationship(asOf: $asOf) {
    ...RelationshipFields
  }
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment RelationshipFields on Relationship {
  asOf
  type
  isCustomer
  since
  score
  clientScore
  borderline
  summary
}`) as unknown as TypedDocumentString<Types.AccountsQuery, Types.AccountsQueryVariables>;
export const AccountUpsertDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AccountUpsert($input: AccountUpsertInput!) {
  accountUpsert(input: $input) {
    account {
      ...AccountFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.AccountUpsertMutation, Types.AccountUpsertMutationVariables>;
export const SuccessManagerAssignDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SuccessManagerAssign($input: SuccessManagerAssignInput!) {
  successManagerAssign(input: $input) {
    account {
      ...AccountFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.SuccessManagerAssignMutation, Types.SuccessManagerAssignMutationVariables>;
export const AccountDeleteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AccountDelete($input: AccountDeleteInput!) {
  accountDelete(input: $input) {
    deletedId
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}`) as unknown as TypedDocumentString<Types.AccountDeleteMutation, Types.AccountDeleteMutationVariables>;
export const NodeDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Node($id: ID!) {
  node(id: $id) {
    ...NodeFields
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment NodeFields on Node {
  __typename
  id
  ... on Account {
    ...AccountFields
  }
  ... on AccountSubscription {
    ...SubscriptionFields
  }
  ... on ApiKey {
    ...ApiKeyFields
  }
  ... on Interaction {
    ...InteractionFields
  }
  ... on Member {
    ...MemberFields
  }
  ... on Plan {
    ...PlanFields
  }
  ... on Policy {
    ...PolicyFields
  }
  ... on RelationshipChange {
    ...RelationshipChangeFields
  }
  ... on Workspace {
    ...WorkspaceFields
  }
}
fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment PolicyFields on Policy {
  id
  version
  name
  criteria {
    ...CriterionFields
  }
  clientScore
  gapDays
  purchaseDays
  effectiveFrom
  publishedAt
  publishedBy
}
fragment RelationshipChangeFields on RelationshipChange {
  id
  previousType
  type
  at
  announcedAt
  cause
  summary
  policy {
    version
    name
  }
  account {
    id
    externalId
    name
  }
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}
fragment WorkspaceFields on Workspace {
  id
  name
  currencyCode
  timeZone
  createdAt
}
fragment ApiKeyFields on ApiKey {
  id
  name
  role
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<Types.NodeQuery, Types.NodeQueryVariables>;
export const NodesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    ...NodeFields
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment NodeFields on Node {
  __typename
  id
  ... on Account {
    ...AccountFields
  }
  ... on AccountSubscription {
    ...SubscriptionFields
  }
  ... on ApiKey {
    ...ApiKeyFields
  }
  ... on Interaction {
    ...InteractionFields
  }
  ... on Member {
    ...MemberFields
  }
  ... on Plan {
    ...PlanFields
  }
  ... on Policy {
    ...PolicyFields
  }
  ... on RelationshipChange {
    ...RelationshipChangeFields
  }
  ... on Workspace {
    ...WorkspaceFields
  }
}
fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment PolicyFields on Policy {
  id
  version
  name
  criteria {
    ...CriterionFields
  }
  clientScore
  gapDays
  purchaseDays
  effectiveFrom
  publishedAt
  publishedBy
}
fragment RelationshipChangeFields on RelationshipChange {
  id
  previousType
  type
  at
  announcedAt
  cause
  summary
  policy {
    version
    name
  }
  account {
    id
    externalId
    name
  }
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}
fragment WorkspaceFields on Workspace {
  id
  name
  currencyCode
  timeZone
  createdAt
}
fragment ApiKeyFields on ApiKey {
  id
  name
  role
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<Types.NodesQuery, Types.NodesQueryVariables>;
export const ImportDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Import($input: ImportInput!) {
  import(input: $input) {
    ...ImportFields
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment ImportFields on ImportPayload {
  created
  updated
  unchanged
  refused
  userErrors {
    ...UserErrorFields
  }
  userErrorCount
}`) as unknown as TypedDocumentString<Types.ImportMutation, Types.ImportMutationVariables>;
export const InteractionDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Interaction($by: InteractionBy!) {
  interaction(by: $by) {
    ...InteractionDetails
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
fragment InteractionDetails on Interaction {
  ...InteractionFields
  account {
    ...AccountFields
  }
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.InteractionQuery, Types.InteractionQueryVariables>;
export const InteractionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Interactions($filter: InteractionFilter, $first: Int, $after: String) {
  interactions(filter: $filter, first: $first, after: $after) {
    nodes {
      ...InteractionDetails
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}
fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
fragment InteractionDetails on Interaction {
  ...InteractionFields
  account {
    ...AccountFields
  }
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.InteractionsQuery, Types.InteractionsQueryVariables>;
export const InteractionRecordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation InteractionRecord($input: InteractionRecordInput!) {
  interactionRecord(input: $input) {
    interaction {
      ...InteractionFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment InteractionFields on Interaction {
  id
  externalId
  kind
  occurredAt
  recordedAt
  personalized
  initiative
  sentiment
  amount {
    ...MoneyFields
  }
  effortMinutes
  member {
    ...MemberFields
  }
  note
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.InteractionRecordMutation, Types.InteractionRecordMutationVariables>;
export const InteractionDeleteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation InteractionDelete($input: InteractionDeleteInput!) {
  interactionDelete(input: $input) {
    deletedId
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}`) as unknown as TypedDocumentString<Types.InteractionDeleteMutation, Types.InteractionDeleteMutationVariables>;
export const MembersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Members($filter: MemberFilter, $first: Int, $after: String) {
  members(filter: $filter, first: $first, after: $after) {
    nodes {
      ...MemberListing
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment BookOfBusinessFields on BookOfBusiness {
  accounts
  counts {
    type
    accounts
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  effortMinutes
  minutesPerRevenue
}
fragment MemberListing on Member {
  ...MemberFields
  book {
    ...BookOfBusinessFields
  }
}`) as unknown as TypedDocumentString<Types.MembersQuery, Types.MembersQueryVariables>;
export const MemberDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Member($by: MemberBy!) {
  member(by: $by) {
    ...MemberListing
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment BookOfBusinessFields on BookOfBusiness {
  accounts
  counts {
    type
    accounts
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  effortMinutes
  minutesPerRevenue
}
fragment MemberListing on Member {
  ...MemberFields
  book {
    ...BookOfBusinessFields
  }
}`) as unknown as TypedDocumentString<Types.MemberQuery, Types.MemberQueryVariables>;
export const MemberUpsertDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation MemberUpsert($input: MemberUpsertInput!) {
  memberUpsert(input: $input) {
    member {
      ...MemberFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}`) as unknown as TypedDocumentString<Types.MemberUpsertMutation, Types.MemberUpsertMutationVariables>;
export const MemberDeleteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation MemberDelete($input: MemberDeleteInput!) {
  memberDelete(input: $input) {
    deletedId
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}`) as unknown as TypedDocumentString<Types.MemberDeleteMutation, Types.MemberDeleteMutationVariables>;
export const RevenueMovementsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RevenueMovements($from: Date!, $to: Date!, $interval: MetricInterval, $type: RelationshipType) {
  revenueMovements(from: $from, to: $to, interval: $interval, type: $type) {
    ...RevenueMovementFields
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment RevenueMovementFields on RevenueMovement {
  from
  to
  firstDay
  lastDay
  start {
    ...MoneyFields
  }
  new {
    ...MoneyFields
  }
  expansion {
    ...MoneyFields
  }
  contraction {
    ...MoneyFields
  }
  churn {
    ...MoneyFields
  }
  reactivation {
    ...MoneyFields
  }
  pause {
    ...MoneyFields
  }
  resume {
    ...MoneyFields
  }
  end {
    ...MoneyFields
  }
}`) as unknown as TypedDocumentString<Types.RevenueMovementsQuery, Types.RevenueMovementsQueryVariables>;
export const RetentionDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Retention($from: Date!, $to: Date!, $interval: MetricInterval, $type: RelationshipType) {
  retention(from: $from, to: $to, interval: $interval, type: $type) {
    ...RetentionFields
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment RetentionFields on RetentionPoint {
  from
  to
  firstDay
  lastDay
  accounts
  churnedAccounts
  logoChurn
  grossRevenueRetention
  netRevenueRetention
  quickRatio
  averageRevenuePerAccount {
    ...MoneyFields
  }
  lifetimeValue {
    ...MoneyFields
  }
  lifetimeValueReason
}`) as unknown as TypedDocumentString<Types.RetentionQuery, Types.RetentionQueryVariables>;
export const RetentionSavingDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RetentionSaving($from: Date!, $to: Date!, $interval: MetricInterval, $type: RelationshipType, $acquisitionCost: MoneyInput!, $costRatio: Float! = 5) {
  retention(from: $from, to: $to, interval: $interval, type: $type) {
    from
    to
    firstDay
    lastDay
    accounts
    churnedAccounts
    retentionSaving(acquisitionCost: $acquisitionCost, costRatio: $costRatio) {
      ...MoneyFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.RetentionSavingQuery, Types.RetentionSavingQueryVariables>;
export const CohortsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Cohorts($from: Date!, $to: Date!, $interval: MetricInterval) {
  cohorts(from: $from, to: $to, interval: $interval) {
    ...CohortFields
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment CohortFields on Cohort {
  from
  to
  firstDay
  lastDay
  accounts
  becameClients
  clientShare
  ages {
    age
    at
    lastDay
    survivors
    survivalShare
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
}`) as unknown as TypedDocumentString<Types.CohortsQuery, Types.CohortsQueryVariables>;
export const RenewalsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Renewals($from: Date!, $to: Date!, $first: Int, $after: String) {
  renewals(from: $from, to: $to, first: $first, after: $after) {
    nodes {
      ...RenewalFields
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment NextRenewalFields on Renewal {
  at
  day
  termMonths
  amount {
    ...MoneyFields
  }
  type
  outcome
  probability
  termsEnded
  termsRenewed
  summary
  subscription {
    id
    externalId
    plan {
      name
    }
  }
}
fragment RenewalFields on Renewal {
  ...NextRenewalFields
  account {
    id
    externalId
    name
    successManager {
      ...MemberFields
    }
  }
}`) as unknown as TypedDocumentString<Types.RenewalsQuery, Types.RenewalsQueryVariables>;
export const RenewalMonthsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RenewalMonths($from: Date!, $to: Date!) {
  renewals(from: $from, to: $to) {
    months {
      from
      firstDay
      renewals
      amount {
        ...MoneyFields
      }
      expectedAmount {
        ...MoneyFields
      }
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}`) as unknown as TypedDocumentString<Types.RenewalMonthsQuery, Types.RenewalMonthsQueryVariables>;
export const RetentionProjectionDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RetentionProjection($cohort: CohortInput!, $periods: Int!, $discountRate: Float! = 0, $renewals: Int! = 0) {
  retentionProjection(cohort: $cohort, periods: $periods) {
    ...RetentionProjectionFields
  }
}
    fragment RetentionProjectionFields on RetentionProjection {
  model
  reason
  accounts
  observedPeriods
  alpha
  beta
  churnProbability
  logLikelihood
  expectedLifetime
  discountedExpectedLifetime(discountRate: $discountRate)
  discountedExpectedResidualLifetime(
    discountRate: $discountRate
    renewals: $renewals
  )
  points {
    period
    observed
    projected
    lower
    upper
  }
}`) as unknown as TypedDocumentString<Types.RetentionProjectionQuery, Types.RetentionProjectionQueryVariables>;
export const WorklistDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Worklist($first: Int, $after: String) {
  worklist(first: $first, after: $after) {
    nodes {
      ...WorkItemFields
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment WorkItemFields on WorkItem {
  kind
  reason
  due
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  account {
    id
    externalId
    name
    successManager {
      ...MemberFields
    }
  }
}`) as unknown as TypedDocumentString<Types.WorklistQuery, Types.WorklistQueryVariables>;
export const PolicyBacktestDocument = /*#__PURE__*/ new TypedDocumentString(`
    query PolicyBacktest($policy: PolicyInput, $asOf: DateTime!, $months: Int! = 12) {
  policyBacktest(policy: $policy, asOf: $asOf, months: $months) {
    ...PolicyBacktestFields
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment PolicyBacktestFields on PolicyBacktest {
  asOf
  months
  until
  outcomes {
    type
    accounts
    kept
    keptShare
    monthlyRecurringRevenue {
      ...MoneyFields
    }
    keptMonthlyRecurringRevenue {
      ...MoneyFields
    }
  }
}`) as unknown as TypedDocumentString<Types.PolicyBacktestQuery, Types.PolicyBacktestQueryVariables>;
export const PlansDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Plans {
  plans {
    ...PlanFields
  }
}
    fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}`) as unknown as TypedDocumentString<Types.PlansQuery, Types.PlansQueryVariables>;
export const PlanDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Plan($by: PlanBy!) {
  plan(by: $by) {
    ...PlanFields
  }
}
    fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}`) as unknown as TypedDocumentString<Types.PlanQuery, Types.PlanQueryVariables>;
export const PlanUpsertDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation PlanUpsert($input: PlanUpsertInput!) {
  planUpsert(input: $input) {
    plan {
      ...PlanFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}`) as unknown as TypedDocumentString<Types.PlanUpsertMutation, Types.PlanUpsertMutationVariables>;
export const PlanDeleteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation PlanDelete($input: PlanDeleteInput!) {
  planDelete(input: $input) {
    deletedId
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}`) as unknown as TypedDocumentString<Types.PlanDeleteMutation, Types.PlanDeleteMutationVariables>;
export const FactsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Facts {
  facts {
    name
    unit
    dimension
    windowed
    description
  }
}
    `) as unknown as TypedDocumentString<Types.FactsQuery, Types.FactsQueryVariables>;
export const PolicyDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Policy($version: Int) {
  policy(version: $version) {
    ...PolicyDetails
  }
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment PolicyFields on Policy {
  id
  version
  name
  criteria {
    ...CriterionFields
  }
  clientScore
  gapDays
  purchaseDays
  effectiveFrom
  publishedAt
  publishedBy
}
fragment PolicyDetails on Policy {
  ...PolicyFields
  rollout {
    accountsDone
    accountsTotal
    finishedAt
  }
}`) as unknown as TypedDocumentString<Types.PolicyQuery, Types.PolicyQueryVariables>;
export const PolicyDifferencesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query PolicyDifferences($version: Int, $fromVersion: Int!) {
  policy(version: $version) {
    version
    differences(fromVersion: $fromVersion) {
      summary
      before {
        ...CriterionFields
      }
      after {
        ...CriterionFields
      }
    }
  }
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}`) as unknown as TypedDocumentString<Types.PolicyDifferencesQuery, Types.PolicyDifferencesQueryVariables>;
export const PoliciesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Policies($first: Int, $after: String) {
  policies(first: $first, after: $after) {
    nodes {
      ...PolicyFields
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}
fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment PolicyFields on Policy {
  id
  version
  name
  criteria {
    ...CriterionFields
  }
  clientScore
  gapDays
  purchaseDays
  effectiveFrom
  publishedAt
  publishedBy
}`) as unknown as TypedDocumentString<Types.PoliciesQuery, Types.PoliciesQueryVariables>;
export const PolicySimulationDocument = /*#__PURE__*/ new TypedDocumentString(`
    query PolicySimulation($policy: PolicyInput!, $asOf: DateTime, $flips: Int! = 100) {
  policySimulation(policy: $policy, asOf: $asOf) {
    asOf
    policy {
      version
      name
    }
    accounts
    counts {
      type
      now {
        ...AccountsTotalFields
      }
      draft {
        ...AccountsTotalFields
      }
    }
    transitions {
      from
      to
      accounts
      monthlyRecurringRevenue {
        ...MoneyFields
      }
    }
    flips(first: $flips) {
      account {
        id
        externalId
        name
      }
      from
      to
      monthlyRecurringRevenue {
        ...MoneyFields
      }
      evidence {
        ...EvidenceFields
      }
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment AccountsTotalFields on AccountsTotal {
  accounts
  monthlyRecurringRevenue {
    ...MoneyFields
  }
}
fragment EvidenceFields on Evidence {
  criterion {
    ...CriterionFields
  }
  observed
  met
  shortfall
  changesAt
  summary
}`) as unknown as TypedDocumentString<Types.PolicySimulationQuery, Types.PolicySimulationQueryVariables>;
export const PolicyPublishDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation PolicyPublish($input: PolicyPublishInput!) {
  policyPublish(input: $input) {
    policy {
      ...PolicyDetails
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment PolicyFields on Policy {
  id
  version
  name
  criteria {
    ...CriterionFields
  }
  clientScore
  gapDays
  purchaseDays
  effectiveFrom
  publishedAt
  publishedBy
}
fragment PolicyDetails on Policy {
  ...PolicyFields
  rollout {
    accountsDone
    accountsTotal
    finishedAt
  }
}`) as unknown as TypedDocumentString<Types.PolicyPublishMutation, Types.PolicyPublishMutationVariables>;
export const ClientBaseDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ClientBase($asOf: DateTime) {
  clientBase(asOf: $asOf) {
    ...ClientBaseDetails
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment ClientBaseFields on ClientBase {
  asOf
  day
  accounts
  customers
  counts {
    type
    accounts
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
  borderline
  clientsWithoutSuccessManager
}
fragment ClientBaseDetails on ClientBase {
  ...ClientBaseFields
  fallingClients
  upsellCandidates
  effort {
    type
    effortMinutes
    monthlyRecurringRevenue {
      ...MoneyFields
    }
    minutesPerRevenue
  }
}`) as unknown as TypedDocumentString<Types.ClientBaseQuery, Types.ClientBaseQueryVariables>;
export const RelationshipPeriodsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RelationshipPeriods($by: AccountBy!, $from: DateTime, $to: DateTime) {
  account(by: $by) {
    id
    relationshipPeriods(from: $from, to: $to) {
      ...RelationshipPeriodFields
    }
  }
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment EvidenceFields on Evidence {
  criterion {
    ...CriterionFields
  }
  observed
  met
  shortfall
  changesAt
  summary
}
fragment RelationshipPeriodFields on RelationshipPeriod {
  type
  from
  to
  projected
  because {
    ...EvidenceFields
  }
}`) as unknown as TypedDocumentString<Types.RelationshipPeriodsQuery, Types.RelationshipPeriodsQueryVariables>;
export const ClassifyDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Classify($input: ClassifyInput!) {
  classify(input: $input) {
    ...RelationshipDetails
  }
}
    fragment CriterionFields on Criterion {
  fact {
    name
    unit
    dimension
    description
  }
  comparison
  threshold
  windowDays
  weight
  required
}
fragment RelationshipFields on Relationship {
  asOf
  type
  isCustomer
  since
  score
  clientScore
  borderline
  summary
}
fragment RelationshipDetails on Relationship {
  ...RelationshipFields
  evidence {
    ...EvidenceFields
  }
  pathToClient {
    ...PathToClientFields
  }
  nextChange {
    ...RelationshipPeriodFields
  }
  policy {
    version
    name
  }
}
fragment EvidenceFields on Evidence {
  criterion {
    ...CriterionFields
  }
  observed
  met
  shortfall
  changesAt
  summary
}
fragment PathToClientFields on PathToClient {
  needsPaidSubscription
  criteria {
    ...EvidenceFields
  }
}
fragment RelationshipPeriodFields on RelationshipPeriod {
  type
  from
  to
  projected
  because {
    ...EvidenceFields
  }
}`) as unknown as TypedDocumentString<Types.ClassifyQuery, Types.ClassifyQueryVariables>;
export const ClientBaseHistoryDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ClientBaseHistory($from: Date!, $to: Date!, $interval: MetricInterval) {
  clientBaseHistory(from: $from, to: $to, interval: $interval) {
    ...ClientBaseFields
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment ClientBaseFields on ClientBase {
  asOf
  day
  accounts
  customers
  counts {
    type
    accounts
    monthlyRecurringRevenue {
      ...MoneyFields
    }
  }
  borderline
  clientsWithoutSuccessManager
}`) as unknown as TypedDocumentString<Types.ClientBaseHistoryQuery, Types.ClientBaseHistoryQueryVariables>;
export const RelationshipChangesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RelationshipChanges($filter: RelationshipChangeFilter, $first: Int, $after: String) {
  relationshipChanges(filter: $filter, first: $first, after: $after) {
    nodes {
      ...RelationshipChangeFields
    }
    pageInfo {
      ...PageFields
    }
  }
}
    fragment PageFields on PageInfo {
  endCursor
  hasNextPage
}
fragment RelationshipChangeFields on RelationshipChange {
  id
  previousType
  type
  at
  announcedAt
  cause
  summary
  policy {
    version
    name
  }
  account {
    id
    externalId
    name
  }
}`) as unknown as TypedDocumentString<Types.RelationshipChangesQuery, Types.RelationshipChangesQueryVariables>;
export const SubscriptionDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Subscription($by: SubscriptionBy!) {
  subscription(by: $by) {
    ...SubscriptionDetails
  }
}
    fragment AccountFields on Account {
  id
  externalId
  name
  domain
  desiredOutcome
  attributes
  successManager {
    ...MemberFields
  }
  createdAt
  updatedAt
}
fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment MemberFields on Member {
  id
  externalId
  name
  email
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}
fragment SubscriptionPhaseFields on SubscriptionPhase {
  from
  to
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
}
fragment SubscriptionDetails on AccountSubscription {
  ...SubscriptionFields
  account {
    ...AccountFields
  }
  phases {
    ...SubscriptionPhaseFields
  }
}`) as unknown as TypedDocumentString<Types.SubscriptionQuery, Types.SubscriptionQueryVariables>;
export const SubscriptionStartDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SubscriptionStart($input: SubscriptionStartInput!) {
  subscriptionStart(input: $input) {
    subscription {
      ...SubscriptionFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}`) as unknown as TypedDocumentString<Types.SubscriptionStartMutation, Types.SubscriptionStartMutationVariables>;
export const SubscriptionCancelDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SubscriptionCancel($input: SubscriptionCancelInput!) {
  subscriptionCancel(input: $input) {
    subscription {
      ...SubscriptionFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}`) as unknown as TypedDocumentString<Types.SubscriptionCancelMutation, Types.SubscriptionCancelMutationVariables>;
export const SubscriptionChangeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SubscriptionChange($input: SubscriptionChangeInput!) {
  subscriptionChange(input: $input) {
    subscription {
      ...SubscriptionFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currencyCode
}
fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment PlanFields on Plan {
  id
  externalId
  name
  rank
  isTopTier
  offeredFrom
  offeredUntil
}
fragment SubscriptionFields on AccountSubscription {
  id
  externalId
  status
  plan {
    ...PlanFields
  }
  quantity
  unitPrice {
    ...MoneyFields
  }
  billingInterval
  termMonths
  tailored
  monthlyRecurringRevenue {
    ...MoneyFields
  }
  startedAt
  trialEndsAt
  currentTermEndsAt
  cancelAt
  endedAt
  churnReason
}`) as unknown as TypedDocumentString<Types.SubscriptionChangeMutation, Types.SubscriptionChangeMutationVariables>;
export const SubscriptionDeleteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SubscriptionDelete($input: SubscriptionDeleteInput!) {
  subscriptionDelete(input: $input) {
    deletedId
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}`) as unknown as TypedDocumentString<Types.SubscriptionDeleteMutation, Types.SubscriptionDeleteMutationVariables>;
export const ViewerDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Viewer {
  viewer {
    ...ViewerFields
  }
}
    fragment WorkspaceFields on Workspace {
  id
  name
  currencyCode
  timeZone
  createdAt
}
fragment ApiKeyFields on ApiKey {
  id
  name
  role
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}
fragment ViewerFields on Viewer {
  role
  key {
    ...ApiKeyFields
  }
  workspace {
    ...WorkspaceFields
  }
}`) as unknown as TypedDocumentString<Types.ViewerQuery, Types.ViewerQueryVariables>;
export const WorkspaceDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Workspace {
  workspace {
    ...WorkspaceFields
  }
}
    fragment WorkspaceFields on Workspace {
  id
  name
  currencyCode
  timeZone
  createdAt
}`) as unknown as TypedDocumentString<Types.WorkspaceQuery, Types.WorkspaceQueryVariables>;
export const ApiKeysDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ApiKeys {
  apiKeys {
    ...ApiKeyFields
  }
}
    fragment ApiKeyFields on ApiKey {
  id
  name
  role
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<Types.ApiKeysQuery, Types.ApiKeysQueryVariables>;
export const ApiKeyCreateDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ApiKeyCreate($input: ApiKeyCreateInput!) {
  apiKeyCreate(input: $input) {
    apiKey {
      ...ApiKeyFields
    }
    secret
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment ApiKeyFields on ApiKey {
  id
  name
  role
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<Types.ApiKeyCreateMutation, Types.ApiKeyCreateMutationVariables>;
export const ApiKeyRevokeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ApiKeyRevoke($input: ApiKeyRevokeInput!) {
  apiKeyRevoke(input: $input) {
    apiKey {
      ...ApiKeyFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  field
  code
  message
  externalId
}
fragment ApiKeyFields on ApiKey {
  id
  name
  role
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<Types.ApiKeyRevokeMutation, Types.ApiKeyRevokeMutationVariables>;
