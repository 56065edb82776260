/*
 * Prints a parsed GraphQL document, such as graphql-codegen and gql.tada make, without graphql-js. It supports everything
 * that an executable document can contain, but no schema definitions.
 */

/** A node of a parsed document. */
export interface AstNode {
  readonly kind: string;
}

/** How each kind of node is printed: `$part` is a part of the node, and `<…$part…>` is left out if it has no such part. */
const TEMPLATES: Readonly<Record<string, string>> = {
  Document: '$definitions',
  OperationDefinition: '$operation< $name><($variableDefinitions)>< $directives> $selectionSet',
  FragmentDefinition: 'fragment $name on $typeCondition< $directives> $selectionSet',
  VariableDefinition: '$variable: $type< = $defaultValue>< $directives>',
  SelectionSet: '{ $selections }',
  Field: '<$alias: >$name<($arguments)>< $directives>< $selectionSet>',
  FragmentSpread: '...$name< $directives>',
  InlineFragment: '...< on $typeCondition>< $directives> $selectionSet',
  Directive: '@$name<($arguments)>',
  Argument: '$name: $value',
  ObjectField: '$name: $value',
  NullValue: 'null',
  ListValue: '[$values]',
  ObjectValue: '{$fields}',
  Variable: '$$name',
  NamedType: '$name',
  ListType: '[$type]',
  NonNullType: '$type!',
};

type Part = AstNode | string | boolean | null | undefined | readonly Part[];

const isList = (part: Part): part is readonly Part[] => Array.isArray(part);

/** Prints a part of a node: a node, a list of nodes, or a plain value. GraphQL ignores commas, so a space separates items. */
function printPart(part: Part): string {
  if (isList(part)) return part.map(printPart).join(' ');
  return typeof part === 'object' && part ? print(part) : String(part ?? '');
}

/** Prints a document or a node of it. Returns an empty string for a kind that is not executable. */
export function print(node: AstNode): string {
  const parts = node as AstNode & Readonly<Record<string, Part>>;
  const { kind, value } = parts;
  // JSON escapes are valid in GraphQL strings. A block string is printed as a plain string with the same value.
  if (kind === 'StringValue') return JSON.stringify(value);
  // A name, a number, an enum value or a boolean is printed as its value.
  if (!Object.hasOwn(TEMPLATES, kind)) return printPart(value);
  return TEMPLATES[kind]!.replace(
    /<([^<$]*)\$(\w+)([^>]*)>|\$(\w+)/g,
    (_, before: string, optional: string | undefined, after: string, required: string) => {
      const printed = printPart(parts[optional ?? required]);
      return optional === undefined ? printed : printed && before + printed + after;
    },
  );
}
