import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { Extensions } from 'type-graphql';
import { at, product, sum, type Points, type Variables } from './points.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../page-size.js';

/*
 * The maximum cost of an operation, computed from its document and variables before it runs. One point is about the cost of
 * fetching one record: some 50 microseconds of the server and its database together.
 */

/** The arguments of a field, as sent. */
export type Args = Readonly<Record<string, unknown>>;

export interface Price {
  /** Points for each object that the field returns, regardless of its selection. */
  each?: number;
  /** Points for the field itself, once for each parent object: a statement, a run of the kernel. */
  own?: number | ((args: Args) => number);
  /**
   * Points for statements over all accounts, once for the field, because its parent objects share them: what they take in a
   * workspace of 20,000 accounts.
   * In the end the time that they took is charged, which is less in a smaller workspace and more in a larger one.
   */
  overAll?: number;
  /** The maximum length of a list. For a connection, that of its page. */
  size?: number | ((args: Args) => number);
}

const RECORD = 1;
const VALUE_OBJECT = 0.1;
const LEAF = 0.01;
/** A transaction and the derivation in it. */
const MUTATION = 50;
/** A value in a list of an argument, for each parent object: arguments are coerced for each. */
const LISTED = 0.002;
/** Introspection: its fields are looked up for each type of the schema. */
const INTROSPECTION = 5;
/** Assumed length of a list without a declared maximum. A test lists those lists. */
const UNKNOWN_SIZE = 100;

/** Declares what a field costs in addition to the rule: 1 per record, 0.1 per other object, 0.01 per scalar. */
export const Cost = (price: Price): PropertyDecorator & MethodDecorator => Extensions({ price });

/** The length that `first` requests. */
export const firstUpTo =
  (most: number) =>
  ({ first }: Args): number =>
    numberUpTo(first, most);

/** A value that is not a number is refused later. Until then it counts as the maximum. */
const numberUpTo = (value: unknown, most: number): number =>
  typeof value === 'number' && value >= 0 ? Math.min(value, most) : most;

export const pageSizeOf = ({ first, last }: Args): number =>
  numberUpTo(last ?? first ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);

function countWithin(input: unknown): number {
  if (typeof input !== 'object' || input === null) return 0;
  const own = Array.isArray(input) ? input.length : 0;
  return Object.values(input).reduce<number>((count, part) => count + countWithin(part), own);
}

/** Counts by value, because one variable may be the argument of many fields. */
const counted = new WeakMap<object, number>();

/** Counts all values in the lists of an input, because each is processed: records, and the phases of each. */
export function countListed(input: unknown): number {
  if (typeof input !== 'object' || input === null) return 0;
  const count = counted.get(input) ?? countWithin(input);
  counted.set(input, count);
  return count;
}

/** Counts the values in the lists of several inputs. */
export const countListedIn = (inputs: Args): number =>
  Object.values(inputs).reduce<number>((count, input) => count + countListed(input), 0);

const isConnection = (type: GraphQLNamedType): boolean => isObjectType(type) && type.name.endsWith('Connection');

