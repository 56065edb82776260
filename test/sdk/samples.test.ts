import { readdirSync, readFileSync } from 'node:fs';
import { Clientele, ClienteleCore, type ImportRecord } from '../../sdk/src/index.js';
import { samples, storedCursor } from './samples.js';
import { answer, startStub } from './stub-server.js';

const squeeze = (code: string): string => code.replace(/\s+/g, ' ').trim();

/** Returns the code blocks of a page, or of comments, without their imports. */
const codeBlocksOf = (text: string): string[] =>
  [...text.replace(/^ *[*#] ?/gm, '').matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) =>
    squeeze(code.replace(/^import .*$/gm, '')),
  );

const phase = { from: '2024-01-01T00:00:00.000Z', plan: { name: 'Premium' }, status: 'ACTIVE' };
const item = { plan: { name: 'Premium' }, role: 'BASE', quantity: 25 };
const money = { amount: '1.00', currencyCode: 'USD' };
const record = { id: 'x_1', name: 'Acme', relationship: { evidence: [] }, monthlyRecurringRevenue: money };
const change = { account: record, summary: 'Became a client.', evidence: [] };
const page = { nodes: [record], pageInfo: { startCursor: 'c0', endCursor: 'c1', hasNextPage: false } };
const data = {
  viewer: {},
  workspace: record,
  account: { ...record, relationshipPeriods: [{ type: 'CLIENT', projected: false }] },
  accounts: page,
  node: { __typename: 'Plan', rank: 3 },
  nodes: [{ __typename: 'Plan', rank: 3 }, null],
  plans: [record],
  clientBase: { customers: 2, counts: [{ type: 'CLIENT', accounts: 1, monthlyRecurringRevenue: money }] },
  policy: { differences: [{ summary: 'Requires 12 months.' }] },
  policySimulation: { transitions: [{ accounts: 1 }], flips: [change] },
  policyBacktest: { outcomes: [{ type: 'CLIENT', accounts: 1, keptShare: 1 }] },
  revenueMovements: [{ start: money, churn: money, end: money }],
  retention: [{ logoChurn: 0.1, retentionSaving: money }],
  cohorts: [{ accounts: 1, ages: [{ survivalShare: 1 }] }],
  renewals: {
    ...page,
    nodes: [{ account: record, amount: money }],
    months: [{ amount: money, expectedAmount: money }],
  },
  retentionProjection: { points: [{ period: 0, observed: 1, projected: 1 }] },
  worklist: { ...page, nodes: [{ kind: 'SAVE', account: { ...record, successManager: null } }] },
  subscription: { ...record, phases: [phase] },
  members: { ...page, nodes: [{ ...record, book: { accounts: 3, effortMinutes: 45 } }] },
  clientBaseHistory: [{ day: '2026-01-01', accounts: 3, customers: 2 }],
  interactions: { ...page, nodes: [{ account: record, note: 'Asked for a refund.' }] },
  relationshipChanges: { ...page, nodes: [change] },
  classify: { type: 'CUSTOMER', summary: 'Customer.' },
  successManagerAssign: { account: record, userErrors: [] },
  accountMerge: { account: record, userErrors: [] },
  accountUpsert: { account: record, userErrors: [] },
  subscriptionStart: { subscription: { ...record, account: record }, userErrors: [] },
  subscriptionCancel: { subscription: { ...record, account: record }, userErrors: [] },
  subscriptionUncancel: { subscription: { ...record, account: record }, userErrors: [] },
  subscriptionChange: { subscription: { ...record, account: record, items: [item] }, userErrors: [] },
  exchangeRates: [{ currencyCode: 'EUR', from: '2026-03-01', rate: '1.0825' }],
  exchangeRateUpsert: { exchangeRate: record, userErrors: [] },
  usageRecord: { usageRecord: record, userErrors: [] },
  interactionRecord: { interaction: { ...record, account: record }, userErrors: [] },
  import: {
    created: 2,
    updated: 0,
    unchanged: 0,
    refused: 0,
    userErrors: [],
    notices: [{ code: 'TOUCHING_PERIODS', count: 2, message: 'Two phases touch.' }],
  },
};

const NOTHING_BEFORE = { relationshipChanges: { ...page, nodes: [] } };

describe('the code samples of the SDK', () => {
  let stub: Awaited<ReturnType<typeof startStub>>;
  beforeAll(async () => {
    // There is nothing before the first page.
    stub = await startStub(({ body }, response) =>
      answer(response, { data: body.variables?.before === 'c0' ? { ...data, ...NOTHING_BEFORE } : data }),
    );
    jest.spyOn(console, 'log').mockReturnValue();
    // The samples use other endpoints.
    const { fetch } = globalThis;
    jest.spyOn(globalThis, 'fetch').mockImplementation((_, init) => fetch(stub.url, init));
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await stub.stop();
  });

  it.each(Object.entries(samples))('run without errors: %s', async (_, run) => {
    const session = { accessToken: () => Promise.resolve('token') };
    const options = { url: stub.url, apiKey: 'clk_test' };
    await run({
      client: new Clientele(options),
      core: new ClienteleCore(options),
      apiKey: 'clk_test',
      id: 'x_1',
      session,
      stored: storedCursor(),
      readRecords: async function* (): AsyncGenerator<ImportRecord> {
        yield await Promise.resolve({ account: { externalId: 'acme', name: 'Acme' } });
      },
    });
  });

  const ours = squeeze(readFileSync('test/sdk/samples.ts', 'utf8'));
  const sources = readdirSync('sdk/src').filter((name) => name.endsWith('.ts'));
  const documents = readdirSync('sdk/documents').map((name) => `sdk/documents/${name}`);
  it.each(['sdk/README.md', 'sdk/REFERENCE.md', ...sources.map((name) => `sdk/src/${name}`), ...documents])(
    'include every code block of %s',
    (path) => {
      for (const code of codeBlocksOf(readFileSync(path, 'utf8'))) expect(ours).toContain(code);
    },
  );

  it('are found by this test', () => {
    expect(codeBlocksOf(readFileSync('sdk/README.md', 'utf8')).length).toBeGreaterThan(6);
    expect(codeBlocksOf(readFileSync('sdk/src/generated/methods.ts', 'utf8')).length).toBeGreaterThan(6);
  });
});
