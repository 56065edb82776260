import { isInputObjectType, isNonNullType } from 'graphql';
import { makeSchema } from '../../src/composition/schema.js';
import { REQUEST_TIMEOUTS } from '../../src/database/cancellation.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { account, everyRow, mutate, mutated, record, usd, type Given, type MutationName } from '../support/records.js';
import { rollOutPlans } from '../support/rollouts.js';
import { GENEROUS_MS } from '../support/wait-until.js';

jest.setTimeout(120_000);

const DAY = 86_400_000;
const ACME = { externalId: 'acme' };
const CALL = { account: ACME, kind: 'CALL', occurredAt: '2026-03-01T00:00:00Z' };
const START = { account: ACME, plan: { externalId: 'basic' }, unitPrice: usd('49.00'), billingInterval: 'MONTH' };
/** Mutations that would change more, or return something else, if they were executed twice. */
const REPEATED: [MutationName, Given][] = [
  ['accountUpsert', { name: 'New' }],
  ['accountUpsert', { ...ACME, name: 'Acme!' }],
  ['accountDelete', { account: ACME }],
  ['successManagerAssign', { account: ACME, member: null }],
  ['planUpsert', { name: 'New', rank: 7 }],
  ['planDelete', { plan: { externalId: 'spare' } }],
  ['memberUpsert', { name: 'New' }],
  ['memberDelete', { member: { externalId: 'mia' } }],
  ['subscriptionStart', START],
  ['subscriptionChange', { subscription: { externalId: 'acme-1' }, quantity: 2 }],
  ['subscriptionCancel', { subscription: { externalId: 'acme-1' } }],
  ['subscriptionDelete', { subscription: { externalId: 'acme-1' } }],
  ['interactionRecord', CALL],
  ['interactionDelete', { interaction: { externalId: 'call-1' } }],
];
const IMPORT = `mutation ($input: ImportInput!) {
  import(input: $input) { created updated unchanged refused userErrors { field message code } } }`;
const PUBLISH = `mutation ($input: PolicyPublishInput!) {
  policyPublish(input: $input) { policy { version } userErrors { field code } } }`;

