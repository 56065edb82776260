/*
 * Runs after graphql-codegen and writes the rest of the SDK's generated code from sdk/documents: a method for each operation
 * (generated/methods.ts, arguments.ts), the short names of result types (generated/records.ts), the inputs that take an
 * idempotency key (generated/keyed-inputs.ts), and the known values of enums (generated/enums.ts). It also opens the enums in
 * the results of generated/types.ts.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  print,
  Kind,
  OperationTypeNode,
  parse,
  TokenKind,
  type FieldNode,
  type GraphQLEnumType,
  type GraphQLOutputType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { format, resolveConfig } from 'prettier';

const HEADER = '// Generated from schema/schema.graphql and sdk/documents by `npm run generate`. Do not edit.\n\n';
const DOCUMENTS = 'sdk/documents';
const GENERATED = 'sdk/src/generated';

/** `client.import` is hand-written, because it takes more records than fit in one call. */
const BY_HAND = ['import'];

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const generatedTypes = readFileSync(`${GENERATED}/types.ts`, 'utf8');
const definitions = readdirSync(DOCUMENTS)
  .sort()
  .flatMap((name) => parse(readFileSync(`${DOCUMENTS}/${name}`, 'utf8')).definitions);
const operations = definitions.flatMap((definition) =>
  definition.kind === Kind.OPERATION_DEFINITION ? [definition] : [],
);

/** Returns the text of the comment above a definition. */
function commentAbove({ loc }: OperationDefinitionNode): string {
  const lines: string[] = [];
  for (let token = loc?.startToken.prev; token?.kind === TokenKind.COMMENT; token = token.prev) {
    lines.unshift(token.value.replace(/^ /, ''));
  }
  return lines.join('\n');
}

