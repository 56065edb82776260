/**
 * How records are identified and refer to each other: by Stripe's ids. This is the only file that knows the fields, so that
 * another kind of identity is introduced here.
 */
export const identityOf = (stripeId: string): { externalId: string } => ({ externalId: stripeId });
export const accountReference = (customerId: string): { accountExternalId: string } => ({
  accountExternalId: customerId,
});
export const planReference = (productId: string): { planExternalId: string } => ({ planExternalId: productId });

/** Returns the id of an object that Stripe returns as its id or, if expanded, whole. */
export const idOf = (reference: string | { id: string } | null | undefined): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null);