describe('an idempotencyKey', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    // Fifty concurrent calls on a busy machine can wait for a connection longer than the production limit.
    server = await startTestServer({ limits: { database: { ...REQUEST_TIMEOUTS, waitMs: GENEROUS_MS } } });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.clock.now = NOW;
    workspace = await server.addWorkspace();
    await record(workspace, GOOD_RECORDS);
    await record(workspace, { plans: [{ externalId: 'spare', name: 'Spare', rank: 0 }] });
    await rollOutPlans(workspace);
  });
  afterEach(async () => {
    await rollOutPlans(workspace);
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
  });

  const times = <Result>(count: number, make: (i: number) => Promise<Result>): Promise<Result[]> =>
    Promise.all(Array.from({ length: count }, (_, i) => make(i)));
  const countOfKeys = async (): Promise<number> =>
    (
      await server.database.dataSource.query<unknown[]>('SELECT FROM kept_answer WHERE workspace_id = $1', [
        workspace.id,
      ])
    ).length;

  it('is accepted by every mutation', () => {
    for (const { name, args } of Object.values(makeSchema().getMutationType()!.getFields())) {
      const input = args[0]!.type;
      const type = isNonNullType(input) ? input.ofType : input;
      expect([name, isInputObjectType(type) && type.getFields().idempotencyKey?.type.toString()]).toEqual([
        name,
        'String',
      ]);
    }
  });

  it.each(REPEATED)('makes %s take effect once and return the same payload again: %j', async (name, input) => {
    const given = { ...input, idempotencyKey: 'once' };
    const first = await mutated(workspace, name, given);
    const rows = await everyRow(server, workspace);
    server.clock.now += 1_000;
    expect(await mutated(workspace, name, given)).toEqual(first);
    expect(await everyRow(server, workspace)).toEqual(rows);
    expect(await countOfKeys()).toBe(1);
  });

  it.each([
    ['accountUpsert', { name: 'New' }],
    ['interactionRecord', CALL],
    ['subscriptionStart', START],
    ['subscriptionChange', { subscription: { externalId: 'acme-1' }, quantity: 2 }],
    ['planUpsert', { name: 'New', rank: 7 }],
    ['memberDelete', { member: { externalId: 'mia' } }],
  ] as [MutationName, Given][])(
    'makes 50 equal concurrent calls of %s have one effect and return one payload',
    async (name, input) => {
      const counts = async (): Promise<unknown> =>
        (
          await workspace.ask(`{
          plans { id } members { totalCount } accounts(first: 5) { totalCount nodes { subscriptions(first: 5) { totalCount nodes { phases { from } } } interactions { totalCount } } }
        }`)
        ).data;
      const twin = await server.addWorkspace();
      await record(twin, GOOD_RECORDS);
      const answers = await times(50, () => mutate(workspace, name, { ...input, idempotencyKey: 'at once' }));
      expect(answers[0]).toMatchObject({ thing: expect.anything() as unknown, userErrors: [] });
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await countOfKeys()).toBe(1);
      const after = await counts();
      await mutated(workspace, name, { ...input, idempotencyKey: 'at once' });
      expect(await counts()).toEqual(after);
      // A call without a key is a separate call.
      if (name === 'interactionRecord') {
        expect(after).toMatchObject({ accounts: { nodes: [{ interactions: { totalCount: 2 } }] } });
        await mutated(workspace, name, input);
        expect(await counts()).toMatchObject({ accounts: { nodes: [{ interactions: { totalCount: 3 } }] } });
      }
    },
  );

  it('makes 50 equal concurrent imports take effect once', async () => {
    const input = {
      accounts: [account('new'), account('led', { successManagerExternalId: 'nobody' })],
      idempotencyKey: 'import',
    };
    const answers = await times(50, async () => (await workspace.ask(IMPORT, { input })).data.import as Given);
    expect(answers[0]).toMatchObject({
      created: 1,
      refused: 1,
      userErrors: [{ field: ['accounts', '1', 'successManagerExternalId'], code: 'NOT_FOUND' }],
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    // The corrected input is a different input.
    const corrected = { ...input, accounts: [account('new'), account('led')] };
    expect((await workspace.ask(IMPORT, { input: corrected })).data.import).toMatchObject({
      refused: 2,
      userErrors: [{ field: ['idempotencyKey'], code: 'IDEMPOTENCY_MISMATCH' }],
    });
  });

  it('returns the policy that the first call published, even after another policy was published', async () => {
    const policy = {
      name: 'Ours',
      clientScore: 1,
      criteria: [{ fact: 'SEATS', comparison: 'AT_LEAST', threshold: 2, weight: 1 }],
    };
    const input = { policy, expectedVersion: 1, idempotencyKey: 'policy' };
    const first = await workspace.ask(PUBLISH, { input });
    expect(first.data).toEqual({ policyPublish: { policy: { version: 2 }, userErrors: [] } });
    await workspace.ask(PUBLISH, { input: { policy, expectedVersion: 2 } });
    expect(await workspace.ask(PUBLISH, { input })).toEqual(first);
  });

  it('is refused with other input or for another mutation, which has no effect', async () => {
    const key = { idempotencyKey: 'k' };
    await mutated(workspace, 'interactionRecord', { ...CALL, ...key, note: null });
    const rows = await everyRow(server, workspace);
    const others: [MutationName, Given][] = [
      ['interactionRecord', { ...CALL, ...key }],
      ['interactionRecord', { ...CALL, ...key, note: 'x' }],
      ['interactionRecord', { ...CALL, ...key, note: null, occurredAt: '2026-03-01T00:00:00.001Z' }],
      ['interactionRecord', { ...CALL, ...key, note: null, occurredAt: 'yesterday' }],
      ['accountUpsert', { name: 'New', ...key }],
    ];
    for (const [name, input] of others) {
      expect(await mutate(workspace, name, input)).toEqual({
        thing: null,
        userErrors: [
          {
            field: ['idempotencyKey'],
            code: 'IDEMPOTENCY_MISMATCH',
            message:
              'Expected the mutation and input that this key was first used with; got others. Use a new key for another change.',
          },
        ],
      });
    }
    expect(await everyRow(server, workspace)).toEqual(rows);
  });

  it('matches the same input with its fields in another order or a date written in another way', async () => {
    const first = await mutated(workspace, 'interactionRecord', { ...CALL, note: 'x', idempotencyKey: 'k' });
    const reversed = Object.fromEntries(Object.entries({ ...CALL, note: 'x' }).reverse());
    const given = { idempotencyKey: 'k', ...reversed, occurredAt: '2026-03-01T02:00:00+02:00' };
    expect(await mutated(workspace, 'interactionRecord', given)).toEqual(first);
  });

  it('is not used up by a refused call', async () => {
    const wrong = await mutate(workspace, 'accountUpsert', { name: ' ', idempotencyKey: 'k' });
    expect(wrong.userErrors).toMatchObject([{ field: ['name'] }]);
    const unknown = { ...ACME, successManager: { externalId: 'zoe' }, idempotencyKey: 'k' };
    expect((await mutate(workspace, 'accountUpsert', unknown)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(await countOfKeys()).toBe(0);
    await mutated(workspace, 'memberUpsert', { externalId: 'zoe', name: 'Zoë' });
    await mutated(workspace, 'accountUpsert', unknown);
    expect(await countOfKeys()).toBe(1);
  });

  it('is scoped to its workspace', async () => {
    const other = await server.addWorkspace();
    const mine = await mutated(workspace, 'accountUpsert', { name: 'Mine', idempotencyKey: 'k' });
    const theirs = await mutated(other, 'accountUpsert', { name: 'Theirs', idempotencyKey: 'k' });
    expect(theirs.id).not.toBe(mine.id);
  });

  it('returns the current state of the record', async () => {
    const given = { name: 'New', idempotencyKey: 'k' };
    const { id } = await mutated(workspace, 'accountUpsert', given);
    await mutated(workspace, 'accountUpsert', { id, name: 'Renamed' });
    expect(await mutated(workspace, 'accountUpsert', given)).toMatchObject({ id, name: 'Renamed' });
  });

  it.each<[MutationName, Given, MutationName]>([
    ['accountUpsert', { externalId: 'new', name: 'New', attributes: { a: 1 } }, 'accountDelete'],
    ['accountUpsert', { ...ACME, name: 'Acme!', successManager: { externalId: 'mia' } }, 'accountDelete'],
    ['successManagerAssign', { account: ACME, member: { externalId: 'mia' } }, 'accountDelete'],
    ['memberUpsert', { externalId: 'new', name: 'New', email: 'new@vendor.example' }, 'memberDelete'],
    ['planUpsert', { externalId: 'new', name: 'New', rank: 77 }, 'planDelete'],
    ['planUpsert', { externalId: 'spare', offeredUntil: null }, 'planDelete'],
    ['subscriptionStart', START, 'subscriptionDelete'],
    ['subscriptionStart', { ...START, trialEndsAt: '2026-04-01T00:00:00Z' }, 'subscriptionDelete'],
    ['subscriptionChange', { subscription: { externalId: 'acme-1' }, quantity: 2 }, 'subscriptionDelete'],
    ['subscriptionCancel', { subscription: { externalId: 'acme-1' } }, 'subscriptionDelete'],
    ['subscriptionCancel', { subscription: { externalId: 'acme-1' } }, 'accountDelete'],
    ['interactionRecord', { ...CALL, note: 'ß', sentiment: -0.5 }, 'interactionDelete'],
    ['interactionRecord', { ...CALL, member: { externalId: 'mia' } }, 'accountDelete'],
  ])('makes %s %j return the same payload again after %s', async (name, input, deletion) => {
    const given = { ...input, idempotencyKey: 'k' };
    const first = await mutated(workspace, name, given);
    const kind = deletion.replace('Delete', '');
    const deleted = kind === 'account' && name !== 'accountUpsert' ? ACME : { id: first.id };
    await mutated(workspace, deletion, { [kind]: deleted });
    const rows = await everyRow(server, workspace);
    for (let i = 0; i < 2; i++) expect(await mutated(workspace, name, given)).toEqual(first);
    expect(await everyRow(server, workspace)).toEqual(rows);
  });

  it('returns a deleted record with the nested fields that still exist', async () => {
    const answerOf = async (mutation: string, variables: Given) => {
      const { data, errors } = await workspace.ask(mutation, variables);
      return { data: data as unknown, codes: errors?.map(({ extensions }) => extensions.code) };
    };
    const upsert = `mutation { accountUpsert(input: { externalId: "acme", name: "Acme", idempotencyKey: "k1" }) { account {
      name successManager { name } monthlyRecurringRevenue { amount } nextRenewal { at }
      relationship { type evidence { observed } policy { version } } relationshipPeriods { type from to }
      subscriptions { totalCount nodes { id } } interactions { totalCount } } } }`;
    const start = `mutation ($input: SubscriptionStartInput!) { subscriptionStart(input: $input) { subscription {
      status plan { name } phases { from plan { name } } monthlyRecurringRevenue { amount } account { name } } } }`;
    const startOf = (kept: string): string => start.replace('account { name }', kept);
    const input = { ...START, idempotencyKey: 'k2' };
    const before = await answerOf(upsert, {});
    const started = await answerOf(startOf(''), { input });
    expect([before, started]).toMatchObject([{ codes: undefined }, { codes: undefined }]);

    await mutated(workspace, 'accountDelete', { account: ACME });
    expect(await answerOf(upsert, {})).toEqual({
      codes: undefined,
      data: {
        accountUpsert: {
          account: {
            name: 'Acme',
            successManager: (before.data as { accountUpsert: { account: Given } }).accountUpsert.account.successManager,
            monthlyRecurringRevenue: { amount: '0.00' },
            nextRenewal: null,
            relationship: {
              type: 'PROSPECT',
              evidence: expect.arrayContaining([{ observed: 0 }]) as unknown,
              policy: { version: 1 },
            },
            relationshipPeriods: [{ type: 'PROSPECT', from: null, to: null }],
            subscriptions: { totalCount: 0, nodes: [] },
            interactions: { totalCount: 0 },
          },
        },
      },
    });
    expect(await answerOf(startOf(''), { input })).toEqual(started);
    expect(await answerOf(start, { input })).toEqual({
      codes: ['RECORD_DELETED'],
      data: { subscriptionStart: { subscription: null } },
    });
  });

  it('returns NOT_FOUND for a deleted record if a server of an earlier version carried out the mutation', async () => {
    const given = { name: 'New', idempotencyKey: 'k' };
    const { id } = await mutated(workspace, 'accountUpsert', given);
    await server.database.dataSource.query('UPDATE kept_answer SET record = NULL WHERE workspace_id = $1', [
      workspace.id,
    ]);
    expect(await mutated(workspace, 'accountUpsert', given)).toMatchObject({ id });
    await mutated(workspace, 'accountDelete', { account: { id } });
    expect(await mutate(workspace, 'accountUpsert', given)).toMatchObject({
      thing: null,
      userErrors: [{ field: [], code: 'NOT_FOUND' }],
    });
  });

  it('expires after 24 hours, and its record is deleted then', async () => {
    const given = { name: 'New', idempotencyKey: 'k' };
    const { id } = await mutated(workspace, 'accountUpsert', given);
    server.clock.now += DAY - 1;
    expect((await mutated(workspace, 'accountUpsert', given)).id).toBe(id);
    server.clock.now += 1;
    const again = await mutated(workspace, 'accountUpsert', given);
    expect(again.id).not.toBe(id);
    expect((await mutated(workspace, 'accountUpsert', given)).id).toBe(again.id);

    const forget = (): Promise<unknown> =>
      server.database.dataSource
        .query(`SELECT graphile_worker.add_job('deleteExpiredRecords')`)
        .then(() => server.runJobs());
    server.clock.now += DAY - 1;
    await forget();
    expect(await countOfKeys()).toBe(1);
    server.clock.now += 1;
    await forget();
    expect(await countOfKeys()).toBe(0);
  });

  it('must have 1 to 255 characters', async () => {
    for (const [idempotencyKey, code] of [
      ['', 'REQUIRED'],
      [' ', 'REQUIRED'],
      ['x'.repeat(256), 'TOO_LONG'],
      ['a\0b', 'INVALID'],
    ]) {
      expect(await mutate(workspace, 'accountUpsert', { name: 'New', idempotencyKey })).toMatchObject({
        thing: null,
        userErrors: [{ field: ['idempotencyKey'], code }],
      });
    }
    await mutated(workspace, 'accountUpsert', { name: 'New', idempotencyKey: 'ß'.repeat(255) });
    await mutated(workspace, 'accountUpsert', { name: 'New', idempotencyKey: null });
  });
});
