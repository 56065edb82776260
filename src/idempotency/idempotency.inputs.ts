import { Field } from 'type-graphql';

/** Explains idempotency keys once, in the description of the mutation type. */
export const IDEMPOTENCY_DESCRIPTION =
  'Each input takes an optional `idempotencyKey`, which makes retries safe. For 24 hours, requests with the same key and the same input take effect once, however many arrive and even at the same time, and all return the same result: the changed record in its current state, or as the first request left it if it has been deleted since. Its nested fields show what still exists: an erased account has no history, so it is a PROSPECT, and a field that must not be null but whose record has been deleted is the error RECORD_DELETED. The same key with another mutation or other input is refused with IDEMPOTENCY_MISMATCH. A refused mutation does not use up its key.';

/** Declares `idempotencyKey` on the input of a mutation. The mutation's resolver must call `withIdempotency`. */
export const IdempotencyKey = (): PropertyDecorator =>
  Field(() => String, {
    nullable: true,
    description:
      'A key unique to this change, such as a UUID, which makes retries safe for 24 hours: see `Mutation`. 1 to 255 characters.',
  });
