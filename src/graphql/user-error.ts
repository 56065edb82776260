import { GraphQLError } from 'graphql';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { hideSecrets } from './secrets.js';

export enum UserErrorCode {
  REQUIRED = 'REQUIRED',
  INVALID = 'INVALID',
  OUT_OF_RANGE = 'OUT_OF_RANGE',
  TOO_LONG = 'TOO_LONG',
  TOO_MANY = 'TOO_MANY',
  DUPLICATE = 'DUPLICATE',
  NOT_FOUND = 'NOT_FOUND',
  CONFLICT = 'CONFLICT',
  FORBIDDEN = 'FORBIDDEN',
  IDEMPOTENCY_MISMATCH = 'IDEMPOTENCY_MISMATCH',
}
registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'The kind of a user error. Branch on the code; the message is for people.',
  valuesConfig: {
    REQUIRED: { description: 'A required value is missing.' },
    INVALID: { description: 'The value has the wrong format.' },
    OUT_OF_RANGE: { description: 'The value is outside the allowed range.' },
    TOO_LONG: { description: 'The text is longer than allowed.' },
    TOO_MANY: { description: 'There are more items than allowed.' },
    DUPLICATE: {
      description:
        'The same externalId occurs more than once in one call, with different content. All copies are refused.',
    },
    NOT_FOUND: { description: 'The referenced record does not exist in this workspace.' },
    CONFLICT: { description: 'The request contradicts the recorded state or another part of the input.' },
    FORBIDDEN: {
      description: 'The role of the key does not allow this record. The other records of the call are not affected.',
    },
    IDEMPOTENCY_MISMATCH: {
      description: 'The idempotencyKey was used with another mutation or other input in the last 24 hours.',
    },
  },
});

@ObjectType({ description: "An error in a mutation's input: where it is, what is wrong and how to fix it." })
export class UserError {
  @Field(() => [String], {
    description: 'Path of the value inside `input`, for example `["accounts", "3", "name"]`.',
  })
  field: string[];

  @Field(() => String, {
    description:
      'A message for people: what was expected, what was received, and how to fix it. The wording may change; branch on `code`.',
  })
  message: string;

  @Field(() => UserErrorCode, { description: 'The kind of the error, for programs.' })
  code: UserErrorCode;

  @Field(() => String, {
    nullable: true,
    description:
      'In an import, your own id of the record that was refused, up to 200 characters. Null if the record has none, and in other mutations.',
  })
  externalId?: string | null;
}

/** Quotes a text for a message. Long texts are truncated. */
export const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

export type FieldPath = readonly (string | number)[];

export const userError = (code: UserErrorCode, field: FieldPath, message: string): UserError =>
  Object.assign(new UserError(), { code, field: field.map(String), message: hideSecrets(message) });

/**
 * Refuses input with all of its errors. Thrown inside a transaction it rolls the transaction back. Mutations return the
 * errors as `userErrors`, queries as a top-level BAD_USER_INPUT.
 */
export class InvalidInput extends GraphQLError {
  constructor(readonly userErrors: readonly UserError[]) {
    super(userErrors.map(({ field, message }) => `${field.join('.')}: ${message}`).join(' '), {
      extensions: { code: 'BAD_USER_INPUT', userErrors },
    });
  }
}

export function refuse(code: UserErrorCode, field: FieldPath, message: string): never {
  throw new InvalidInput([userError(code, field, message)]);
}
