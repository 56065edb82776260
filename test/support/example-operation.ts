/** Operations made from the schema, so that a field that is new is asked for too. */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

const SCALARS: Record<string, unknown> = {
  ID: 'acct_01h455vb4pex5vsknk084sn02q',
  String: 'made up',
  Int: 1,
  Float: 1,
  Boolean: true,
  DateTime: '2025-01-01T00:00:00Z',
  Date: '2025-01-01',
  Decimal: '1.00',
  CurrencyCode: 'USD',
  JSONObject: {},
};

/** A value of the type with all that must be given; of what names a record by id or externalId, one of the two. */
export function exampleValue(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return exampleValue(type.ofType);
  if (isListType(type)) return [exampleValue(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (!isInputObjectType(type)) {
    if (!(type.name in SCALARS)) throw new Error(`Expected an example of the scalar ${type.name}; add one here.`);
    return SCALARS[type.name];
  }
  const fields = Object.values(type.getFields());
  const needed = fields.filter((field) => isNonNullType(field.type) && field.defaultValue === undefined);
  const isReference = fields.some(({ name }) => name === 'identity') && fields.length === 3;
  if (isReference) return { externalId: 'made up' };
  return Object.fromEntries(needed.map((field) => [field.name, exampleValue(field.type)]));
}

/** A selection that is valid on the type: a leaf where it has one. */
export function selectionOn(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return '{ __typename }';
  const leaf = Object.values(named.getFields()).find(
    (field) => isLeafType(getNamedType(field.type)) && field.args.length === 0,
  );
  return `{ __typename ${leaf?.name ?? ''} }`;
}

/** The operation that asks for one field of a root type, with an argument for each that must be given. */
export function exampleOf(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation',
  name: string,
): { text: string; variables: Record<string, unknown> } {
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  const field = root!.getFields()[name]!;
  const args = field.args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return {
    text: `${kind} ${declared && `(${declared})`} { ${name}${given && `(${given})`} ${selectionOn(field.type)} }`,
    variables: Object.fromEntries(args.map((arg) => [arg.name, exampleValue(arg.type)])),
  };
}
