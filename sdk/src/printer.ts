/*
 * Prints a parsed GraphQL document, such as graphql-codegen and gql.tada make, without graphql-js. It supports everything
 * that an executable document can contain, but no schema definitions. It prints only the whitespace that keeps the text
 * readable in a log.
 */

/** A node of a parsed document. */
export interface AstNode {
  readonly kind: string;
}

/** The properties of a node; each kind has only some of them. */
interface Parts extends AstNode {
  readonly [part: string]: unknown;
}

const list = (nodes: unknown): Parts[] => (Array.isArray(nodes) ? (nodes as Parts[]) : []);
const all = (nodes: unknown, separator: string, before = '', after = ''): string => {
  const printed = list(nodes).map(print).join(separator);
  return printed && before + printed + after;
};
const one = (node: unknown, before = ''): string => (node ? before + print(node as Parts) : '');
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const directives = (node: Parts): string => all(node.directives, ' ', ' ');
const argumentsOf = (node: Parts): string => all(node.arguments, ', ', '(', ')');
const pair = (node: Parts): string => `${one(node.name)}: ${one(node.value)}`;
const value = (node: Parts): string => text(node.value);

const PRINTERS: Readonly<Record<string, (node: Parts) => string>> = {
  Document: (node) => all(node.definitions, '\n\n'),
  OperationDefinition: (node) =>
    `${text(node.operation)}${one(node.name, ' ')}${all(node.variableDefinitions, ', ', '(', ')')}${directives(node)} ${one(node.selectionSet)}`,
  FragmentDefinition: (node) =>
    `fragment ${one(node.name)}${one(node.typeCondition, ' on ')}${directives(node)} ${one(node.selectionSet)}`,
  VariableDefinition: (node) =>
    `${one(node.variable)}: ${one(node.type)}${one(node.defaultValue, ' = ')}${directives(node)}`,
  SelectionSet: (node) => all(node.selections, '\n', '{\n', '\n}'),
  Field: (node) =>
    `${one(node.alias)}${node.alias ? ': ' : ''}${one(node.name)}${argumentsOf(node)}${directives(node)}${one(node.selectionSet, ' ')}`,
  FragmentSpread: (node) => `...${one(node.name)}${directives(node)}`,
  InlineFragment: (node) => `...${one(node.typeCondition, ' on ')}${directives(node)} ${one(node.selectionSet)}`,
  Directive: (node) => `@${one(node.name)}${argumentsOf(node)}`,
  Argument: pair,
  ObjectField: pair,
  Name: value,
  IntValue: value,
  FloatValue: value,
  EnumValue: value,
  BooleanValue: (node) => String(node.value),
  NullValue: () => 'null',
  // JSON escapes are valid in GraphQL strings. A block string is printed as a plain string with the same value.
  StringValue: (node) => JSON.stringify(node.value),
  ListValue: (node) => `[${all(node.values, ', ')}]`,
  ObjectValue: (node) => `{${all(node.fields, ', ')}}`,
  Variable: (node) => `$${one(node.name)}`,
  NamedType: (node) => one(node.name),
  ListType: (node) => `[${one(node.type)}]`,
  NonNullType: (node) => `${one(node.type)}!`,
};

/** Prints a document or a part of it. Returns an empty string for a kind that is not executable. */
export function print(node: AstNode): string {
  return Object.hasOwn(PRINTERS, node.kind) ? PRINTERS[node.kind]!(node as Parts) : '';
}
