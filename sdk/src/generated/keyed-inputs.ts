// Generated from schema/schema.graphql and sdk/documents by `npm run generate`. Do not edit.

/** The inputs of mutations that take an `idempotencyKey`. */
export const KEYED_INPUTS: ReadonlySet<string> = new Set(
  'AccountDeleteInput AccountMergeInput AccountUpsertInput ApiKeyCreateInput ApiKeyRevokeInput ExchangeRateDeleteInput ExchangeRateUpsertInput ImportInput InteractionDeleteInput InteractionRecordInput MemberDeleteInput MemberUpsertInput PlanDeleteInput PlanUpsertInput PolicyPublishInput SubscriptionCancelInput SubscriptionChangeInput SubscriptionDeleteInput SubscriptionStartInput SubscriptionUncancelInput SuccessManagerAssignInput UsageRecordInput'.split(
    ' ',
  ),
);
