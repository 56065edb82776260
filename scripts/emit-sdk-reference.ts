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

/** Returns a declaration without its body. A getter is read like a property, and shown as one. */
function signatureOf(node: Member): string {
  const whole = node.getText();
  const { body } = node as { body?: ts.Node };
  const declared = body ? whole.slice(0, body.getStart() - node.getStart()) : whole;
  const text = ts.isGetAccessor(node) ? `${nameOf(node)}: ${node.type!.getText()}` : declared;
  return text
    .replace(/^(readonly|override|async|abstract) /gm, '')
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
  // The codes of errors have a table of their own.
  !(ts.isPropertyDeclaration(node) && nameOf(node) === 'code') &&
  !['__apiType', 'toString'].includes(nameOf(node));

/** Tells whether a method is the implementation of overloads, which callers do not see. */
const isImplementation = (node: Member, all: readonly Member[]): boolean =>
  ts.isMethodDeclaration(node) &&
  node.body !== undefined &&
  all.some((other) => other !== node && nameOf(other) === nameOf(node));

const members = (node: Declared): readonly Member[] => {
  const all: readonly Member[] = ts.isTypeAliasDeclaration(node) ? [] : [...node.members];
  return all.filter((member) => isPublic(member) && !isImplementation(member, all));
};

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

/** The variables of lists that only `Pages.page` takes. */
const OF_SINGLE_PAGES = ['last', 'before', 'totalCount'];

/** Lists the arguments of a query. Those of a mutation are the fields of its input. */
function argumentsOf(method: string): string {
  const document = operations[method[0]!.toUpperCase() + method.slice(1)];
  const operation = document?.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const variables = operation?.variableDefinitions ?? [];
  if (!document || variables.some(({ variable }) => variable.name.value === 'input')) return '';
  const given = argumentsByVariable(document);
  const isList = variables.some(({ variable }) => variable.name.value === 'first');
  return variables
    .filter(({ variable }) => !isList || !OF_SINGLE_PAGES.includes(variable.name.value))
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

/** Lists the known values of each enum. */
const enums = (): string =>
  [...readFileSync(`${SOURCE}/generated/enums.ts`, 'utf8').matchAll(/^export const (\w+): readonly Types\.(\w+)\[\]/gm)]
    .map(([, list, name]) => `- \`${list!}\` of \`${name!}\``)
    .join('\n');

/** Returns a section of the README. */
const readme = (title: string): string =>
  new RegExp(`^## ${title}\n+([^]*?)\n+## `, 'm').exec(readFileSync('sdk/README.md', 'utf8'))![1]!;

/** Returns the signature and the comment of the function that labels values. */
function labelOf(): [signature: string, comment: string] {
  const [node] = read('enums.ts').statements.filter(ts.isVariableStatement);
  return ['labelOf(value: string): string', commentOf(node!)];
}

const page = `<!-- Generated from the SDK's code by \`npm run generate\`. Do not edit. -->

# @clientele/sdk reference

Every call returns a promise with \`.withResponse()\`, and every list is read with \`for await\`. Tests run all samples.
Arguments are listed with their schema types: \`Date\`, \`DateTime\` and \`ID\` are strings. Input and result types are
exported by the names shown; your editor shows their fields.

- [Install](#install), [client](#client), [methods](#methods), [import](#imports), [any document](#any-document)
- [Lists and responses](#lists-and-responses), [enums](#enums), [errors](#errors), [documents](#documents)

## Install

${readme('Install')}

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

${types('events.ts')}

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

## Enums

${types('enums.ts')}

### labelOf

${withCode(...labelOf())}

The known values of each enum are exported:

${enums()}

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
