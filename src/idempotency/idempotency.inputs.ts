import { Field } from 'type-graphql';

/** Declares `idempotencyKey` on the input of a mutation; its resolver carries it out with `once`. */
export const IdempotencyKey = (): PropertyDecorator =>
  Field(() => String, {
    nullable: true,
    description:
      'Any text of 1 to 255 characters that you make up for this change alone, such as a UUID. Within 24 hours the same input with the same key is carried out once, however often and however many at once it is sent, and always answered alike; other input with it is refused (IDEMPOTENCY_MISMATCH). What is refused does not use the key up.',
  });