const isRecord = (type: GraphQLNamedType): boolean =>
  (isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node')) || isAbstractType(type);

export const priceOf = (field: GraphQLField<unknown, unknown>): Price =>
  (field.extensions as { price?: Price }).price ?? {};

/** Returns the points of each object that a field returns, without its selection. */
export function priceOfEach(field: GraphQLField<unknown, unknown>): number {
  const { each } = priceOf(field);
  if (each !== undefined) return each;
  const type = getNamedType(field.type);
  if (!isObjectType(type) && !isAbstractType(type)) return LEAF;
  return isRecord(type) ? RECORD : VALUE_OBJECT;
}

function mentionsVariable(value: ValueNode): boolean {
  switch (value.kind) {
    case Kind.VARIABLE:
      return true;
    case Kind.LIST:
      return value.values.some(mentionsVariable);
    case Kind.OBJECT:
      return value.fields.some((field) => mentionsVariable(field.value));
    default:
      return false;
  }
}

/** A number that the price of a field computes from its arguments. */
function fromArguments(
  rule: number | ((args: Args) => number),
  { args }: GraphQLField<unknown, unknown>,
  { arguments: given = [] }: FieldNode,
): Points {
  if (typeof rule === 'number') return rule;
  const defaults: Record<string, unknown> = {};
  for (const { name, defaultValue } of args) if (defaultValue !== undefined) defaults[name] = defaultValue;
  const read = (variables: Variables): number => {
    const values = { ...defaults };
    for (const { name, value } of given) {
      const read: unknown = valueFromASTUntyped(value, variables);
      if (read !== undefined) values[name.value] = read;
    }
    return rule(values);
  };
  return given.some(({ value }) => mentionsVariable(value)) ? read : read({});
}

/** Returns 1 for a selection that is executed, 0 for one that `@skip` or `@include` omits. */
function presence(directives: readonly DirectiveNode[] = []): Points {
  let present: Points = 1;
  for (const { name, arguments: given = [] } of directives) {
    const condition = given[0]?.value;
    if (!condition || (name.value !== 'skip' && name.value !== 'include')) continue;
    const leavesOut = name.value === 'skip';
    const of = (variables: Variables): number => (valueFromASTUntyped(condition, variables) === leavesOut ? 0 : 1);
    present = product(present, mentionsVariable(condition) ? of : of({}));
  }
  return present;
}

class Compiler {
  private readonly fragments: Map<string, FragmentDefinitionNode>;
  /** Of the fields compiled so far, the points for statements over all accounts. */
  overAll: Points = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    fragments: readonly FragmentDefinitionNode[],
  ) {
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  /** Selections on different types of an interface all count, although an object has only one type. */
  selection(selectionSet: SelectionSetNode | undefined, parent: GraphQLNamedType, page: Points): Points {
    return sum(
      (selectionSet?.selections ?? []).map((selection) => {
        const present = presence(selection.directives);
        switch (selection.kind) {
          case Kind.FIELD:
            return product(present, this.field(selection, parent, page));
          case Kind.INLINE_FRAGMENT: {
            const type = selection.typeCondition ? this.schema.getType(selection.typeCondition.name.value) : parent;
            return product(present, this.selection(selection.selectionSet, type ?? parent, page));
          }
          case Kind.FRAGMENT_SPREAD: {
            const fragment = this.fragments.get(selection.name.value);
            const type = this.schema.getType(fragment?.typeCondition.name.value ?? '') ?? parent;
            return product(present, this.selection(fragment?.selectionSet, type, page));
          }
        }
      }),
    );
  }

  /** `page` is the page length of the connection that the field belongs to. */
  private field(node: FieldNode, parent: GraphQLNamedType, page: Points): Points {
    const field = fieldOf(parent, node);
    const own = ownPriceOf(this.schema, this.fragments, node, parent);
    if (!field) return own;
    const { size, overAll = 0 } = priceOf(field);
    const type = getNamedType(field.type);
    const hasItsPage = isConnection(type);
    const pageBelow = hasItsPage ? fromArguments(size ?? pageSizeOf, field, node) : page;
    const children = this.selection(node.selectionSet, type, pageBelow);
    const length =
      isListType(getNullableType(field.type)) && node.selectionSet
        ? size === undefined
          ? isConnection(parent)
            ? page
            : UNKNOWN_SIZE
          : fromArguments(size, field, node)
        : 1;
    this.overAll = sum([this.overAll, product(presence(node.directives), overAll)]);
    return sum([own, product(length, sum([priceOfEach(field), children]))]);
  }
}

export const fieldOf = (parent: GraphQLNamedType, node: FieldNode): GraphQLField<unknown, unknown> | undefined =>
  isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;

/** Returns the points of a field itself for each parent object, without those of statements over all accounts. */
export function ownPriceOf(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  node: FieldNode,
  parent: GraphQLNamedType,
): Points {
  const field = fieldOf(parent, node);
  // `__typename`, `__schema` and `__type` belong to no type.
  if (!field) return node.selectionSet ? INTROSPECTION * countFields(node, fragments) : LEAF;
  const { own = parent === schema.getMutationType() ? MUTATION : 0 } = priceOf(field);
  // A price that is computed from the arguments counts their lists itself if they matter.
  const listed = typeof own === 'function' ? 0 : fromArguments((args) => countListedIn(args) * LISTED, field, node);
  return sum([fromArguments(own, field, node), listed]);
}

/** Counts a field and the fields below it; those of a fragment count each time it is spread. */
function countFields(node: FieldNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  const within = (selectionSet: SelectionSetNode | undefined): number =>
    (selectionSet?.selections ?? []).reduce((count, selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return count + 1 + within(selection.selectionSet);
        case Kind.INLINE_FRAGMENT:
          return count + within(selection.selectionSet);
        case Kind.FRAGMENT_SPREAD:
          return count + within(fragments.get(selection.name.value)?.selectionSet);
      }
    }, 0);
  return 1 + within(node.selectionSet);
}

interface CompiledPrice {
  records: Points;
  /** Of statements over all accounts. */
  overAll: Points;
}

/** Prices by document: Apollo Server returns the same document for the same text, so most operations are priced once. */
const compiled = new WeakMap<OperationDefinitionNode, CompiledPrice>();

/** An operation of a valid document, with its variables. */
export interface Asked {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: readonly FragmentDefinitionNode[];
  variables: Variables;
}

function priceOfOperation({ schema, operation, fragments }: Asked): CompiledPrice {
  const known = compiled.get(operation);
  if (known) return known;
  const root = schema.getRootType(operation.operation);
  const compiler = new Compiler(schema, fragments);
  const records = root ? compiler.selection(operation.selectionSet, root, 1) : 0;
  const price = { records, overAll: compiler.overAll };
  compiled.set(operation, price);
  return price;
}

/** Returns the maximum cost of an operation in whole points, at least 1. */
export function costOf(asked: Asked): number {
  const variables = withDefaults(asked.operation, asked.variables);
  return Math.max(1, Math.ceil(at(priceOfOperation(asked).records, variables) + costOverAll(asked)));
}

/** Returns the part of the cost that is for statements over all accounts. */
export const costOverAll = (asked: Asked): number =>
  at(priceOfOperation(asked).overAll, withDefaults(asked.operation, asked.variables));

export function withDefaults({ variableDefinitions = [] }: OperationDefinitionNode, variables: Variables): Variables {
  const values: Record<string, unknown> = { ...variables };
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    if (values[name] === undefined && defaultValue) values[name] = valueFromASTUntyped(defaultValue);
  }
  return values;
}
