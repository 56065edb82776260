import { account, importRecords, mutate, mutated, type Given, type ImportAnswer } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

describe('the attributes of an account', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  /** Sends a body as it is written, because JavaScript would change its numbers, and returns the response as a text. */
  async function post(body: string): Promise<string> {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${workspace.key}`,
      },
      body,
    });
    return response.text();
  }
  const UPSERT = `mutation ($input: AccountUpsertInput!) {
    accountUpsert(input: $input) { account { attributes } userErrors { field message code } }
  }`;
  const byVariable = (attributes: string): Promise<string> =>
    post(
      `{"query":${JSON.stringify(UPSERT)},"variables":{"input":{"externalId":"a","name":"A","attributes":${attributes}}}}`,
    );
  /** An object of JSON as a literal of GraphQL. */
  const byLiteral = (attributes: string): Promise<string> =>
    post(
      JSON.stringify({
        query: `mutation { accountUpsert(input: { externalId: "a", name: "A", attributes: ${attributes.replace(/"(\w+)":/g, '$1:')} }) {
          account { attributes } userErrors { field message code } } }`,
      }),
    );

  const EXACT = [
    '{"x":9007199254740991}',
    '{"x":-9007199254740991}',
    '{"x":0.1}',
    '{"x":0.30000000000000004}',
    '{"x":123456789.012345}',
    '{"x":[1,{"y":-2.5}]}',
    '{"x":"750727362669608961"}',
    '{"x":"a \\" , 1e400 : 750727362669608961"}',
  ];
  const REFUSED: [attributes: string, got: string][] = [
    ['{"id":750727362669608961}', '750727362669608961 in "id"'],
    ['{"id":-750727362669608961}', '-750727362669608961 in "id"'],
    ['{"id":750727362669609000}', '750727362669609000 in "id"'],
    ['{"id":9007199254740992}', '9007199254740992 in "id"'],
    ['{"id":9007199254740993}', '9007199254740993 in "id"'],
    ['{"x":1e400}', '1e400 in "x"'],
    ['{"x":-1e400}', '-1e400 in "x"'],
    ['{"x":1e-400}', '1e-400 in "x"'],
    ['{"x":1234567890123456.789}', '1234567890123456.789 in "x"'],
    ['{"x":0.12345678901234567890}', '0.12345678901234567890 in "x"'],
    ['{"x":[{"y":[1,750727362669608961]}]}', '750727362669608961 in "1"'],
  ];

  describe.each([
    ['a variable', byVariable],
    ['a literal', byLiteral],
  ])('given by %s', (_, send) => {
    it.each(EXACT)('keep %s exactly', async (attributes) => {
      expect(await send(attributes)).toContain(`"attributes":${attributes}`);
    });

    it.each(REFUSED)('refuse %s with advice', async (attributes, got) => {
      const { data } = JSON.parse(await send(attributes)) as { data: { accountUpsert: unknown } };
      expect(data.accountUpsert).toEqual({
        account: null,
        userErrors: [
          {
            field: ['attributes'],
            code: 'INVALID',
            message: expect.stringMatching(
              /^Expected numbers that can be kept exactly: .* Send it as a text\.$/,
            ) as string,
          },
        ],
      });
      expect(JSON.stringify(data)).toContain(JSON.stringify(`; got ${got}.`).slice(1, -1));
    });
  });

  it.each([
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '{"a":{"__proto__":0,"toString":1}}',
    '{"__proto__":"x","x":[{"__proto__":1}]}',
    '{"hasOwnProperty":1,"toJSON":2}',
    '{"then":true,"length":-1,"":0}',
  ])('keep the keys of %s', async (attributes) => {
    await byVariable('null');
    expect(await byVariable(attributes)).toContain(`"attributes":`);
    const { data } = await workspace.ask('{ account(by: { externalId: "a" }) { attributes } }');
    // jsonb orders keys by their length.
    const sorted = (text: string): string[] => [...text].toSorted();
    expect(sorted(JSON.stringify(data.account.attributes))).toEqual(sorted(attributes));
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it.each([
    ['45 levels', `${'{"a":'.repeat(45)}1${'}'.repeat(45)}`, /^Expected at most 32 levels of JSON/],
    ['a number that loses digits', '{"id":750727362669608961}', /^Expected numbers that can be kept exactly/],
    ['an infinite number', '{"x":1e400}', /^Expected numbers that can be kept exactly/],
    ['a NUL', '{"x":"\\u0000"}', /^Expected a text without NUL/],
  ])('that are refused for %s do not stop the other 49 accounts of an import', async (_, attributes, message) => {
    const own = await server.addWorkspace();
    const accounts = Array.from({ length: 50 }, (_none, i) => account(`a${i}`, { attributes: { i } }));
    const query =
      'mutation ($input: ImportInput!) { import(input: $input) { created refused userErrors { field message } } }';
    const body = JSON.stringify({ query, variables: { input: { accounts } } }).replace('{"i":7}', attributes);
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${own.key}` },
      body,
    });
    expect(await response.json()).toMatchObject({
      data: {
        import: {
          ...{ created: 49, refused: 1 },
          userErrors: [{ field: ['accounts', '7', 'attributes'], message: expect.stringMatching(message) as string }],
        },
      },
    });
  });

  it('do not restrict numbers elsewhere', async () => {
    const body = `{"query":"query ($rate: Float!) { retentionProjection(cohort: { from: \\"2025-01-01\\", to: \\"2025-02-01\\", billingInterval: MONTH }, periods: 1) { discountedExpectedLifetime(discountRate: $rate) } }","variables":{"rate":0.1000000000000000055511151231257827}}`;
    expect(JSON.parse(await post(body))).toMatchObject({
      data: { retentionProjection: { discountedExpectedLifetime: null } },
    });
  });
});

