/* Writes sdk/REFERENCE.md from the declarations of the SDK and their doc comments. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  buildSchema,
  Kind,
  parse,
  print,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLArgument,
} from 'graphql';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const SOURCE = 'sdk/src';

type Declared = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration;
type Member = ts.ClassElement | ts.TypeElement;

const read = (name: string): ts.SourceFile =>
  ts.createSourceFile(name, readFileSync(`${SOURCE}/${name}`, 'utf8'), ts.ScriptTarget.Latest, true);

const declaredIn = (name: string): Declared[] =>
  read(name).statements.filter(
    (node): node is Declared =>
      ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node),
  );

const isExported = (node: Declared): boolean =>
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

/** Returns the doc comment of a declaration as Markdown. */
function commentOf(node: ts.Node): string {
  const text = node.getSourceFile().text;
  const last = ts.getLeadingCommentRanges(text, node.pos)?.at(-1);
  const comment = last ? text.slice(last.pos, last.end) : '';
  if (!comment.startsWith('/**')) return '';
  return comment
    .replace(/^\/\*\*\s?|\s*\*\/$/g, '')
    .replace(/^[ \t]*\* ?/gm, '')
    .replace(/^@throws (\w+)/gm, 'Throws `$1`')
    .replace(/^@deprecated/gm, '**Deprecated.**')
    .trim();
}

/** Public names of fragment types: `AccountFieldsFragment` is exported as `Account`. */
const shortNames = new Map(
  [...readFileSync(`${SOURCE}/generated/records.ts`, 'utf8').matchAll(/(\w+) as (\w+)/g)].map(([, long, short]) => [
    long!,
    short!,
  ]),
);

/** Returns a declaration without its body. */
function signatureOf(node: Member): string {
  const whole = node.getText();
  const { body } = node as { body?: ts.Node };
  const text = body ? whole.slice(0, body.getStart() - node.getStart()) : whole;
  return text
    .replace(/^(readonly|override|async|abstract|get) /gm, '')
    .replace(/^\*/, '')
    .replace(/Types\./g, '')
    .replace(/\b[A-Z]\w*Fragment\b/g, (name) => shortNames.get(name) ?? name)
    .replace(/;?\s*$/, '')
    .replace(/\s+/g, ' ')
    .replace(/([([]) /g, '$1')
    .replace(/,? ([)\]])/g, '$1');
}

const nameOf = (node: Member): string => node.name?.getText() ?? '';

const isPublic = (node: Member): boolean =>
  !ts.isConstructorDeclaration(node) &&
  !ts.isClassStaticBlockDeclaration(node) &&
  !nameOf(node).startsWith('#') &&
  !['__apiType', 'code', 'toString'].includes(nameOf(node));

const members = (node: Declared): readonly Member[] =>
  ts.isTypeAliasDeclaration(node) ? [] : [...node.members].filter(isPublic);

const withCode = (signature: string, comment: string): string => `\`\`\`text\n${signature}\n\`\`\`\n\n${comment}`;

const DOCUMENTS = 'sdk/documents';
const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const operations = separateOperations(
  parse(
    readdirSync(DOCUMENTS)
      .map((name) => readFileSync(`${DOCUMENTS}/${name}`, 'utf8'))
      .join('\n'),
  ),
);

/** Returns the argument that each variable of an operation is used for. The schema describes the argument. */
function argumentsByVariable(document: DocumentNode): Map<string, GraphQLArgument> {
  const found = new Map<string, GraphQLArgument>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Argument({ value }) {
        const argument = info.getArgument();
        if (value.kind !== Kind.VARIABLE || !argument || found.has(value.name.value)) return;
        found.set(value.name.value, argument);
      },
    }),
  );
  return found;
}

/** Lists the arguments of a query. Those of a mutation are the fields of its input. */
function argumentsOf(method: string): string {
  const document = operations[method[0]!.toUpperCase() + method.slice(1)];
  const operation = document?.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const variables = operation?.variableDefinitions ?? [];
  if (!document || variables.some(({ variable }) => variable.name.value === 'input')) return '';
  const given = argumentsByVariable(document);
  return variables
    .map(({ variable, type, defaultValue }) => {
      const name = variable.name.value;
      if (name === 'first') return '- `pageSize?: Int`: Number of records to fetch per request, 1 to 100. Default: 50.';
      const { description, defaultValue: schemaDefault } = given.get(name)!;
      const byDefault = defaultValue ? print(defaultValue) : (schemaDefault as string | undefined);
      const optional = type.kind === Kind.NON_NULL_TYPE && !defaultValue ? '' : '?';
      const shown = `${name}${optional}: ${print(type).replace(/!$/, '')}`;
      const stated = byDefault === undefined || description!.includes('Default:') ? '' : ` Default: \`${byDefault}\`.`;
      return `- \`${shown}\`: ${description!}${stated}`;
    })
    .join('\n');
}

