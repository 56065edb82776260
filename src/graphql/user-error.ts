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
  description: 'What kind of mistake a userError is about. Programs branch on this; the message is for people.',
  valuesConfig: {
    REQUIRED: { description: 'Something that must be given is missing.' },
    INVALID: { description: 'The value is not of the form that is asked for.' },
    OUT_OF_RANGE: { description: 'The value is outside the range that is allowed.' },
    TOO_LONG: { description: 'The text is longer than allowed.' },
    TOO_MANY: { description: 'There are more items than allowed.' },
    DUPLICATE: { description: 'The same externalId occurs more than once in one call; all copies are refused.' },
    NOT_FOUND: { description: 'The record that is named does not exist in this workspace.' },
    CONFLICT: { description: 'What is asked contradicts what is recorded.' },
    FORBIDDEN: { description: 'The key may not record this; the others of the call it may.' },
    IDEMPOTENCY_MISMATCH: {
      description: 'The idempotencyKey was used for another mutation or input in the last 24 hours.',
    },
  },
});

@ObjectType({ description: "A mistake in a mutation's input: where it is, what is wrong and how to mend it." })
export class UserError {
  @Field(() => [String], {
    description: 'Path to the value inside `input`, for example `["accounts", "3", "name"]`.',
  })
  field: string[];

  @Field(() => String, {
    description: 'For people: what was expected, what came, and how to mend it. It may change; branch on `code`.',
  })
  message: string;

  @Field(() => UserErrorCode, { description: 'What kind of mistake it is.' })
  code: UserErrorCode;
}

/** A text in a message: in quotes, and its beginning only where it is long. */
export const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

export type FieldPath = readonly (string | number)[];

export const userError = (code: UserErrorCode, field: FieldPath, message: string): UserError =>
  Object.assign(new UserError(), { code, field: field.map(String), message: hideSecrets(message) });

/**
 * Refuses input with everything that is wrong with it. Thrown inside a transaction it undoes it; mutations answer it
 * as `userErrors`, queries as a top-level BAD_USER_INPUT.
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
