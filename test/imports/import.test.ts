import pg from 'pg';
import { decodeId } from '../../src/graphql/ids.js';
import { Role } from '../../src/graphql/role.js';
import { makeKey } from '../../src/auth/api-key-form.service.js';
import { storeKey } from '../../src/auth/api-key.service.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { FULL_RECORDS, shownOf } from '../support/full-records.js';
import {
  importRecords,
  interaction,
  member,
  phase,
  plan,
  record,
  subscription,
  type Given,
} from '../support/records.js';
import { rollOutPlans } from '../support/rollouts.js';

describe('an import', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
  });
  afterEach(async () => {
    await rollOutPlans(workspace);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  it('records every field as given', async () => {
    expect(await record(workspace, FULL_RECORDS)).toMatchObject({ created: 7, updated: 0, unchanged: 0 });
    const { plans, accounts } = await shownOf(workspace);
    expect(plans).toEqual([
      {
        externalId: 'basic',
        name: 'basic',
        rank: 1,
        identities: [],
        offeredFrom: '2020-01-01T00:00:00.000Z',
        offeredUntil: '2030-01-01T00:00:00.000Z',
      },
      {
        externalId: 'top',
        name: 'top',
        rank: 2,
        offeredFrom: null,
        offeredUntil: null,
        identities: [{ source: 'stripe', externalId: 'prod_top' }],
      },
    ]);
    const price = {
      quantity: 1,
      unitPrice: { amount: '49.00' },
      billingInterval: 'MONTH',
      termMonths: 0,
      tailored: false,
    };
    const basic = { plan: { externalId: 'basic' } };
    const [from2024, february, from2025, march] = ['2024-01', '2024-02', '2025-02', '2025-03'].map(
      (month) => `${month}-01T00:00:00.000Z`,
    );
    expect(accounts.nodes).toEqual([
      {
        externalId: 'acme',
        name: 'Acmé',
        domain: 'acme.example',
        desiredOutcome: 'Fewer calls',
        attributes: { segment: 'mid', tags: ['a', 'b'], size: { people: 12, share: 0.1 } },
        successManager: { name: 'Mia', email: 'mia@vendor.example' },
        identities: [
          { source: 'hubspot', externalId: '4711' },
          { source: 'stripe', externalId: 'cus_1' },
        ],
        updatedAt: '2026-03-15T12:00:00.000Z',
        subscriptions: {
          nodes: [
            {
              externalId: 'acme-1',
              churnReason: 'PRICE',
              identities: [{ source: 'stripe', externalId: 'sub_1' }],
              phases: [
                { ...price, ...basic, from: from2024, to: february, status: 'TRIALING' },
                {
                  ...price,
                  from: february,
                  to: from2025,
                  plan: { externalId: 'top' },
                  status: 'PAST_DUE',
                  termMonths: 12,
                  tailored: true,
                },
                {
                  ...price,
                  ...basic,
                  from: march,
                  to: '2026-09-01T00:00:00.000Z',
                  status: 'PAUSED',
                  quantity: 7,
                  billingInterval: 'QUARTER',
                },
              ],
            },
          ],
        },
        interactions: {
          nodes: [
            {
              externalId: 'i1',
              kind: 'PURCHASE',
              personalized: true,
              initiative: 'US',
              sentiment: -0.57,
              amount: { amount: '19.90' },
              effortMinutes: 30,
              occurredAt: '2025-06-01T09:00:00.123Z',
              recordedAt: '2026-03-15T12:00:00.000Z',
              member: { name: 'Tom' },
              note: 'Said "thanks" 🎉',
              identities: [{ source: 'hubspot', externalId: 'call-1' }],
            },
          ],
        },
      },
    ]);
  });

  it('accepts references to records of an earlier call', async () => {
    for (const kind of ['plans', 'members', 'accounts', 'interactions', 'subscriptions'] as const) {
      const records = FULL_RECORDS[kind];
      expect(await record(workspace, { [kind]: records })).toMatchObject({ created: records.length });
    }
  });

  it('accepts references to records of the same call in any order', async () => {
    const reversed = Object.fromEntries(
      Object.entries(FULL_RECORDS)
        .toReversed()
        .map(([kind, records]) => [kind, records.toReversed()]),
    );
    expect(Object.keys(reversed)[0]).toBe('interactions');
    expect(await record(workspace, reversed)).toMatchObject({ created: 7, updated: 0, unchanged: 0 });
    const other = await server.addWorkspace();
    await record(other, FULL_RECORDS);
    expect((await shownOf(workspace)).accounts).toEqual((await shownOf(other)).accounts);
  });

  it('derives each changed account once, and no other', async () => {
    await record(workspace, FULL_RECORDS);
    await rollOutPlans(workspace);
    const named = (externalId: string): Given => ({
      ...FULL_RECORDS.accounts[0]!,
      externalId,
      identities: [],
    });
    const records = {
      accounts: [...FULL_RECORDS.accounts, named('globex')],
      subscriptions: ['one', 'two'].map((id) => subscription(id, 'globex', [phase('2025-01-01')])),
      interactions: ['i2', 'i3', 'i4'].map((id) => interaction(id, 'globex', '2025-06-01')),
    };
    const query = jest.spyOn(pg.Client.prototype, 'query');
    let derived: unknown[][];
    try {
      await record(workspace, records);
      derived = query.mock.calls
        .map(([config]) => config as unknown as { name?: string; values?: unknown[] })
        .filter(({ name }) => name === 'replacePeriods')
        .map(({ values }) => values![2] as unknown[]);
    } finally {
      query.mockRestore();
    }
    const { data } = await workspace.ask('{ account(by: { externalId: "globex" }) { id } }');
    expect(derived).toEqual([[decodeId('Account', data.account.id as string)]]);
  });

  it('with a key that may not change plans refuses the plans and records the rest', async () => {
    await record(workspace, FULL_RECORDS);
    const key = makeKey();
    const { dataSource } = server.database;
    await storeKey(dataSource, NOW, { workspaceId: workspace.id, name: 'Writer', role: Role.WRITER, key });
    const writer: TestWorkspace = {
      ...workspace,
      ask: (query, variables) => server.ask(query, variables, { authorization: `Bearer ${key}` }),
    };
    const { accounts, subscriptions } = FULL_RECORDS;
    expect(
      await importRecords(writer, { plans: [plan('basic', 9)], accounts, subscriptions, members: [member('zoe')] }),
    ).toEqual({
      created: 1,
      updated: 0,
      unchanged: 2,
      refused: 1,
      userErrors: [
        {
          field: ['plans', '0'],
          code: 'FORBIDDEN',
          message:
            'Expected a key with the role ADMIN to import a plan; this one has WRITER. Omit the plans, or ask an admin of the workspace.',
        },
      ],
    });
    expect((await shownOf(workspace)).plans[0]).toMatchObject({ externalId: 'basic', rank: 1 });
  });

  it('refuses a plan whose offer would end before it starts', async () => {
    await record(workspace, { plans: [plan('basic', 1, { offeredFrom: '2025-01-01T00:00:00Z' })] });
    expect(
      await importRecords(workspace, { plans: [plan('basic', 1, { offeredUntil: '2024-01-01T00:00:00Z' })] }),
    ).toMatchObject({ refused: 1, userErrors: [{ field: ['plans', '0', 'offeredUntil'], code: 'INVALID' }] });
  });

  it('accepts an empty input', async () => {
    const nothing = { created: 0, updated: 0, unchanged: 0, refused: 0, userErrors: [] };
    expect(await record(workspace, {})).toEqual(nothing);
    expect(await record(workspace, { accounts: [], plans: undefined })).toEqual(nothing);
  });
});
