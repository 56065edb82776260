import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { buildSchema, parse, validate } from 'graphql';
import * as documents from '../../sdk/src/generated/documents.js';
import { ClienteleMethods } from '../../sdk/src/generated/methods.js';
import { Clientele, UsageError, UserInputError, type ClienteleOptions } from '../../sdk/src/index.js';
import { answer, errorOf, startStub, type Play } from './stub-server.js';

const KEY = 'clk_secret_5f1d';
const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

let play: Play;
let stub: Awaited<ReturnType<typeof startStub>>;
let client: Clientele;
beforeAll(async () => {
  stub = await startStub((received, response) => play(received, response));
  client = new Clientele({ url: stub.url, apiKey: KEY });
});
beforeEach(() => stub.requests.splice(0));
afterAll(() => stub.stop());

const playData = (data: unknown): void => {
  play = (_, response) => answer(response, { data });
};

describe('the methods of the client', () => {
  const PART_METHODS = [
    'membersWithBooks',
    'policyDifferences',
    'relationshipPeriods',
    'renewalMonths',
    'retentionSaving',
  ];

  it('are one for every query and mutation of the schema, and some for other parts of a response', () => {
    const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) => Object.keys(type!.getFields()));
    const methods = [Clientele, ClienteleMethods].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype));
    expect(methods.filter((name) => name !== 'constructor').sort()).toEqual([...fields, ...PART_METHODS].sort());
  });

  it('send operations that are valid for the schema', () => {
    const operations = Object.entries(documents).filter(([name]) => name.endsWith('Document'));
    expect(operations.length).toBeGreaterThan(0);
    for (const [name, document] of operations) {
      expect([name, validate(schema, parse(String(document)))]).toEqual([name, []]);
    }
  });

  const by = { externalId: 'acme' };
  const account = { name: 'Acme' };
  const range = { from: '2026-01-01', to: '2026-12-31' };
  const history = { subscriptions: [], interactions: [] };
  it.each<[string, () => Promise<unknown>, unknown, unknown]>([
    ['viewer', () => client.viewer(), {}, { role: 'READER' }],
    ['workspace', () => client.workspace(), {}, { name: 'Telco' }],
    ['node', () => client.node({ id: 'plan_1' }), { id: 'plan_1' }, { __typename: 'Plan' }],
    ['nodes', () => client.nodes({ ids: ['plan_1', 'x'] }), { ids: ['plan_1', 'x'] }, [{ __typename: 'Plan' }, null]],
    [
      'account',
      () => client.account({ by, asOf: '2026-01-01T00:00:00Z' }),
      { by, asOf: '2026-01-01T00:00:00Z' },
      account,
    ],
    ['account', () => client.account({ by }), { by }, null],
    ['subscription', () => client.subscription({ by }), { by }, { status: 'ACTIVE' }],
    ['interaction', () => client.interaction({ by }), { by }, null],
    ['plans', () => client.plans(), {}, [{ name: 'Premium' }]],
    ['clientBase', () => client.clientBase(), {}, { accounts: 3 }],
    ['clientBase', () => client.clientBase({ asOf: '2026-01-01T00:00:00Z' }), { asOf: '2026-01-01T00:00:00Z' }, {}],
    ['clientBaseHistory', () => client.clientBaseHistory({ ...range }), range, [{ accounts: 3 }]],
    [
      'clientBaseHistory',
      () => client.clientBaseHistory({ ...range, interval: 'DAY' }),
      { ...range, interval: 'DAY' },
      [],
    ],
    ['classify', () => client.classify(history), { input: history }, { type: 'PROSPECT' }],
  ])('include %s, which returns its field', async (field, call, variables, value) => {
    playData({ [field]: value });
    expect(await call()).toEqual(value);
    expect(stub.requests[0]!.body.variables).toEqual(variables);
  });
});

describe('a list method of the client', () => {
  const filter = { type: { eq: 'CLIENT' } } as const;
  it.each<[string, () => AsyncIterable<unknown>, unknown]>([
    ['members', () => client.members({ pageSize: 10 }), { first: 10 }],
    ['relationshipChanges', () => client.relationshipChanges({ pageSize: 10, filter }), { first: 10, filter }],
  ])('such as %s reads page after page', async (field, list, variables) => {
    play = ({ body }, response) => {
      const isFirst = body.variables?.after === undefined;
      const pageInfo = { endCursor: isFirst ? 'c1' : 'c2', hasNextPage: isFirst };
      answer(response, { data: { [field]: { nodes: [{ id: isFirst ? 'x_1' : 'x_2' }], pageInfo } } });
    };
    const items: unknown[] = [];
    for await (const item of list()) items.push(item);
    expect(items).toEqual([{ id: 'x_1' }, { id: 'x_2' }]);
    expect(stub.requests.map(({ body }) => body.variables)).toEqual([
      variables,
      { ...(variables as object), after: 'c1' },
    ]);
  });
});

