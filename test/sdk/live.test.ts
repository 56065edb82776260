import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthenticationError, Clientele, UserInputError } from '../../sdk/src/index.js';
import { issueDevelopmentToken } from '../../src/auth/development-token.service.js';
import { Role } from '../../src/graphql/role.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { samples, storedCursor } from './samples.js';
import { errorOf } from './stub-server.js';

let folder: string;
let server: TestServer;
let workspace: TestWorkspace;
let client: Clientele;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-tokens-'));
  server = await startTestServer({ developmentTokens: folder });
});
beforeEach(async () => {
  workspace = await server.addWorkspace();
  client = new Clientele({ url: server.url, apiKey: workspace.key });
  await client.import([
    { plan: { externalId: 'basic', name: 'Basic', rank: 1 } },
    { member: { externalId: 'mia', name: 'Mia' } },
    { account: { externalId: 'acme', name: 'Acme' } },
  ]);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const account = { externalId: 'acme' };
const price = { unitPrice: { amount: '9.00', currencyCode: 'USD' }, billingInterval: 'MONTH' } as const;
const start = () =>
  client.subscriptionStart({
    externalId: 's',
    account,
    plan: { externalId: 'basic' },
    ...price,
    startsAt: '2026-01-01T00:00:00Z',
  });
const CALL = { externalId: 'i', account, kind: 'CALL', occurredAt: '2026-03-01T00:00:00Z' } as const;
const call = () => client.interactionRecord(CALL);

describe('the updatedAt that the SDK selects', () => {
  type Change = (expectedUpdatedAt: string | undefined, name: string) => Promise<unknown>;
  const subscription = { externalId: 's' };
  it.each<[string, () => Promise<{ updatedAt: string } | null | undefined>, Change]>([
    [
      'account',
      () => client.account({ by: account }),
      (expectedUpdatedAt, name) => client.accountUpsert({ ...account, name, expectedUpdatedAt }),
    ],
    [
      'account, read in a list',
      async () => (await client.accounts().page()).nodes[0],
      (expectedUpdatedAt, name) => client.accountUpsert({ ...account, name, expectedUpdatedAt }),
    ],
    [
      'account, read for its success manager',
      () => client.account({ by: account }),
      (expectedUpdatedAt, name) =>
        client.successManagerAssign({
          account,
          member: name === 'A' ? { externalId: 'mia' } : null,
          expectedUpdatedAt,
        }),
    ],
    [
      'member',
      async () => (await client.members().page()).nodes[0],
      (expectedUpdatedAt, name) => client.memberUpsert({ externalId: 'mia', name, expectedUpdatedAt }),
    ],
    [
      'member, read with its book',
      () => client.member({ by: { externalId: 'mia' } }),
      (expectedUpdatedAt, name) => client.memberUpsert({ externalId: 'mia', name, expectedUpdatedAt }),
    ],
    [
      'plan',
      async () => (await client.plans())[0],
      (expectedUpdatedAt, name) => client.planUpsert({ externalId: 'basic', name, expectedUpdatedAt }),
    ],
    [
      'interaction',
      () => call(),
      (expectedUpdatedAt, note) => client.interactionRecord({ ...CALL, note, expectedUpdatedAt }),
    ],
    [
      'interaction of an account',
      async () => (await call(), (await client.account({ by: account }))!.interactions.nodes[0]),
      (expectedUpdatedAt, note) => client.interactionRecord({ ...CALL, note, expectedUpdatedAt }),
    ],
    [
      'subscription to change',
      () => start(),
      (expectedUpdatedAt, name) =>
        client.subscriptionChange({ subscription, quantity: name === 'A' ? 2 : 3, expectedUpdatedAt }),
    ],
    [
      'subscription to cancel',
      async () => (await start(), client.subscription({ by: subscription })),
      (expectedUpdatedAt, name) =>
        client.subscriptionCancel({
          subscription,
          at: `2027-0${name === 'A' ? 1 : 2}-01T00:00:00Z`,
          expectedUpdatedAt,
        }),
    ],
  ])('detects a concurrent change of an %s', async (_, read, change) => {
    const found = await read();
    await change(found!.updatedAt, 'A');
    const error = (await errorOf(change(found!.updatedAt, 'B'))) as UserInputError;
    expect(error).toBeInstanceOf(UserInputError);
    expect(error.userErrors).toMatchObject([{ code: 'CONFLICT' }]);
  });
});

describe('a mutation of the SDK that changes a relationship', () => {
  it('returns the account with the relationship that the change has led to', async () => {
    const { account: paying } = await start();
    expect(paying).toMatchObject({ name: 'Acme', relationship: { type: 'CUSTOMER', isCustomer: true } });
    const subscription = { externalId: 's' };
    const { account: ended } = await client.subscriptionCancel({ subscription, at: new Date(NOW).toISOString() });
    expect(ended.relationship.type).toBe((await client.account({ by: account }))!.relationship.type);
    const { account: resumed } = await client.subscriptionChange({ subscription, status: 'ACTIVE' });
    expect(resumed.relationship.type).toBe('CUSTOMER');
  });

  it('returns when a subscription ends, is canceled, withdrawn, and taken back', async () => {
    await start();
    const subscription = { externalId: 's' };
    const at = '2026-06-15T00:00:00.000Z';
    const changed = await client.subscriptionChange({ subscription, quantity: 3, at: '2026-05-01T00:00:00Z' });
    expect(changed).toMatchObject({ endsAt: null, cancelAt: null, withdrawnAt: null, quantity: 1 });
    const canceled = await client.subscriptionCancel({ subscription, at, churnReason: 'PRICE' });
    expect(canceled).toMatchObject({ endsAt: at, cancelAt: at, churnReason: 'PRICE' });
    const kept = await client.subscriptionUncancel({ subscription });
    expect(kept).toMatchObject({ endsAt: null, cancelAt: null, churnReason: null });
    await client.subscriptionChange({ subscription, tailored: true, replaceLater: true });
    const { phases } = (await client.subscription({ by: subscription }))!;
    expect(phases.at(-1)).toMatchObject({ quantity: 1, tailored: true });

    const plan = { externalId: 'basic' };
    const [startsAt, trialEndsAt] = ['2026-04-01T00:00:00Z', '2026-04-15T00:00:00Z'];
    await client.subscriptionStart({ externalId: 'later', account, plan, ...price, startsAt, trialEndsAt });
    const later = { subscription: { externalId: 'later' } };
    expect(await client.subscriptionCancel(later)).toMatchObject({ withdrawnAt: new Date(NOW).toISOString() });
    expect(await errorOf(client.subscriptionChange({ ...later, quantity: 2 }))).toMatchObject({
      userErrors: [{ code: 'CONFLICT' }],
    });
    expect(await client.subscriptionUncancel(later)).toMatchObject({ withdrawnAt: null, endsAt: null });
    const extended = { ...later, at: startsAt, trialEndsAt: '2026-04-28T00:00:00Z' };
    await client.subscriptionChange(extended);
    const trial = (await client.subscription({ by: later.subscription }))!;
    expect(trial.phases).toMatchObject([{ status: 'TRIALING', to: '2026-04-28T00:00:00.000Z' }, { status: 'ACTIVE' }]);
  });

  it('such as interactionRecord makes a customer of a prospect by a purchase', async () => {
    const bought = { externalId: 'p', account, kind: 'PURCHASE', occurredAt: '2026-03-01T00:00:00Z' } as const;
    const amount = { amount: '50.00', currencyCode: 'USD' };
    expect((await call()).account.relationship.type).toBe('PROSPECT');
    const recorded = await client.interactionRecord({ ...bought, amount });
    expect(recorded).toMatchObject({ kind: 'PURCHASE', account: { relationship: { type: 'CUSTOMER' } } });
    const corrected = await client.interactionRecord({ ...bought, kind: 'CALL', amount: null });
    expect(corrected.account.relationship.type).toBe('PROSPECT');
  });
});

describe('a page of an SDK list', () => {
  beforeEach(() =>
    client.import(['b', 'c', 'd', 'e', 'f', 'g'].map((name) => ({ account: { externalId: name, name } }))),
  );
  const namesOf = ({ nodes }: { nodes: readonly { name: string }[] }) => nodes.map(({ name }) => name).join('');

  it('is read forward and backward, with the number of all items only if it is requested', async () => {
    const accounts = client.accounts({ pageSize: 3, filter: { name: { gte: 'b' } } as never });
    const all = client.accounts({ pageSize: 3 });
    expect(await errorOf(accounts.page())).toBeInstanceOf(UserInputError);
    const first = await all.page({ totalCount: true });
    expect([namesOf(first), first.totalCount, first.pageInfo.hasPreviousPage]).toEqual(['Acmebc', 7, false]);
    const second = await all.page({ after: first.pageInfo.endCursor });
    expect([namesOf(second), second.totalCount, second.pageInfo.hasPreviousPage]).toEqual(['def', undefined, true]);
    const last = await all.page({ last: 2, totalCount: true });
    expect([namesOf(last), last.totalCount, last.pageInfo.hasNextPage]).toEqual(['fg', 7, false]);
    const before = await all.page({ last: 2, before: last.pageInfo.startCursor });
    expect(namesOf(before)).toBe('de');
    const { data, requestId } = await all.page({ first: 1 }).withResponse();
    expect([namesOf(data), typeof requestId]).toEqual(['Acme', 'string']);
    expect(namesOf(await client.accounts({ after: first.pageInfo.endCursor, pageSize: 1 }).page())).toBe('d');
  });

  it('can be read of every list, and of a custom document that declares the variables', async () => {
    for (const list of [client.members(), client.membersWithBooks(), client.policies(), client.worklist()]) {
      expect((await list.page({ first: 1, totalCount: true })).totalCount).toBeGreaterThanOrEqual(0);
    }
    for (const list of [client.interactions(), client.relationshipChanges()]) {
      expect((await list.page({ last: 1 })).nodes).toEqual([]);
    }
    const names = client.pages<{ accounts: { nodes: { name: string }[] } }>(
      'query ($after: String, $last: Int) { accounts(after: $after, last: $last) { nodes { name } pageInfo { endCursor hasNextPage } } }',
    );
    expect(namesOf(await names.page({ last: 2 }))).toBe('fg');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the worklist, which is read forward only', () => client.worklist().page({ last: 1 })],
    ['a custom document', () => client.pages('{ plans { name } }').page({ last: 1 })],
  ])('that the document cannot read is refused with a UsageError for %s', async (_, read) => {
    expect(await errorOf(read())).toMatchObject({
      code: 'USAGE',
      message: 'Expected a document with the variable $last; got one without.',
    });
  });
});

describe('polling for relationship changes with the sample of the README', () => {
  it('shows each change once, oldest first, however many are announced in between', async () => {
    const shown: string[] = [];
    const log = jest.spyOn(console, 'log').mockImplementation((name: string) => void shown.push(name));
    try {
      const given = { client, stored: storedCursor() } as Parameters<(typeof samples)[string]>[0];
      const poll = () => samples['poll for relationship changes']!(given);
      await poll();
      expect(shown).toEqual([]);
      const names = Array.from({ length: 130 }, (_, index) => `a${index}`);
      await client.import(names.map((name) => ({ account: { externalId: name, name } })));
      await start();
      await poll();
      expect(shown).toEqual(['Acme']);
      const phase = { from: '2026-01-01T00:00:00Z', planExternalId: 'basic', status: 'ACTIVE', ...price } as const;
      await client.import(
        names.map((name) => ({ subscription: { externalId: name, accountExternalId: name, phases: [phase] } })),
      );
      await poll();
      expect(shown).toHaveLength(131);
      expect(new Set(shown)).toEqual(new Set(['Acme', ...names]));
      await poll();
      expect(shown).toHaveLength(131);
    } finally {
      log.mockRestore();
    }
  });
});

describe('the members of the SDK', () => {
  it('cost less than a third without their books', async () => {
    const cost = async (list: ReturnType<Clientele['members']>) => {
      const { extensions } = await list.page({ first: 100 }).withResponse();
      return extensions.cost!.requested;
    };
    const light = await cost(client.members());
    expect(light * 3).toBeLessThan(await cost(client.membersWithBooks()));
  });
});

describe('a token that the server refuses', () => {
  const tokenFor = () => issueDevelopmentToken(folder, NOW, { workspaceId: workspace.id, role: Role.WRITER });

  it('is replaced by the token that the token function returns next, also for a mutation', async () => {
    const tokens = ['expired', await tokenFor(), 'expired', await tokenFor()];
    const renewing = new Clientele({ url: server.url, token: () => tokens.shift() ?? '', maxRetries: 0 });
    expect(await renewing.viewer()).toMatchObject({ role: 'WRITER' });
    expect(await renewing.accountUpsert({ ...account, name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
    expect(tokens).toEqual([]);
  });

  it('is refused for good if the next token is refused as well', async () => {
    let asked = 0;
    const refused = new Clientele({ url: server.url, token: () => `wrong-${++asked}` });
    expect(await errorOf(refused.viewer())).toBeInstanceOf(AuthenticationError);
    expect(asked).toBe(2);
  });
});