describe('a text of at most 200 characters', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
  });
  afterAll(() => server.close());

  it.each([
    ['200 emoji', '🙂'.repeat(200), null],
    ['201 emoji', '🙂'.repeat(201), 201],
    ['150 emoji', '🙂'.repeat(150), null],
    ['200 letters', 'ä'.repeat(200), null],
    ['201 letters', 'x'.repeat(201), 201],
    ['200 letters and emoji', 'a🙂'.repeat(100), null],
    ['200 letters of plane 2', '𠮷'.repeat(200), null],
    ['a flag of two code points, 101 times', '🇩🇪'.repeat(101), 202],
    ['letters with combining accents, 100 times', 'e\u0301'.repeat(100), null],
  ])('counts code points, as PostgreSQL does: %s', async (_, name, got) => {
    const { data } = await workspace.ask(
      `mutation ($input: AccountUpsertInput!) {
         accountUpsert(input: $input) { account { name externalId } userErrors { field message } }
       }`,
      { input: { externalId: name, name } },
    );
    const errors = ['externalId', 'name'].map((field) => ({
      field: [field],
      message: `Expected at most 200 characters; got ${got}.`,
    }));
    if (got === null) expect(data.accountUpsert).toEqual({ account: { name, externalId: name }, userErrors: [] });
    else {
      expect(data.accountUpsert.account).toBeNull();
      expect(data.accountUpsert.userErrors).toEqual(expect.arrayContaining(errors));
    }
  });

  describe('are merged key by key', () => {
    const shown = async (): Promise<Given> => {
      const { data } = await workspace.ask('{ account(by: { externalId: "m" }) { attributes } }');
      return (data as { account: { attributes: Given } }).account.attributes;
    };
    const upsert = (attributes: Given | null): Promise<Given> =>
      mutated(workspace, 'accountUpsert', { externalId: 'm', name: 'm', attributes });
    const importOf = (attributes: Given | null): Promise<ImportAnswer> =>
      importRecords(workspace, { accounts: [account('m', { attributes })] });
    beforeEach(() => upsert(null));

    it('by upserts and imports, so that two sources keep what the other one wrote', async () => {
      await upsert({ segment: 'mid', crm: { owner: 'Ann', stage: 'won' } });
      await importOf({ plan: 'gold', crm: { owner: null }, tags: ['a', null] });
      expect(await shown()).toEqual({ segment: 'mid', crm: { stage: 'won' }, plan: 'gold', tags: ['a', null] });
      expect(await importOf({ plan: 'gold', crm: { owner: null } })).toMatchObject({ updated: 0, unchanged: 1 });
      await importOf({ crm: null, tags: ['b'] });
      expect(await shown()).toEqual({ segment: 'mid', plan: 'gold', tags: ['b'] });
      await importOf(null);
      expect(await shown()).toEqual({});
    });

    it('and refused if the result is longer than 16 KiB', async () => {
      const kept = { a: 'x'.repeat(10_000) };
      await upsert(kept);
      const { thing, userErrors } = await mutate(workspace, 'accountUpsert', {
        ...{ externalId: 'm', attributes: { b: 'y'.repeat(10_000) } },
      });
      expect([thing, userErrors]).toMatchObject([null, [{ field: ['attributes'], code: 'TOO_LONG' }]]);
      expect(await importOf({ b: 'y'.repeat(10_000) })).toMatchObject({
        ...{ updated: 0, refused: 1 },
        userErrors: [{ field: ['accounts', '0', 'attributes'], code: 'TOO_LONG' }],
      });
      expect(await shown()).toEqual(kept);
      await upsert({ a: null, b: 'y'.repeat(10_000) });
      expect(Object.keys(await shown())).toEqual(['b']);
    });
  });
});
