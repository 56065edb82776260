import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import {
  account,
  everyRow,
  importRecords,
  instant,
  interaction,
  member,
  mutate,
  mutated,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
  type ImportAnswer,
  type ImportRecords,
  type MutationName,
} from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { untilStatementsWait } from '../support/waiting-statements.js';

const stripe = (externalId: string): Given => ({ source: 'stripe', externalId });
const hubspot = (externalId: string): Given => ({ source: 'hubspot', externalId });
const TERMS = { unitPrice: usd('49.00'), billingInterval: 'MONTH' };

describe('identities', () => {
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

  const ask = async (query: string): Promise<Given> => {
    const { data, errors } = await workspace.ask(query);
    expect(errors).toBeUndefined();
    return data as Given;
  };
  const accountsShown = async (): Promise<Given[]> => {
    const { accounts } = await ask('{ accounts { nodes { externalId name identities { source externalId } } } }');
    return (accounts as { nodes: Given[] }).nodes;
  };
  /** Expects a mutation to be refused, with nothing done. */
  const expectRefused = async (name: MutationName, input: Given, code: string, ...said: string[]): Promise<void> => {
    const before = await everyRow(server, workspace);
    const { thing, userErrors } = await mutate(workspace, name, input);
    expect({ thing, codes: userErrors.map((error) => error.code) }).toEqual({ thing: null, codes: [code] });
    for (const text of said) expect(userErrors[0]!.message).toContain(text);
    expect(await everyRow(server, workspace)).toEqual(before);
  };
  const codesOf = ({ userErrors }: ImportAnswer): string[] =>
    userErrors.map(({ field, code }) => `${field.join('.')} ${code}`);

  describe('in a mutation', () => {
    it('are added to the recorded identities, whichever source sends them, and change updatedAt', async () => {
      const first = await mutated(workspace, 'accountUpsert', account('a', { identities: [stripe('cus_1')] }));
      server.clock.now += 1000;
      const second = await mutated(workspace, 'accountUpsert', account('a', { identities: [hubspot('1')] }));
      expect(second.id).toBe(first.id);
      expect(second.updatedAt).not.toBe(first.updatedAt);
      for (const identities of [undefined, null, [], [stripe('cus_1')]]) {
        expect(await mutated(workspace, 'accountUpsert', account('a', { identities }))).toEqual(second);
      }
      expect((await accountsShown())[0]!.identities).toEqual([hubspot('1'), stripe('cus_1')]);
    });

    it('select the account, which takes the externalId if it has none', async () => {
      const { id } = await mutated(workspace, 'accountUpsert', { name: 'A', identities: [stripe('cus_1')] });
      const again = await mutated(workspace, 'accountUpsert', {
        name: 'B',
        identities: [hubspot('1'), stripe('cus_1')],
      });
      expect(again).toMatchObject({ id, externalId: null, name: 'B' });
      const named = { externalId: 'a', identities: [hubspot('1')] };
      expect(await mutated(workspace, 'accountUpsert', named)).toMatchObject({ id, externalId: 'a' });
    });

    it('are removed only by removeIdentities, and can then be given to another account', async () => {
      await mutated(workspace, 'accountUpsert', account('a', { identities: [stripe('cus_1'), stripe('cus_2')] }));
      const removal = account('a', { removeIdentities: [stripe('cus_1'), stripe('unknown')] });
      const { updatedAt } = await mutated(workspace, 'accountUpsert', removal);
      expect((await mutated(workspace, 'accountUpsert', removal)).updatedAt).toBe(updatedAt);
      await mutated(workspace, 'accountUpsert', account('b', { identities: [stripe('cus_1')] }));
      // The account does not have it any more, so this removes nothing.
      await mutated(workspace, 'accountUpsert', removal);
      expect((await accountsShown()).map(({ identities }) => identities)).toEqual([
        [stripe('cus_2')],
        [stripe('cus_1')],
      ]);
    });

    it('of another account are refused with the ids of both accounts, and nothing is changed', async () => {
      const a = await mutated(workspace, 'accountUpsert', account('a', { identities: [stripe('cus_1')] }));
      const b = await mutated(workspace, 'accountUpsert', account('b', { identities: [stripe('cus_2')] }));
      const ids = [a.id, b.id] as string[];
      const inputs = [
        account('b', { name: 'New', identities: [stripe('cus_1')] }),
        { id: b.id, name: 'New', identities: [stripe('cus_1')] },
        { name: 'New', identities: [stripe('cus_1'), stripe('cus_2')] },
      ];
      for (const input of inputs) await expectRefused('accountUpsert', input, 'CONFLICT', ...ids, 'stripe "cus_1"');
      const renamed = account('c', { identities: [stripe('cus_1')] });
      await expectRefused('accountUpsert', renamed, 'CONFLICT', ids[0]!, 'externalId "a"', 'externalId "c"');
      // With the id, the externalId changes.
      expect(await mutated(workspace, 'accountUpsert', { ...renamed, id: a.id })).toMatchObject({ externalId: 'c' });
    });

    it.each([
      ['a source in upper case', [{ source: 'Stripe', externalId: 'x' }], 'INVALID', '"Stripe"'],
      ['an empty source', [{ source: '', externalId: 'x' }], 'INVALID', 'lower-case'],
      ['a source of 51 letters', [{ source: 's'.repeat(51), externalId: 'x' }], 'INVALID', '1 to 50'],
      ['a blank id', [stripe(' ')], 'REQUIRED', 'blank'],
      ['an id with NUL', [stripe('a\0b')], 'INVALID', 'NUL'],
      ['an id of 201 characters', [stripe('x'.repeat(201))], 'TOO_LONG', '200'],
      ['21 identities', Array.from({ length: 21 }, (_, i) => stripe(String(i))), 'TOO_MANY', '20'],
    ])('are refused with %s', async (_, identities, code, said) => {
      await expectRefused('accountUpsert', account('a', { identities }), code, said);
      const answer = await importRecords(workspace, { accounts: [account('a', { identities })] });
      expect(answer).toMatchObject({ refused: 1, userErrors: [{ code }] });
    });

    it('are limited to 20 per record, also if they are added one by one', async () => {
      const some = (from: number, count: number) => Array.from({ length: count }, (_, i) => stripe(String(from + i)));
      await mutated(workspace, 'accountUpsert', account('a', { identities: some(0, 20) }));
      await expectRefused('accountUpsert', account('a', { identities: some(20, 1) }), 'TOO_MANY', '20', '21');
      const answer = await importRecords(workspace, { accounts: [account('a', { identities: some(19, 2) })] });
      expect(codesOf(answer)).toEqual(['accounts.0.identities TOO_MANY']);
      const exchange = account('a', { identities: some(20, 1), removeIdentities: some(0, 1) });
      await mutated(workspace, 'accountUpsert', exchange);
      expect((await accountsShown())[0]!.identities).toHaveLength(20);
    });

    it('are refused if an identity is both given and removed', async () => {
      const both = { identities: [stripe('cus_1')], removeIdentities: [stripe('cus_1')] };
      await expectRefused('accountUpsert', account('a', both), 'INVALID', 'stripe "cus_1"');
    });
  });

  describe('of each kind', () => {
    beforeEach(async () => {
      await record(workspace, {
        plans: [plan('basic', 1, { identities: [stripe('prod_1')] })],
        members: [member('mia', { identities: [hubspot('7')] })],
        accounts: [account('a', { identities: [stripe('cus_1')] })],
      });
      const references = { account: { identity: stripe('cus_1') } };
      await mutated(workspace, 'subscriptionStart', {
        ...{ ...references, ...TERMS, plan: { identity: stripe('prod_1') }, identities: [stripe('sub_1')] },
        startsAt: instant('2026-01-01'),
      });
      await mutated(workspace, 'interactionRecord', {
        ...{ ...references, kind: 'CALL', occurredAt: instant('2026-02-01'), member: { identity: hubspot('7') } },
        identities: [hubspot('call-1')],
      });
    });
    afterEach(() => expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id));

    it('find the record in queries, filters and mutations', async () => {
      const by = ({ source, externalId }: Given): string =>
        `{ identity: { source: "${String(source)}", externalId: "${String(externalId)}" } }`;
      expect(
        await ask(`{
          account(by: ${by(stripe('cus_1'))}) { name } nobody: account(by: ${by(stripe('cus_2'))}) { name }
          plan(by: ${by(stripe('prod_1'))}) { name } member(by: ${by(hubspot('7'))}) { name }
          subscription(by: ${by(stripe('sub_1'))}) { externalId status identities { source externalId } }
          interaction(by: ${by(hubspot('call-1'))}) { member { name } identities { source externalId } }
          interactions(filter: { account: ${by(stripe('cus_1'))}, member: { in: [${by(hubspot('7'))}] } }) { totalCount }
          accounts(filter: { plan: { eq: ${by(stripe('prod_1'))} } }) { totalCount }
          classify(input: { interactions: [], subscriptions: [{ phases: [{ from: "2026-01-01T00:00:00Z", status: ACTIVE,
            planIdentity: { source: "stripe", externalId: "prod_1" }, billingInterval: MONTH,
            unitPrice: { amount: "1", currencyCode: "USD" } }] }] }) { type }
        }`),
      ).toEqual({
        ...{ account: { name: 'a' }, nobody: null, plan: { name: 'basic' }, member: { name: 'mia' } },
        subscription: { externalId: null, status: 'ACTIVE', identities: [stripe('sub_1')] },
        interaction: { member: { name: 'mia' }, identities: [hubspot('call-1')] },
        ...{ interactions: { totalCount: 1 }, accounts: { totalCount: 1 }, classify: { type: 'CUSTOMER' } },
      });
      await mutated(workspace, 'successManagerAssign', {
        ...{ account: { identity: stripe('cus_1') }, member: { identity: hubspot('7') } },
      });
      await mutated(workspace, 'subscriptionCancel', { subscription: { identity: stripe('sub_1') } });
    });

    it('are refused for a new subscription if another one has them', async () => {
      const again = { account: { externalId: 'a' }, plan: { externalId: 'basic' }, ...TERMS };
      await expectRefused(
        'subscriptionStart',
        { ...again, identities: [stripe('sub_1')] },
        'CONFLICT',
        'sub_',
        'sub_1',
      );
    });

    it('are added to an ended subscription and removed from it without changing its terms', async () => {
      const by = { subscription: { identity: stripe('sub_1') } };
      await mutated(workspace, 'subscriptionCancel', { ...by, at: instant('2026-02-01') });
      const phases =
        '{ subscription(by: { identity: { source: "erp", externalId: "1" } }) { phases { from to status } } }';
      const erp = { source: 'erp', externalId: '1' };
      await mutated(workspace, 'subscriptionChange', { ...by, identities: [erp] });
      expect((await ask(phases)).subscription).toMatchObject({ phases: [{ to: '2026-02-01T00:00:00.000Z' }] });
      await mutated(workspace, 'subscriptionChange', { ...by, removeIdentities: [erp] });
      expect((await ask(phases)).subscription).toBeNull();
    });

    it('are deleted with the record, so that another record can take them', async () => {
      await mutated(workspace, 'subscriptionDelete', { subscription: { identity: stripe('sub_1') } });
      await mutated(workspace, 'interactionDelete', { interaction: { identity: hubspot('call-1') } });
      await mutated(workspace, 'planDelete', { plan: { identity: stripe('prod_1') } });
      await mutated(workspace, 'memberDelete', { member: { identity: hubspot('7') } });
      await mutated(workspace, 'accountDelete', { account: { identity: stripe('cus_1') } });
      const left = await server.database.dataSource.query('SELECT FROM record_identity WHERE workspace_id = $1', [
        workspace.id,
      ]);
      expect(left).toEqual([]);
      await mutated(workspace, 'accountUpsert', account('b', { identities: [stripe('cus_1')] }));
    });

    it('of an account go with its subscriptions and interactions when it is erased', async () => {
      await mutated(workspace, 'accountDelete', { account: { externalId: 'a' } });
      const kinds = await server.database.dataSource.query<{ kind: string }[]>(
        'SELECT kind FROM record_identity WHERE workspace_id = $1 ORDER BY 1',
        [workspace.id],
      );
      expect(kinds.map(({ kind }) => kind)).toEqual(['MEMBER', 'PLAN']);
    });
  });

  describe('in an import', () => {
    const ofStripe = (n: number, changes: Given = {}): ImportRecords => ({
      plans: [{ name: 'Basic', rank: 1, identities: [stripe('prod_1')] }],
      members: [{ name: 'Mia', identities: [hubspot('7')] }],
      accounts: [
        { name: `Account ${n}`, identities: [stripe(`cus_${n}`)], successManagerIdentity: hubspot('7'), ...changes },
      ],
      subscriptions: [
        {
          identities: [stripe(`sub_${n}`)],
          accountIdentity: stripe(`cus_${n}`),
          phases: [{ ...phase('2026-01-01'), planExternalId: null, planIdentity: stripe('prod_1') }],
        },
      ],
      interactions: [
        {
          ...{ identities: [stripe(`ch_${n}`)], accountIdentity: stripe(`cus_${n}`), memberIdentity: hubspot('7') },
          ...{ kind: 'CALL', occurredAt: instant('2026-02-01') },
        },
      ],
      usage: [
        {
          ...{ externalId: `usage-${n}`, accountIdentity: stripe(`cus_${n}`) },
          ...{ at: instant('2026-02-01'), amount: usd('1.00') },
        },
      ],
    });

    it('replace the externalIds of all records and references, and importing again changes nothing', async () => {
      expect(await record(workspace, ofStripe(1))).toMatchObject({ created: 6 });
      expect(await record(workspace, ofStripe(1))).toMatchObject({ created: 0, updated: 0, unchanged: 6 });
      const shown = await ask(`{ accounts { nodes {
        externalId name identities { source externalId } successManager { name } usageRevenue { amount }
        subscriptions { nodes { externalId plan { name } } } interactions { nodes { externalId member { name } } }
      } } }`);
      expect(shown.accounts).toMatchObject({
        nodes: [
          {
            ...{ externalId: null, name: 'Account 1', identities: [stripe('cus_1')], successManager: { name: 'Mia' } },
            subscriptions: { nodes: [{ externalId: null, plan: { name: 'Basic' } }] },
            interactions: { nodes: [{ externalId: null, member: { name: 'Mia' } }] },
          },
        ],
      });
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    });

    it('let two sources write the same account without undoing each other', async () => {
      const fromCrm = {
        accounts: [account('crm-1', { identities: [stripe('cus_1')], attributes: { segment: 'mid' } })],
      };
      const fromStripe = {
        accounts: [account('crm-1', { externalId: null, identities: [stripe('cus_1'), hubspot('1')] })],
      };
      await record(workspace, fromCrm);
      expect(await record(workspace, fromStripe)).toMatchObject({ created: 0, updated: 1 });
      await record(workspace, fromCrm);
      expect(await accountsShown()).toEqual([
        { externalId: 'crm-1', name: 'crm-1', identities: [hubspot('1'), stripe('cus_1')] },
      ]);
    });

    it('select a record that has no externalId yet, which then takes the given externalId', async () => {
      await record(workspace, ofStripe(1));
      await record(workspace, {
        accounts: [account('a', { identities: [stripe('cus_1')] })],
        subscriptions: [
          subscription('s', 'a', [{ ...phase('2026-01-01'), planExternalId: 'p' }], { identities: [stripe('sub_1')] }),
        ],
        plans: [plan('p', 1, { identities: [stripe('prod_1')] })],
        members: [member('m', { identities: [hubspot('7')] })],
        interactions: [interaction('i', 'a', '2026-02-01', { identities: [stripe('ch_1')] })],
      });
      const shown =
        await ask(`{ accounts { nodes { externalId subscriptions { nodes { externalId plan { externalId } } }
        interactions { nodes { externalId } } successManager { externalId } } } }`);
      const one = (externalId: string, more: Given = {}) => ({ nodes: [{ externalId, ...more }] });
      expect(shown.accounts).toEqual(
        one('a', {
          subscriptions: one('s', { plan: { externalId: 'p' } }),
          ...{ interactions: one('i'), successManager: { externalId: 'm' } },
        }),
      );
    });

    it('that select another record than the externalId are refused, naming both records', async () => {
      await record(workspace, { accounts: [account('a', { identities: [stripe('cus_1')] }), account('b')] });
      const rows = await everyRow(server, workspace);
      const answer = await importRecords(workspace, {
        accounts: [account('b', { identities: [stripe('cus_1')] }), account('c', { identities: [stripe('cus_1')] })],
      });
      // The two records share an identity.
      expect(codesOf(answer)).toEqual(['accounts.0.identities DUPLICATE', 'accounts.1.identities DUPLICATE']);
      for (const externalId of ['b', 'c']) {
        const { userErrors } = await importRecords(workspace, {
          accounts: [account(externalId, { identities: [stripe('cus_1')] })],
        });
        expect(userErrors).toMatchObject([{ code: 'CONFLICT' }]);
        expect(userErrors[0]!.message.match(/acct_\w+/g)).toHaveLength(externalId === 'b' ? 2 : 1);
      }
      expect(await everyRow(server, workspace)).toEqual(rows);
    });

    it.each<[string, Given[], string[]]>([
      [
        'equal copies are one record',
        [account('a', { identities: [stripe('1')] }), account('a', { identities: [stripe('1')] })],
        [],
      ],
      [
        'records joined by a chain of identities are refused together',
        [
          account('a', { identities: [stripe('1')] }),
          account('x', { externalId: null, identities: [stripe('1'), stripe('2')] }),
          account('y', { externalId: null, identities: [stripe('2')] }),
        ],
        ['accounts.0.identities DUPLICATE', 'accounts.1.identities DUPLICATE', 'accounts.2.identities DUPLICATE'],
      ],
      [
        'records that select the same recorded account are refused together',
        [account('known', { name: 'A' }), { name: 'B', identities: [stripe('known')] }],
        ['accounts.0.externalId DUPLICATE', 'accounts.1.identities DUPLICATE'],
      ],
      ['a record without anything that identifies it is refused', [{ name: 'A' }], ['accounts.0.externalId REQUIRED']],
    ])('are matched within a call: %s', async (_, accounts, codes) => {
      await record(workspace, { accounts: [account('known', { identities: [stripe('known')] })] });
      const answer = await importRecords(workspace, { accounts: [...accounts, account('good')] });
      expect(codesOf(answer)).toEqual(codes);
      expect(answer).toMatchObject({ created: codes.length === 0 ? 2 : 1, refused: codes.length });
    });

    it('are refused as references if they are unknown, given together with an externalId, or missing', async () => {
      await record(workspace, { accounts: [account('a')], plans: [plan('basic', 1)] });
      const call = (index: number, changes: Given): Given =>
        interaction(`i${index}`, 'a', '2026-02-01', { accountExternalId: null, ...changes });
      const answer = await importRecords(workspace, {
        interactions: [
          call(0, { accountIdentity: stripe('unknown') }),
          call(1, { accountIdentity: stripe('x'), accountExternalId: 'a' }),
          call(2, {}),
          call(3, { accountExternalId: 'a', memberIdentity: stripe('unknown') }),
          call(4, { accountIdentity: { source: 'A', externalId: 'a' } }),
        ],
        subscriptions: [subscription('s', 'a', [phase('2026-01-01', null, { planIdentity: stripe('x') })])],
      });
      expect(codesOf(answer).toSorted()).toEqual([
        'interactions.0.accountIdentity NOT_FOUND',
        'interactions.1.accountIdentity INVALID',
        'interactions.2.accountExternalId REQUIRED',
        'interactions.3.memberIdentity NOT_FOUND',
        'interactions.4.accountIdentity.source INVALID',
        'subscriptions.0.phases.0.planIdentity INVALID',
      ]);
    });

    it('never create two records when twenty imports and upserts send the same identities at the same time', async () => {
      const upsert = { name: 'Account 1', identities: [stripe('cus_1')] };
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          i % 4 === 0 ? mutated(workspace, 'accountUpsert', upsert) : record(workspace, ofStripe(1)),
        ),
      );
      const shown = await ask(`{ accounts { totalCount } interactions { totalCount } members { totalCount } plans { id }
        account(by: { identity: { source: "stripe", externalId: "cus_1" } }) { subscriptions { totalCount } } }`);
      const one = { totalCount: 1 };
      expect(shown).toMatchObject({ accounts: one, interactions: one, members: one, account: { subscriptions: one } });
      expect(shown.plans).toHaveLength(1);
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    });

    it('follow an identity that moves to another account while the import waits for the lock', async () => {
      await record(workspace, { accounts: [account('a', { identities: [stripe('cus_1')] }), account('b')] });
      const runner = server.database.dataSource.createQueryRunner();
      await runner.startTransaction();
      const ofWorkspace = [workspace.id];
      await runner.query(
        `SELECT FROM account WHERE workspace_id = $1 AND external_id IN ('a', 'b') ORDER BY id FOR UPDATE`,
        ofWorkspace,
      );
      const upsert = mutate(workspace, 'accountUpsert', { name: 'New name', identities: [stripe('cus_1')] });
      const importing = importRecords(workspace, {
        interactions: [
          interaction('i', '', '2026-02-01', { accountExternalId: null, accountIdentity: stripe('cus_1') }),
        ],
      });
      await untilStatementsWait(server.database.dataSource, 2);
      await runner.query(
        `UPDATE record_identity SET account_id = (SELECT id FROM account WHERE workspace_id = $1 AND external_id = 'b')
         WHERE workspace_id = $1`,
        ofWorkspace,
      );
      await runner.commitTransaction();
      await runner.release();
      expect((await upsert).userErrors).toEqual([]);
      expect(await importing).toMatchObject({ created: 1, refused: 0 });
      const { accounts } = await ask('{ accounts { nodes { externalId name interactions { totalCount } } } }');
      expect((accounts as { nodes: Given[] }).nodes).toEqual([
        { externalId: 'a', name: 'a', interactions: { totalCount: 0 } },
        { externalId: 'b', name: 'New name', interactions: { totalCount: 1 } },
      ]);
    });
  });
});
