export {
  Clientele,
  type AccountsArguments,
  type MembersArguments,
  type PoliciesArguments,
  type RelationshipChangesArguments,
} from './client.js';
export * from './errors.js';
export type { ClienteleOptions } from './options.js';
export { Pages, type Page } from './pages.js';
export type { Fetch, RequestOptions, TokenSource, TypedDocument } from './transport.js';

// Inputs, enums, and what each operation takes and answers.
export type * from './generated/types.js';
export type {
  AccountDetailsFragment as AccountDetails,
  AccountFieldsFragment as Account,
  AccountListingFragment as AccountListing,
  ApiKeyFieldsFragment as ApiKey,
  BookFieldsFragment as Book,
  ClientBaseFieldsFragment as ClientBase,
  CriterionFieldsFragment as Criterion,
  EvidenceFieldsFragment as Evidence,
  ImportFieldsFragment as ImportResult,
  InteractionDetailsFragment as InteractionDetails,
  InteractionFieldsFragment as Interaction,
  MemberFieldsFragment as Member,
  MemberListingFragment as MemberListing,
  MoneyFieldsFragment as Money,
  PathToClientFieldsFragment as PathToClient,
  PlanFieldsFragment as Plan,
  PolicyFieldsFragment as Policy,
  RelationshipChangeFieldsFragment as RelationshipChange,
  RelationshipDetailsFragment as RelationshipDetails,
  RelationshipFieldsFragment as Relationship,
  RelationshipPeriodFieldsFragment as RelationshipPeriod,
  SubscriptionDetailsFragment as SubscriptionDetails,
  SubscriptionFieldsFragment as Subscription,
  SubscriptionPhaseFieldsFragment as SubscriptionPhase,
  ViewerFieldsFragment as Viewer,
  WorkspaceFieldsFragment as Workspace,
} from './generated/types.js';
