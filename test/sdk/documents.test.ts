import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { gql } from '@urql/core';
import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse, stripIgnoredCharacters, visit, type DocumentNode } from 'graphql';
import { AccountDocument, AccountFieldsFragmentDoc } from '../../sdk/src/documents.js';
import * as documents from '../../sdk/src/documents.js';
import { Clientele, type TypedDocument } from '../../sdk/src/index.js';
import { print } from '../../sdk/src/printer.js';
import { answer, startStub } from './stub-server.js';

/** Every kind of syntax that an operation can contain. */
const KITCHEN_SINK = `
  query Everything($id: ID!, $some: [Int!]! = [1, -2], $none: String = null @deprecated) @live(if: true) {
    renamed: account(by: { id: $id, deep: [{ a: 1.5e3 }, {}], text: "quote \\" slash \\\\ line \\n é \\u00e9" }) @skip(if: false) {
      id ...Fields @include(if: $yes)
      ... on Account @defer { name(case: UPPER, raw: """block "of" text""") }
      ... { plain }
      ... @include(if: true) { domain }
    }
  }
  mutation Change { change }
  subscription { changed { id } }
  { short }
  fragment Fields on Account @cached { nested { list(of: [true, false, null]) } }
`;

/** Returns a document without its locations, for comparison. */
const meaningOf = (document: DocumentNode): unknown =>
  visit(document, {
    enter: ({ loc: _, ...node }) => ('block' in node ? { ...node, block: false } : node),
  });

describe('the printer of the SDK', () => {
  it('prints a parsed document as graphql-js reads it, without graphql-js', () => {
    const document = parse(KITCHEN_SINK, { allowLegacyFragmentVariables: false });
    expect(meaningOf(parse(print(document)))).toEqual(meaningOf(document));
  });

  it.each(readdirSync('sdk/documents'))('prints sdk/documents/%s unchanged', (name) => {
    const text = readFileSync(`sdk/documents/${name}`, 'utf8');
    expect(stripIgnoredCharacters(print(parse(text)))).toBe(stripIgnoredCharacters(text.replace(/^\s*#.*$/gm, '')));
  });

  it('ignores kinds that are inherited or have no definitions', () => {
    expect(print({ kind: 'constructor' })).toBe('');
    expect(print({ kind: 'Document' })).toBe('');
  });
});

describe('client.request', () => {
  let stub: Awaited<ReturnType<typeof startStub>>;
  let client: Clientele;
  beforeAll(async () => {
    stub = await startStub((_, response) => answer(response, { data: { account: { name: 'Acme' } } }));
    client = new Clientele({ url: stub.url, apiKey: 'clk_test' });
  });
  beforeEach(() => stub.requests.splice(0));
  afterAll(() => stub.stop());

  type Data = { account: { name: string } };
  const text = 'query Name($id: ID!) { account(by: { id: $id }) { name } }';

  it.each<[string, TypedDocument<Data, { id: string }>]>([
    ['a string', text],
    ['a document parsed by graphql-js', parse(text)],
    ['a document parsed by graphql-codegen', JSON.parse(JSON.stringify(parse(text, { noLocation: true }))) as object],
    ['a document of urql', gql<Data, { id: string }>(text)],
  ])('sends %s', async (_, document) => {
    const { account } = await client.request(document, { id: 'acct_1' });
    expect(account.name).toBe('Acme');
    expect(stub.requests).toHaveLength(1);
    expect(stripIgnoredCharacters(stub.requests[0]!.body.query)).toBe(stripIgnoredCharacters(text));
  });

  it('has the types of the variables and the result of a typed document', async () => {
    const document = parse(text) as TypedDocumentNode<Data, { id: string }>;
    const { account } = await client.request(document, { id: 'acct_1' });
    account.name satisfies string;
    const answered = await client.request(AccountDocument, { by: { externalId: 'acme' } });
    answered.account?.name satisfies string | undefined;
    // @ts-expect-error The variables are missing.
    await client.request(document);
    // @ts-expect-error The variables are wrong.
    await client.request(AccountDocument, { id: 'acct_1' });
  });
});

describe('the documents module of the SDK', () => {
  it('exports every operation and fragment that the SDK sends', () => {
    const names = readdirSync('sdk/documents').flatMap((name) =>
      parse(readFileSync(`sdk/documents/${name}`, 'utf8')).definitions.map((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION
          ? `${definition.name.value}FragmentDoc`
          : definition.kind === Kind.OPERATION_DEFINITION
            ? `${definition.name!.value}Document`
            : definition.kind,
      ),
    );
    expect(Object.keys(documents)).toEqual(expect.arrayContaining(names));
    expect(String(AccountFieldsFragmentDoc)).toContain('fragment AccountFields on Account');
  });
});