/** Formats a text as a doc comment. Refills its paragraphs and leaves its code blocks unchanged. */
function doc(text: string): string {
  const fill = (paragraph: string): string =>
    paragraph
      .replace(/\s+/g, ' ')
      .replace(/(.{1,112})(?:\s|$)/g, '$1\n')
      .trim();
  const paragraphs = text.split(/(^```.*?^```$)/ms).flatMap((part) =>
    part.startsWith('```')
      ? part
      : part
          .trim()
          .split(/\n{2,}|\n(?=@)/)
          .map(fill),
  );
  const lines = paragraphs
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
    .split('\n');
  if (lines.length === 1) return `/** ${lines[0]!} */`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */`;
}

const fieldsOf = (selections: readonly SelectionNode[] = []): FieldNode[] =>
  selections.filter((selection) => selection.kind === Kind.FIELD);

/** Returns the name of an operation's method. */
const methodName = (operation: string): string => operation[0]!.toLowerCase() + operation.slice(1);

/** Returns the type of a selection: that of its fragment if it consists of only one, else `otherwise`. */
function typeOf(selected: FieldNode, type: GraphQLOutputType, otherwise: string): string {
  const [only, ...others] = selected.selectionSet?.selections ?? [];
  if (only?.kind !== Kind.FRAGMENT_SPREAD || others.length > 0) return otherwise;
  const isRequired = isNonNullType(type);
  const bare = isRequired ? type.ofType : type;
  const one = `Types.${only.name.value}Fragment`;
  const some = isListType(bare) ? `ReadonlyArray<${one}${isNonNullType(bare.ofType) ? '' : ' | null'}>` : one;
  return `${some}${isRequired ? '' : ' | null'}`;
}

interface Method {
  source: string;
  /** The helper of operations.ts that it calls. */
  imports: string;
  /** The declaration of its arguments type; empty if it uses the operation's variables. */
  types: string;
}

function methodOf(operation: OperationDefinitionNode): Method[] {
  const name = operation.name!.value;
  const [root] = fieldsOf(operation.selectionSet.selections);
  const field = root!.name.value;
  if (BY_HAND.includes(field)) return [];
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const rootType = isMutation ? schema.getMutationType() : schema.getQueryType();
  const { description, deprecationReason, type } = rootType!.getFields()[field]!;
  const comment = commentAbove(operation);
  const words = [
    comment || description || '',
    ...(isMutation && !comment.includes('@throws')
      ? ['', '@throws UserInputError if the input is refused. Nothing was changed in that case.']
      : []),
    ...(deprecationReason ? ['', `@deprecated ${deprecationReason}`] : []),
  ];
  const result = `Types.${name}${isMutation ? 'Mutation' : 'Query'}['${field}']`;
  const variables = `Types.${name}${isMutation ? 'Mutation' : 'Query'}Variables`;
  const document = `${name}Document`;
  const selections = fieldsOf(root!.selectionSet?.selections);
  const selected = selections.map((one) => one.name.value);
  const inputType = `Types.${(operation.variableDefinitions ?? [])
    .map(({ type: given }) => print(given))
    .join('')
    .replace(/\W/g, '')}`;
  const resultType = typeOf(root!, type, result);
  const areOptional = (operation.variableDefinitions ?? []).every(
    ({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE || defaultValue,
  );

  const write = (imports: string, parameters: string, returns: string, body: string, types = ''): Method[] => [
    {
      imports,
      types,
      source: `${doc(words.join('\n').trim())}\n${methodName(name)}(${parameters}options?: RequestOptions): ${returns} {\nreturn ${body};\n}`,
    },
  ];

  if (isMutation) {
    const things = selected.filter((one) => one !== 'userErrors');
    const thingType = (name: string): string => {
      const payload = getNamedType(type) as GraphQLObjectType;
      const isHere = (one: FieldNode): boolean => one.name.value === name;
      const { type: given } = payload.getFields()[name]!;
      if (getNamedType(given).name === 'ID') return 'string';
      const found = typeOf(selections.find(isHere)!, given, '');
      return found.replace(/ \| null$/, '') || `NonNullable<${result}['${name}']>`;
    };
    const [thing] = things;
    const [changed, thingOf] =
      things.length === 1 ? [thingType(thing!), `({ ${thing!} }) => ${thing!}`] : [result, '(payload) => payload'];
    return write(
      'change',
      `input: ${inputType}, `,
      `Call<${changed}>`,
      `change(this, documents.${document}, input, '${field}', ${thingOf}, options)`,
    );
  }
  if (selected.includes('nodes') && selected.includes('pageInfo')) {
    const connection = getNamedType(type) as GraphQLObjectType;
    const nodes = selections.find((one) => one.name.value === 'nodes')!;
    const itemType = typeOf(nodes, connection.getFields().nodes!.type, `${result}['nodes'][number]`).replace(
      /^ReadonlyArray<(.*)>$/,
      '$1',
    );
    const args = `${name}Arguments`;
    return write(
      'list',
      `args: ${args}${areOptional ? ' = {}' : ''}, `,
      `Pages<${itemType}>`,
      `list(this, documents.${document}, args, '${field}', options)`,
      `/** The arguments of \`${methodName(name)}\`. */\nexport interface ${args} extends Omit<${variables}, keyof PageRequest>, PageArguments {}`,
    );
  }
  if ((operation.variableDefinitions ?? []).length === 0) {
    return write('ask', '', `Call<${resultType}>`, `ask(this, documents.${document}, {}, '${field}', options)`);
  }
  // A query with one `input` takes it directly, as a mutation does.
  const takesInput = operation.variableDefinitions!.every(({ variable }) => variable.name.value === 'input');
  const [parameter, given] = takesInput
    ? [`input: ${inputType}, `, '{ input }']
    : [`args: ${variables}${areOptional ? ' = {}' : ''}, `, 'args'];
  return write(
    'ask',
    parameter,
    `Call<${resultType}>`,
    `ask(this, documents.${document}, ${given}, '${field}', options)`,
  );
}

const methods = operations.flatMap(methodOf);
const lists = methods.filter(({ types }) => types !== '');
const nameOfArguments = ({ types }: Method): string => /interface (\w+)/.exec(types)![1]!;

const emitMethods = (): string => `
  import { ${[...new Set(methods.map(({ imports }) => imports))].sort().join(', ')} } from '../operations.js';
  import type { Call } from '../call.js';
  import { ClienteleCore } from '../core-client.js';
  import type { RequestOptions } from '../options.js';
  import type { Pages } from '../pages.js';
  import type { ${lists.map(nameOfArguments).join(', ')} } from './arguments.js';
  import * as documents from './documents.js';
  import type * as Types from './types.js';

  /** A method for every query and mutation. */
  export abstract class ClienteleMethods extends ClienteleCore {
    ${methods.map(({ source }) => source).join('\n\n')}
  }`;

const emitArguments = (): string => `
  import type { PageArguments } from '../operations.js';
  import type { PageRequest } from '../pages.js';
  import type * as Types from './types.js';

  ${lists.map(({ types }) => types).join('\n\n')}`;

/** Exports fragment types by short names: `AccountFields` as `Account`. `AccountDetails` keeps its name. */
function emitRecords(): string {
  const elsewhere = ['PageFields', 'UserErrorFields', 'ImportFields', 'NodeFields'];
  const fragments = definitions
    .flatMap((definition) => (definition.kind === Kind.FRAGMENT_DEFINITION ? [definition.name.value] : []))
    .filter((name) => !elsewhere.includes(name))
    .sort();
  return `export type {
    ${fragments.map((name) => `${name}Fragment as ${name.replace(/Fields$/, '')}`).join(',\n')}
  } from './types.js';`;
}

function emitKeyedInputs(): string {
  const inputs = Object.values(schema.getMutationType()!.getFields())
    .flatMap(({ args }) => args.map(({ type }) => getNamedType(type)))
    .filter((type) => isInputObjectType(type) && 'idempotencyKey' in type.getFields())
    .map(({ name }) => name);
  return `
    /** The inputs of mutations that take an \`idempotencyKey\`. */
    export const KEYED_INPUTS: ReadonlySet<string> = new Set(
      '${[...new Set(inputs)].sort().join(' ')}'.split(' '),
    );`;
}

/** The enums that the operations use. */
const enums = Object.values(schema.getTypeMap()).filter(
  (type) => isEnumType(type) && new RegExp(`^export type ${type.name} =$`, 'm').test(generatedTypes),
) as GraphQLEnumType[];

/** Returns the name of a list of values: `RELATIONSHIP_TYPES` for `RelationshipType`. */
const listName = (name: string): string =>
  `${name.replace(/(?<=[a-z])(?=[A-Z])/g, '_')}${name.endsWith('s') ? 'es' : 's'}`.toUpperCase();

const emitEnums = (): string => `
  import type * as Types from './types.js';

  ${enums
    .map(
      (type) => `/** The values of \`${type.name}\` that this version of the SDK knows. */
  export const ${listName(type.name)}: readonly Types.${type.name}[] = ${JSON.stringify(type.getValues().map(({ name }) => name))};`,
    )
    .join('\n\n')}`;

/** Opens the enums in the types of results, because a newer server may return values that it has added. */
const emitTypes = (): string =>
  generatedTypes
    .replace(/^(\/\/ Generated.*\n)(?!import)/, `$1import type { Open } from '../enums.js';\n`)
    .replace(/^export type \w+(?:Fragment|Query|Mutation) =[^]*?;$(?=\n\n|\n*$)/gm, (result) =>
      result.replace(new RegExp(`\\b(${enums.map(({ name }) => name).join('|')})\\b`, 'g'), 'Open<$1>'),
    );

/**
 * Replaces the class that graphql-codegen declares, which imports a type of a package that callers would have to install,
 * by our equivalent class without dependencies.
 */
const emitDocuments = (): string =>
  readFileSync(`${GENERATED}/documents.ts`, 'utf8')
    .replace(/^\/\/ Generated.*\n+/, '')
    .replace(
      /^import type \{ DocumentTypeDecoration \}.*\nexport class TypedDocumentString[^]*?^\}\n/m,
      `import { TypedDocumentString } from '../typed-document-string.js';\n`,
    )
    .replace(/, ?\{ ?"?fragmentName"?: ?["'][^}]*\}/g, '')
    // Each document on one line makes bundles and requests smaller. No document contains a string.
    .replace(/`([^`]*)`/g, (_, text: string) => `\`${text.replace(/\s+/g, ' ').trim()}\``);

for (const [name, source] of Object.entries({
  'documents.ts': emitDocuments(),
  'methods.ts': emitMethods(),
  'arguments.ts': emitArguments(),
  'records.ts': emitRecords(),
  'keyed-inputs.ts': emitKeyedInputs(),
  'enums.ts': emitEnums(),
})) {
  const path = `${GENERATED}/${name}`;
  writeFileSync(
    path,
    await format(HEADER + source.trimStart(), { ...(await resolveConfig(path)), parser: 'typescript' }),
  );
}
writeFileSync(`${GENERATED}/types.ts`, emitTypes());
