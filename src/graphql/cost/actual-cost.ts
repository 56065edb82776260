import {
  getNamedType,
  isListType,
  isNonNullType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { costOverAll, fieldOf, ownPriceOf, priceOfEach, withDefaults, type Asked } from './cost.js';
import { at, type Points } from './points.js';

/** How many points a millisecond of work costs: a point is about 50 microseconds. */
const POINTS_PER_MS = 20;

/**
 * How many times their price statements over all accounts are charged at most. Their time is not only CPU, so on a busy
 * machine it is longer than what they are to blame for.
 */
const MOST_TIMES = 10;

/** A field of an operation, with what it costs for each parent object. */
interface PricedField {
  key: string;
  own: Points;
  each: number;
  /** Null for a scalar. */
  fields: PricedFields | null;
  /** Whether each parent object has it, as one object or scalar. Not if it is a list, may be null, or may be left out. */
  isOne: boolean;
}

/** The fields of an object. Most have a fixed price, so that only the others are looked at in each object. */
interface PricedFields {
  fixed: number;
  others: readonly PricedField[];
}

/** Returns the price of a field that is the same in each parent object; null if it is not. */
const fixedPriceOf = ({ own, each, fields, isOne }: PricedField): number | null =>
  isOne && typeof own === 'number' && (fields === null || fields.others.length === 0)
    ? own + each + (fields?.fixed ?? 0)
    : null;

function toPricedFields(all: readonly PricedField[]): PricedFields {
  const fixed = all.reduce((sum, field) => sum + (fixedPriceOf(field) ?? 0), 0);
  return { fixed, others: all.filter((field) => fixedPriceOf(field) === null) };
}

function pricedFields(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  selectionSet: SelectionSetNode,
  parent: GraphQLNamedType,
  isAlways = true,
): PricedField[] {
  return selectionSet.selections.flatMap((selection): PricedField[] => {
    const isPresent = isAlways && (selection.directives ?? []).length === 0;
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
      const type = schema.getType(fragment.typeCondition?.name.value ?? '') ?? parent;
      return pricedFields(schema, fragments, fragment.selectionSet, type, isPresent && type === parent);
    }
    const key = (selection.alias ?? selection.name).value;
    const field = fieldOf(parent, selection);
    const own = ownPriceOf(schema, fragments, selection, parent);
    if (!field) return [{ key, own, each: 0, fields: null, isOne: isPresent }];
    const each = priceOfEach(field);
    if (!selection.selectionSet) return [{ key, own, each, fields: null, isOne: isPresent }];
    const fields = pricedFields(schema, fragments, selection.selectionSet, getNamedType(field.type));
    const isOne = isPresent && isNonNullType(field.type) && !isListType(field.type.ofType);
    return [{ key, own, each, fields: toPricedFields(fields), isOne }];
  });
}

const compiled = new WeakMap<OperationDefinitionNode, PricedFields>();

function fieldsOf({ schema, operation, fragments }: Asked): PricedFields {
  const known = compiled.get(operation);
  if (known) return known;
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const root = schema.getRootType(operation.operation)!;
  const fields = toPricedFields(pricedFields(schema, byName, operation.selectionSet, root));
  compiled.set(operation, fields);
  return fields;
}

/**
 * Returns what an executed operation cost in whole points, at least 1: the price of what its data contains, and for
 * statements over all accounts the time that the operation's statements took.
 */
export function actualCostOf(asked: Asked, data: unknown, workMs: number): number {
  const values = withDefaults(asked.operation, asked.variables);
  let points = 0;
  const count = ({ fixed, others }: PricedFields, parent: Readonly<Record<string, unknown>>): void => {
    points += fixed;
    for (const { key, own, each, fields } of others) {
      // Absent if it is on another type, or omitted by @skip or @include.
      if (!(key in parent)) continue;
      points += at(own, values);
      const value = parent[key];
      if (!fields) points += each;
      else if (Array.isArray(value)) {
        for (const one of value as unknown[]) countOne(fields, each, one);
      } else countOne(fields, each, value);
    }
  };
  const countOne = (fields: PricedFields, each: number, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    points += each;
    if (fields.others.length === 0) points += fields.fixed;
    else count(fields, value as Record<string, unknown>);
  };
  count(fieldsOf(asked), data as Record<string, unknown>);
  return Math.max(1, Math.ceil(points + Math.min(costOverAll(asked) * MOST_TIMES, workMs * POINTS_PER_MS)));
}
