import type { IdentityInput } from '@clientele/sdk';

const identity = (stripeId: string): IdentityInput => ({ source: 'stripe', externalId: stripeId });

/** How a record is found again. Its `externalId` is left to the workspace. */
export const identityOf = (stripeId: string): { identities: IdentityInput[] } => ({ identities: [identity(stripeId)] });
export const accountReference = (customerId: string): { accountIdentity: IdentityInput } => ({
  accountIdentity: identity(customerId),
});
export const planReference = (productId: string): { planIdentity: IdentityInput } => ({
  planIdentity: identity(productId),
});

/** Returns the id of an object that Stripe returns as its id or, if expanded, whole. */
export const idOf = (reference: string | { id: string } | null | undefined): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null);
