/** Operations made at random from the schema, and what they really cost by what they answered. */
import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { priceOf, priceOfEach } from '../../src/graphql/cost/cost.js';
import { exampleValue } from '../support/example-operation.js';

/** Chooses a whole number below `below`. */
export type Chooser = (below: number) => number;

export interface Operation {
  text: string;
  variables: Record<string, unknown>;
}

/** Simulations run on a thread of their own for seconds; their price is tested by itself. */
const LEFT_OUT = new Set(['policySimulation']);
const MAX_DEPTH = 6;

export class OperationMaker {
  private variables: Record<string, unknown> = {};
  private declared: string[] = [];
  private fragments: string[] = [];
  private names = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly choose: Chooser,
    /** Values for arguments that must be given, by the path of the field: ids of what is recorded. */
    private readonly given: Readonly<Record<string, Record<string, unknown>>>,
  ) {}

  make(): Operation {
    [this.variables, this.declared, this.fragments, this.names] = [{}, [], [], 0];
    const selection = this.selection(this.schema.getQueryType()!, 1);
    const declared = this.declared.length > 0 ? `(${this.declared.join(', ')})` : '';
    return { text: `query ${declared} ${selection} ${this.fragments.join(' ')}`, variables: this.variables };
  }

  private selection(type: GraphQLNamedType, depth: number): string {
    if (isAbstractType(type)) {
      const types = this.schema.getPossibleTypes(type);
      const some = types.filter(() => this.choose(3) === 0);
      return `{ __typename ${some.map((one) => `... on ${one.name} ${this.selection(one, depth + 1)}`).join(' ')} }`;
    }
    const fields = Object.values((type as GraphQLObjectType).getFields()).filter(
      (field) => !LEFT_OUT.has(field.name) && (depth < MAX_DEPTH || isLeafType(getNamedType(field.type))),
    );
    const chosen = fields.filter(() => this.choose(depth === 1 ? 8 : 3) === 0);
    const selections = chosen.map((field) => this.field(type, field, depth));
    const text = `{ __typename ${selections.join(' ')} }`;
    if (depth === 1 || this.choose(6) > 0) return text;
    if (this.choose(2) === 0) return `{ ... on ${type.name} ${text} }`;
    const name = `F${this.fragments.length}`;
    this.fragments.push('');
    this.fragments[Number(name.slice(1))] = `fragment ${name} on ${type.name} ${text}`;
    return `{ ...${name} }`;
  }

  private field(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    const args = this.argumentsOf(parent, field);
    const below = isLeafType(type) ? '' : this.selection(type, depth + 1);
    return `a${this.names++}: ${field.name}${args}${this.condition()} ${below}`;
  }

  private argumentsOf(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>): string {
    const known = this.given[`${parent.name}.${field.name}`] ?? {};
    const given = field.args.flatMap((arg): string[] => {
      if (arg.name === 'first') return this.choose(4) === 0 && !isNonNullType(arg.type) ? [] : [this.size(arg)];
      if (arg.name in known) return [this.variable(arg, known[arg.name])];
      return isNonNullType(arg.type) && arg.defaultValue === undefined
        ? [this.variable(arg, exampleValue(arg.type))]
        : [];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  /** Small mostly, so that lists within lists stay within the limit; as text, or as a variable with or without default. */
  private size(arg: GraphQLArgument): string {
    const size = 1 + this.choose(this.choose(5) === 0 ? 20 : 5);
    switch (this.choose(3)) {
      case 0:
        return `${arg.name}: ${size}`;
      case 1:
        return this.variable(arg, size);
      default: {
        const name = `v${this.declared.length}`;
        this.declared.push(
          `$${name}: ${String(getNullableType(arg.type))}${isNonNullType(arg.type) ? '!' : ''} = ${size}`,
        );
        return `${arg.name}: $${name}`;
      }
    }
  }

  private variable(arg: GraphQLArgument, value: unknown): string {
    const name = `v${this.declared.length}`;
    this.declared.push(`$${name}: ${String(arg.type)}`);
    this.variables[name] = value;
    return `${arg.name}: $${name}`;
  }

  private condition(): string {
    if (this.choose(8) > 0) return '';
    const directive = this.choose(2) === 0 ? 'skip' : 'include';
    const value = this.choose(3) > 0 === (directive === 'include');
    if (this.choose(2) === 0) return ` @${directive}(if: ${value})`;
    const name = `v${this.declared.length}`;
    this.declared.push(`$${name}: Boolean!`);
    this.variables[name] = value;
    return ` @${directive}(if: $${name})`;
  }
}

/** What an operation cost, counted from its answer: naively, and by the lengths that the lists really have. */
export function realCost(schema: GraphQLSchema, document: DocumentNode, operation: Operation, data: object): number {
  const fragments = new Map<string, SelectionSetNode>();
  let root: SelectionSetNode | undefined;
  const variables: Record<string, unknown> = { ...operation.variables };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    root = definition.selectionSet;
    for (const { variable, defaultValue } of definition.variableDefinitions ?? []) {
      if (defaultValue?.kind === Kind.INT) variables[variable.name.value] ??= Number(defaultValue.value);
    }
  }
  const fieldsOf = (selections: readonly SelectionNode[], typeName: string): FieldNode[] =>
    selections.flatMap((selection): FieldNode[] => {
      if (selection.kind === Kind.FIELD) return [selection];
      const set =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection.selectionSet;
      const condition = selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : undefined;
      return condition === undefined || condition === typeName ? fieldsOf(set.selections, typeName) : [];
    });
  const costOfObject = (set: SelectionSetNode, type: GraphQLNamedType, value: Record<string, unknown>): number => {
    const actual = schema.getType(value.__typename as string) as GraphQLObjectType;
    expect(isAbstractType(type) || actual === type).toBe(true);
    let cost = 0;
    for (const node of fieldsOf(set.selections, actual.name)) {
      const key = node.alias?.value ?? node.name.value;
      if (node.name.value === '__typename') cost += 0.01;
      // Left out by @skip or @include.
      else if (key in value) cost += costOfField(node, actual.getFields()[node.name.value]!, value[key]);
    }
    return cost;
  };
  const costOfField = (node: FieldNode, field: GraphQLField<unknown, unknown>, value: unknown): number => {
    const { own = 0 } = priceOf(field);
    const type = getNamedType(field.type);
    const things = (Array.isArray(value) && isCompositeType(type) ? value : [value]).filter((thing) => thing !== null);
    return (
      (typeof own === 'function' ? own(getArgumentValues(field, node, variables)) : own) +
      things.reduce<number>(
        (cost, thing) =>
          cost +
          priceOfEach(field) +
          (node.selectionSet ? costOfObject(node.selectionSet, type, thing as Record<string, unknown>) : 0),
        0,
      )
    );
  };
  return costOfObject(root!, schema.getQueryType()!, data as Record<string, unknown>);
}

/** Lists of objects that are no page of a connection: `Type.field`, with how long they say that they can be. */
export function listsOf(schema: GraphQLSchema): [path: string, size: unknown][] {
  return Object.values(schema.getTypeMap())
    .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'))
    .filter(({ name }) => !name.endsWith('Connection'))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => isListType(getNullableType(field.type)) && !isLeafType(getNamedType(field.type)))
        .map((field): [string, unknown] => [`${type.name}.${field.name}`, priceOf(field).size]),
    );
}