/** Writes a section for each method. */
const methods = (file: string, name: string): string =>
  members(declaredIn(file).find((node) => node.name?.text === name)!)
    .filter((node) => ts.isMethodDeclaration(node))
    .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
    .map(
      (node) =>
        `### ${nameOf(node)}\n\n${withCode(signatureOf(node), commentOf(node))}\n\n${argumentsOf(nameOf(node))}`,
    )
    .join('\n\n');

/** Writes a section for each type with a list of its members. */
const types = (file: string, isShown: (name: string) => boolean = () => true): string =>
  declaredIn(file)
    .filter((node) => isExported(node) && isShown(node.name!.text))
    .map((node) => {
      const list = members(node).map((member) => {
        const [first = '', ...rest] = commentOf(member).split(/(?:^|\n\n)(?=```)|\n\n/);
        return `- \`${signatureOf(member)}\`${first ? `: ${first.replace(/\s+/g, ' ')}` : ''}${rest.map((part) => `\n\n${part}`).join('')}`;
      });
      const alias = ts.isTypeAliasDeclaration(node) ? `\n\n\`\`\`text\n${node.type.getText()}\n\`\`\`` : '';
      const parent = ts.isInterfaceDeclaration(node) ? node.heritageClauses?.[0]?.types[0]?.getText() : undefined;
      const inherited = parent ? `\n\nExtends \`${parent}\` with:` : '';
      return `### ${node.name!.text}\n\n${commentOf(node)}${inherited}${alias}\n\n${list.join('\n')}`;
    })
    .join('\n\n');

/** Writes a table of the error codes and classes. */
function errors(): string {
  const rows = [...declaredIn('errors.ts'), ...declaredIn('import-types.ts')].flatMap((node) => {
    const code = ts.isClassDeclaration(node) ? /readonly code = '(\w+)'/.exec(node.getText())?.[1] : undefined;
    return code ? [`| \`${code}\` | \`${node.name!.text}\` | ${commentOf(node).replace(/\s+/g, ' ')} |`] : [];
  });
  return `| code | class | meaning |\n| --- | --- | --- |\n${rows.join('\n')}`;
}

const documents = (suffix: RegExp): string =>
  [...readFileSync(`${SOURCE}/generated/documents.ts`, 'utf8').matchAll(/^export const (\w+)/gm)]
    .flatMap(([, name]) => (suffix.test(name!) ? [`\`${name!}\``] : []))
    .sort()
    .join(', ');

const page = `<!-- Generated from the SDK's code by \`npm run generate\`. Do not edit. -->

# @clientele/sdk reference

Every call returns a promise with \`.withResponse()\`, and every list is read with \`for await\`. Tests run all samples.
Arguments are listed with their schema types: \`Date\`, \`DateTime\` and \`ID\` are strings. Input and result types are
exported by the names shown; your editor shows their fields.

- [Client](#client), [methods](#methods), [import](#imports), [any document](#any-document)
- [Lists and responses](#lists-and-responses), [errors](#errors), [documents](#documents)

## Client

${commentOf(declaredIn('client.ts').find((node) => node.name?.text === 'Clientele')!)}

\`new Clientele(options)\` takes:

${declaredIn('options.ts')
  .filter((node) => ['CommonOptions', 'KeyOptions', 'TokenOptions'].includes(node.name!.text))
  .flatMap(members)
  .filter((member) => commentOf(member) !== '')
  .map((member) => `- \`${signatureOf(member)}\`: ${commentOf(member).replace(/\s+/g, ' ')}`)
  .join('\n')}

${types('options.ts', (name) => name === 'RequestOptions')}

## Methods

${methods('generated/methods.ts', 'ClienteleMethods')}

## Imports

${methods('client.ts', 'Clientele')}

${types('import-batches.ts', (name) => name === 'ImportRecord')}

${types('import-types.ts')}

## Any document

${commentOf(declaredIn('core-client.ts').find((node) => node.name?.text === 'ClienteleCore')!)}

${methods('core-client.ts', 'ClienteleCore')}

## Lists and responses

${types('pages.ts')}

${types('call.ts')}

${types('answer.ts', (name) => name === 'Answer')}

## Errors

${commentOf(declaredIn('errors.ts').find((node) => node.name?.text === 'ClienteleError')!)}

${errors()}

${types('errors.ts', (name) => ['ClienteleError', 'ApiError', 'UserInputError', 'ResponseError'].includes(name))}

## Documents

\`@clientele/sdk/documents\` exports these operations: ${documents(/Document$/)}.

It also exports these fragments: ${documents(/FragmentDoc$/)}.

\`@clientele/sdk/schema.graphql\` is the schema, for your own tools.
`;

writeFileSync(
  'sdk/REFERENCE.md',
  await format(page, { ...(await resolveConfig('sdk/REFERENCE.md')), parser: 'markdown' }),
);
