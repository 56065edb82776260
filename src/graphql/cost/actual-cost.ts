import {
  getNamedType,
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
  /** The fields of each object that it returns; null for a scalar. */
  fields: readonly PricedField[] | null;
}

function pricedFields(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  selectionSet: SelectionSetNode,
  parent: GraphQLNamedType,
): PricedField[] {
  return selectionSet.selections.flatMap((selection): PricedField[] => {
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
      const type = schema.getType(fragment.typeCondition?.name.value ?? '') ?? parent;
      return pricedFields(schema, fragments, fragment.selectionSet, type);
    }
    const key = (selection.alias ?? selection.name).value;
    const field = fieldOf(parent, selection);
    const own = ownPriceOf(schema, fragments, selection, parent);
    if (!field) return [{ key, own, each: 0, fields: null }];
    const fields = selection.selectionSet
      ? pricedFields(schema, fragments, selection.selectionSet, getNamedType(field.type))
      : null;
    return [{ key, own, each: priceOfEach(field), fields }];
  });
}

const compiled = new WeakMap<OperationDefinitionNode, PricedField[]>();

function fieldsOf({ schema, operation, fragments }: Asked): PricedField[] {
  const known = compiled.get(operation);
  if (known) return known;
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const fields = pricedFields(schema, byName, operation.selectionSet, schema.getRootType(operation.operation)!);
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
  const count = (fields: readonly PricedField[], parent: Readonly<Record<string, unknown>>): void => {
    for (const field of fields) {
      // Absent if it is on another type, or omitted by @skip or @include.
      if (!(field.key in parent)) continue;
      points += at(field.own, values);
      const value = parent[field.key];
      if (!field.fields) {
        points += field.each;
        continue;
      }
      for (const one of Array.isArray(value) ? value : [value]) {
        if (typeof one !== 'object' || one === null) continue;
        points += field.each;
        count(field.fields, one as Record<string, unknown>);
      }
    }
  };
  count(fieldsOf(asked), data as Record<string, unknown>);
  return Math.max(1, Math.ceil(points + Math.min(costOverAll(asked) * MOST_TIMES, workMs * POINTS_PER_MS)));
}
