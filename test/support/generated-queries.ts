import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

export interface GeneratedQuery {
  query: string;
  variables: Record<string, unknown>;
}

/** What texts and ids may be, good ones and bad ones. */
export interface Words {
  ids: readonly string[];
  texts: readonly string[];
  instants: readonly string[];
}

/** Takes long, whatever asks for it. */
const LEFT_OUT = /simulat/i;

/** Made up of the schema alone: fields, aliases, fragments, directives, and arguments both as literals and as variables. */
export class QueryGenerator {
  private definitions: string[] = [];
  private variables: Record<string, unknown> = {};
  private fields = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly words: Words,
    /** A whole number from 0 to below the one given. */
    private readonly below: (limit: number) => number,
  ) {}

  next(): GeneratedQuery {
    this.definitions = [];
    this.variables = {};
    this.fields = 0;
    const selection = this.selectionOf(this.schema.getQueryType()!, 1 + this.below(5));
    const head = this.definitions.length > 0 ? `(${this.definitions.join(', ')})` : '';
    return { query: `query Made${head} ${selection}`, variables: this.variables };
  }

  /** A value for each variable of an operation that somebody else wrote. */
  valueFor(type: GraphQLInputType, depth = 2): unknown {
    if (isNonNullType(type)) return this.valueFor(type.ofType, depth);
    if (isListType(type)) return Array.from({ length: 1 + this.below(2) }, () => this.valueFor(type.ofType, depth));
    if (isEnumType(type)) return this.pick(type.getValues()).name;
    if (isScalarType(type)) return this.scalar(type.name);
    const fields = Object.values(type.getFields());
    const isReference = type.name.endsWith('By');
    const chosen = isReference
      ? [this.pick(fields)]
      : fields.filter((field) => isNonNullType(field.type) || (depth > 0 && this.below(6) === 0));
    return Object.fromEntries(chosen.map((field) => [field.name, this.valueFor(field.type, depth - 1)]));
  }

  private scalar(name: string): unknown {
    switch (name) {
      case 'ID':
        return this.pick(this.words.ids);
      case 'Int':
        return this.pick([1, 2, 5, 5, 50, 0, 101]);
      case 'Float':
        return this.pick([0, 0.5, 1, 12]);
      case 'Boolean':
        return this.below(2) === 0;
      case 'DateTime':
        return this.pick(this.words.instants);
      case 'Date':
        return '2026-01-01';
      case 'Decimal':
        return '12.50';
      case 'CurrencyCode':
        return 'USD';
      case 'JSONObject':
        return { size: 1 };
      default:
        return this.pick(this.words.texts);
    }
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  private selectionOf(type: GraphQLObjectType, depth: number): string {
    const all = Object.values(type.getFields()).filter(({ name }) => !LEFT_OUT.test(name));
    const isRoot = type === this.schema.getQueryType();
    const usable = depth > 0 ? all : all.filter((field) => isLeafType(getNamedType(field.type)));
    const wanted = isRoot ? 1 + this.below(2) : 1 + this.below(5);
    const parts: string[] = [];
    for (let i = 0; i < wanted && usable.length > 0 && this.fields < 40; i++) {
      parts.push(this.fieldText(this.pick(usable), depth));
    }
    if (parts.length === 0 || this.below(8) === 0) parts.push('__typename');
    if (this.below(8) === 0) parts.push(`... on ${type.name} { kind${this.fields}: __typename }`);
    return `{ ${parts.join(' ')} }`;
  }

  private fieldText(field: GraphQLField<unknown, unknown>, depth: number): string {
    // Under a name of its own, so that it never meets the same field with other arguments.
    const alias = `f${this.fields++}`;
    const given = field.args
      .filter(({ type }) => isNonNullType(type) || this.below(3) === 0)
      .map((argument) => `${argument.name}: ${this.argumentText(argument)}`);
    const type = getNamedType(field.type);
    let selection = '';
    if (isAbstractType(type)) {
      const member = this.pick(this.schema.getPossibleTypes(type));
      selection = ` { __typename ... on ${member.name} ${this.selectionOf(member, depth - 1)} }`;
    } else if (!isLeafType(type)) selection = ` ${this.selectionOf(type as GraphQLObjectType, depth - 1)}`;
    return `${alias}: ${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}${this.directive()}${selection}`;
  }

  private directive(): string {
    const which = this.below(12);
    if (which > 1) return '';
    const name = this.variable('Boolean!', this.below(2) === 0);
    return which === 0 ? ` @include(if: ${name})` : ` @skip(if: ${name})`;
  }

  private argumentText({ type }: GraphQLArgument): string {
    const value = this.valueFor(type);
    const named = getNamedType(type);
    const isPlain = !isInputObjectType(named) && !Array.isArray(value) && typeof value !== 'object';
    if (!isPlain || this.below(2) === 0) return this.variable(String(type), value);
    return isEnumType(named) ? (value as string) : JSON.stringify(value);
  }

  private variable(type: string, value: unknown): string {
    const name = `v${this.definitions.length}`;
    this.definitions.push(`$${name}: ${type}`);
    // Now and then one that must be given is not, or is something else.
    const whim = this.below(40);
    if (whim > 0) this.variables[name] = whim === 1 ? { none: true } : value;
    return `$${name}`;
  }
}