describe('a mutation method of the client', () => {
  const money = { amount: '1.00', currencyCode: 'USD' };
  const at = '2026-01-01T00:00:00Z';
  const reference = { externalId: 'acme' };
  it.each<[string, string, () => Promise<unknown>]>([
    ['accountUpsert', 'account', () => client.accountUpsert({ externalId: 'acme', name: 'Acme' })],
    [
      'subscriptionStart',
      'subscription',
      () =>
        client.subscriptionStart({ account: reference, plan: reference, unitPrice: money, billingInterval: 'MONTH' }),
    ],
    ['successManagerAssign', 'account', () => client.successManagerAssign({ account: reference, member: null })],
    ['subscriptionCancel', 'subscription', () => client.subscriptionCancel({ subscription: reference })],
    ['subscriptionUncancel', 'subscription', () => client.subscriptionUncancel({ subscription: reference })],
    [
      'interactionRecord',
      'interaction',
      () => client.interactionRecord({ account: reference, kind: 'CALL', occurredAt: at }),
    ],
  ])('such as %s returns the %s, or throws its userErrors', async (field, thing, call) => {
    playData({ [field]: { [thing]: { id: 'x_1' }, userErrors: [] } });
    expect(await call()).toEqual({ id: 'x_1' });
    expect(stub.requests[0]!.body.variables).toHaveProperty('input');

    const userErrors = [
      { field: ['account'], code: 'NOT_FOUND', message: 'Found none with "acme".' },
      { field: [], code: 'CONFLICT', message: 'It was changed.' },
      { field: ['note'], code: 'TOO_LONG', message: 'Too long.' },
      { field: ['note'], code: 'INVALID', message: 'Not a string.' },
    ];
    playData({ [field]: { [thing]: null, userErrors } });
    const error = await errorOf(call());
    expect(error).toBeInstanceOf(UserInputError);
    expect((error as UserInputError).userErrors).toEqual(userErrors);
    expect((error as UserInputError).message).toBe(
      `${field} was refused: account NOT_FOUND, input CONFLICT, note TOO_LONG, 1 more. \`userErrors\` say how to fix it.`,
    );

    playData({ [field]: { [thing]: null, userErrors: [] } });
    expect(await errorOf(call())).toMatchObject({ code: 'BAD_RESPONSE' });
  });

  it('such as interactionDelete returns the id of the deleted record, or throws its userErrors', async () => {
    playData({ interactionDelete: { deletedId: 'int_1', userErrors: [] } });
    expect(await client.interactionDelete({ interaction: reference })).toBe('int_1');
    const userErrors = [{ field: ['interaction'], code: 'NOT_FOUND', message: 'Found none with "acme".' }];
    playData({ interactionDelete: { deletedId: null, userErrors } });
    expect(await errorOf(client.interactionDelete({ interaction: reference }))).toBeInstanceOf(UserInputError);
  });
});

describe('withResponse', () => {
  it('returns the data with the response, its request id and its extensions', async () => {
    play = (_, response) =>
      answer(response, { data: { plans: [] }, extensions: { cost: { requested: 1 } } }, { requestId: 'request-1' });
    const answered = await client.plans().withResponse();
    expect(answered).toMatchObject({ data: [], requestId: 'request-1', extensions: { cost: { requested: 1 } } });
    expect(answered.response.status).toBe(200);
    expect(answered.response.headers.get('content-type')).toContain('application/graphql-response+json');
    expect(stub.requests).toHaveLength(1);
    expect((await client.request('{ plans { id } }').withResponse()).data).toEqual({ plans: [] });
  });

  it('rejects with the same error as a call without it', async () => {
    playData({ accountUpsert: { account: null, userErrors: [{ field: ['name'], code: 'REQUIRED', message: 'No.' }] } });
    expect(await errorOf(client.accountUpsert({ name: '' }).withResponse())).toBeInstanceOf(UserInputError);
  });
});

