import {
  getNamedType,
  getNullableType,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  isInputObjectType,
  isListType,
  valueFromAST,
  type GraphQLInputType,
  type GraphQLNamedType,
} from 'graphql';
import { Extensions } from 'type-graphql';
import { readInput, type InputPath } from '../read-input.js';
import type { UserErrorCode } from '../user-error.js';

/*
 * Records of a list that are refused one by one. graphql-js refuses an operation as a whole if one value in its variables
 * has the wrong type. For input types marked with `RecordInput`, mutations are executed with a second schema, in which such
 * a type is a scalar that never fails: a record that cannot be read becomes an `UnreadableRecord`. Validation,
 * introspection and the published schema use the input types themselves.
 */

/** Marks an input type as a record that is refused without the other records of its list. */
export const RecordInput = (): ClassDecorator => Extensions({ isRecord: true });

/** Errors listed for one record. Further ones are only counted. */
export const MAX_ERRORS_OF_RECORD = 10;

export interface RecordError {
  code: UserErrorCode;
  /** Path within the record. */
  path: InputPath;
  message: string;
}

/** A record that does not match its input type, and why. */
export class UnreadableRecord {
  readonly errors: RecordError[] = [];
  errorCount = 0;

  constructor(readonly value: unknown) {}
}

const isRecordInput = (type: GraphQLNamedType | undefined): boolean =>
  isInputObjectType(type) && type.extensions.isRecord === true;

/** Tells whether values of an input type are records, or contain lists of them. */
export const takesRecords = (type: GraphQLNamedType | undefined): boolean =>
  isRecordInput(type) ||
  (isInputObjectType(type) && Object.values(type.getFields()).some((field) => isRecordInput(getNamedType(field.type))));

/** Reads a record. The result is an `UnreadableRecord` if it does not match its type. */
export function readRecord(value: unknown, type: GraphQLInputObjectType): unknown {
  const unreadable = new UnreadableRecord(value);
  const record = readInput(value, type, (code, path, message) => {
    unreadable.errorCount++;
    if (unreadable.errors.length < MAX_ERRORS_OF_RECORD) unreadable.errors.push({ code, path, message: message() });
  });
  return unreadable.errorCount > 0 ? unreadable : record;
}

const scalarOf = (type: GraphQLInputObjectType): GraphQLScalarType =>
  new GraphQLScalarType({
    name: type.name,
    parseValue: (value) => readRecord(value, type),
    // Validation has checked literals already.
    parseLiteral: (node, variables) => valueFromAST(node, type, variables),
  });

/** Returns the schema with which mutations are executed. */
export function withUnreadableRecords(schema: GraphQLSchema): GraphQLSchema {
  const { types, mutation, ...config } = schema.toConfig();
  const replaced = new Map<string, GraphQLNamedType>();
  for (const type of types) if (isInputObjectType(type) && isRecordInput(type)) replaced.set(type.name, scalarOf(type));
  for (const type of types) {
    if (!isInputObjectType(type) || isRecordInput(type) || !takesRecords(type)) continue;
    const { fields, ...rest } = type.toConfig();
    for (const field of Object.values(fields)) {
      const scalar = replaced.get(getNamedType(field.type).name);
      // The items are nullable, so that a null among them is refused without the others.
      if (scalar && isListType(getNullableType(field.type))) field.type = new GraphQLList(scalar as GraphQLScalarType);
    }
    replaced.set(type.name, new GraphQLInputObjectType({ ...rest, fields }));
  }
  const { fields, ...rest } = mutation!.toConfig();
  for (const { args = {} } of Object.values(fields)) {
    for (const arg of Object.values(args)) {
      const type = replaced.get(getNamedType(arg.type).name) as GraphQLInputType | undefined;
      if (type) arg.type = new GraphQLNonNull(type as GraphQLInputObjectType);
    }
  }
  return new GraphQLSchema({
    ...config,
    mutation: new GraphQLObjectType({ ...rest, fields }),
    types: [...types.filter((type) => !replaced.has(type.name) && type !== mutation), ...replaced.values()],
  });
}