describe('the options of the client', () => {
  const url = 'https://clientele.example/graphql';
  const token = () => 'token';

  it.each<[string, unknown]>([
    ['a timeout of zero', { url, apiKey: KEY, timeoutMs: 0 }],
    ['a timeout above the limit of timers', { url, apiKey: KEY, timeoutMs: 2 ** 31 }],
    ['a fractional number of retries', { url, apiKey: KEY, maxRetries: 0.5 }],
    ['neither an API key nor a token', { url }],
    ['both an API key and a token', { url, apiKey: KEY, token }],
    ['a token that is not a function', { url, token: KEY }],
    ['an empty API key', { url, apiKey: '' }],
    ['an API key with a line break', { url, apiKey: `${KEY}\n` }],
    ['an API key that a header cannot carry', { url, apiKey: `${KEY}é` }],
    ['a relative URL', { url: '/graphql', apiKey: KEY }],
    ['a URL of another protocol', { url: 'file:///graphql', apiKey: KEY }],
    ['a URL with a password', { url: `https://user:${KEY}@clientele.example`, apiKey: KEY }],
  ])('are refused with %s, and the error does not contain the API key', (_, options) => {
    let error: unknown;
    try {
      new Clientele(options as ClienteleOptions);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(UsageError);
    expect(inspect(error)).not.toContain(KEY);
  });

  it('are not revealed when the client is logged or serialized', () => {
    expect(inspect(client, { depth: 10, showHidden: true })).not.toContain(KEY);
    expect(JSON.stringify(client)).not.toContain(KEY);
  });

  describe('in browsers and workers', () => {
    const sentTo: string[] = [];
    const noted: ClienteleOptions['fetch'] = (target) => {
      sentTo.push(target);
      return Promise.resolve(Response.json({ data: { plans: [] } }));
    };

    it.each<[string, 'document' | 'location', unknown, string, string]>([
      ['page', 'document', { baseURI: 'https://app.example/team/?tab=1' }, '/graphql', 'https://app.example/graphql'],
      ['page', 'document', { baseURI: 'https://app.example/team/' }, 'graphql', 'https://app.example/team/graphql'],
      ['page', 'document', { baseURI: 'https://app.example/team' }, '//api.example/g', 'https://api.example/g'],
      ['page', 'document', { baseURI: 'https://app.example/' }, 'https://api.example/g', 'https://api.example/g'],
      ['worker', 'location', { href: 'https://app.example/worker.js' }, '/graphql', 'https://app.example/graphql'],
    ])('resolve a relative url against that of the %s', async (_, name, value, given, target) => {
      const restore = setGlobal(name, value);
      try {
        await new Clientele({ url: given, token, fetch: noted }).plans();
        expect(sentTo.splice(0)).toEqual([target]);
      } finally {
        restore();
      }
    });

    it.each<[string, unknown]>([
      ['nowhere', undefined],
      ['in a page without a URL', { baseURI: 'about:blank' }],
      ['in a local file', { baseURI: 'file:///index.html' }],
    ])('refuse a relative url %s', (_, value) => {
      const restore = value === undefined ? () => undefined : setGlobal('document', value);
      try {
        expect(() => new Clientele({ url: '/graphql', token })).toThrow(UsageError);
      } finally {
        restore();
      }
    });

    const setGlobal = (name: 'document' | 'location' | 'navigator', value: unknown) => {
      const before = Object.getOwnPropertyDescriptor(globalThis, name);
      Object.defineProperty(globalThis, name, { value, configurable: true });
      return () => {
        if (before) Object.defineProperty(globalThis, name, before);
        else Reflect.deleteProperty(globalThis, name);
      };
    };

    it.each<[string, 'document' | 'navigator', unknown]>([
      ['page', 'document', {}],
      ['worker', 'navigator', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' }],
    ])('refuse an API key, but not a token, in a %s without dangerouslyAllowBrowser', (_, name, value) => {
      const restore = setGlobal(name, value);
      try {
        expect(() => new Clientele({ url, apiKey: KEY })).toThrow(UsageError);
        expect(() => new Clientele({ url, apiKey: KEY, dangerouslyAllowBrowser: true })).not.toThrow();
        expect(() => new Clientele({ url, token })).not.toThrow();
      } finally {
        restore();
      }
    });

    it('accept an API key in server-side workers, whose user agents differ from browsers', () => {
      const restore = setGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
      try {
        expect(() => new Clientele({ url, apiKey: KEY })).not.toThrow();
      } finally {
        restore();
      }
    });
  });
});
