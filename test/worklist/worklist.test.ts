import pg from 'pg';
import {
  account,
  interaction,
  member,
  mutated,
  phase,
  plan,
  record,
  subscription,
  usd,
  type Given,
} from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { statementNames } from '../support/statement-names.js';

const WORKLIST = `query ($first: Int, $after: String) {
  worklist(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { kind reason due monthlyRecurringRevenue { amount } account { externalId } }
  }
}`;
interface Item {
  kind: string;
  reason: string;
  due: string;
  monthlyRecurringRevenue: { amount: string };
  account: { externalId: string };
}

/** Returns interactions every `days` days, the last one on `last`. */
const contacts = (of: string, last: string, days: number, count: number, changes: Given = {}) =>
  Array.from({ length: count }, (_, i) =>
    interaction(
      `${of} ${String(changes.kind)} ${i}`,
      of,
      new Date(Date.parse(last) - i * days * 86_400_000).toISOString(),
      {
        kind: 'CALL',
        ...changes,
      },
    ),
  );

describe('the worklist', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  // Now is 15 March 2026. A client needs 9 of 18 and a tenure of twelve months.
  const LOYAL = { planExternalId: 'top', tailored: true, termMonths: 12 };
  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, {
      plans: [plan('basic', 1), plan('top', 2, { name: 'Top' })],
      members: [member('mia')],
      accounts: [
        ...['unmanaged', 'young'].map((name) => account(name)),
        ...['falling', 'expiring', 'silent', 'lively', 'near', 'below', 'renewing', 'using'].map((name) =>
          account(name, { successManagerExternalId: 'mia' }),
        ),
      ],
      subscriptions: [
        // A client since 10 May 2025 whose term does not end soon.
        subscription('unmanaged', 'unmanaged', [
          phase('2024-05-10', null, { ...LOYAL, termMonths: 36, unitPrice: usd('900') }),
        ]),
        // It goes on from 20 May 2026 without commitment, tailored terms and the top plan.
        subscription('falling', 'falling', [
          phase('2022-05-20', '2026-05-20', { ...LOYAL, termMonths: 60, unitPrice: usd('800') }),
          phase('2026-05-20', null, { unitPrice: usd('800') }),
        ]),
        // Its only commitment ends together with its subscription on 20 May 2026, but nobody canceled it.
        subscription('expiring', 'expiring', [phase('2022-05-20', '2026-05-20', { ...LOYAL, unitPrice: usd('750') })]),
        subscription('silent', 'silent', [phase('2026-01-01', null, { unitPrice: usd('700') })]),
        subscription('lively', 'lively', [phase('2026-01-01', null, { unitPrice: usd('600') })]),
        // A tenure of 24 months and personal contact are worth 9; this account has 14 months and the top plan: 6.
        subscription('near', 'near', [phase('2025-01-10', null, { planExternalId: 'top', unitPrice: usd('500') })]),
        subscription('below', 'below', [
          phase('2022-01-10', null, { termMonths: 24, tailored: true, unitPrice: usd('400') }),
        ]),
        subscription('renewing', 'renewing', [phase('2025-05-01', null, { termMonths: 12, unitPrice: usd('200') })]),
        subscription('renewing 2', 'renewing', [phase('2025-04-20', null, { termMonths: 6, unitPrice: usd('100') })]),
        subscription('using', 'using', [phase('2026-01-01', null, { unitPrice: usd('50') })]),
        subscription('young', 'young', [phase('2026-03-01', null, { unitPrice: usd('5000') })]),
      ],
      interactions: [
        ...contacts('silent', '2026-02-01T00:00:00Z', 10, 5),
        ...contacts('lively', '2026-03-01T00:00:00Z', 10, 5),
        // Usage continues without anybody's effort, and four purchases are too few for an interval.
        ...contacts('using', '2026-01-01T00:00:00Z', 5, 6, { kind: 'USAGE' }),
        ...contacts('using', '2026-01-01T00:00:00Z', 5, 4, { kind: 'PURCHASE', amount: usd('5') }),
        ...contacts('using', '2026-01-01T00:00:00Z', 5, 3),
      ],
    });
    await server.runJobs();
  });
  afterAll(() => server.close());

  const ask = async (variables: Given = {}) => {
    const { data, errors } = await workspace.ask(WORKLIST, variables);
    expect(errors).toBeUndefined();
    return data.worklist as { totalCount: number; pageInfo: Given; nodes: Item[] };
  };

  it('saves a client whose billing periods are recorded with their ends only once it is canceled', async () => {
    const billed = await server.addWorkspace();
    const firstOf = (month: number): string => new Date(Date.UTC(2023, month, 1)).toISOString().slice(0, 10);
    const periods = Array.from({ length: 39 }, (_, month) =>
      phase(firstOf(month), firstOf(month + 1), { planExternalId: 'top', tailored: true }),
    );
    await record(billed, {
      plans: [plan('top', 1)],
      members: [member('mia')],
      accounts: [account('billed', { successManagerExternalId: 'mia' })],
      subscriptions: [subscription('s', 'billed', periods)],
    });
    const kinds = async (): Promise<unknown> => {
      const { data, errors } = await billed.ask(
        '{ worklist { nodes { kind due } } clientBase { fallingClients } account(by: { externalId: "billed" }) { relationship { type } } }',
      );
      expect(errors).toBeUndefined();
      return data;
    };
    const relationship = { type: 'CLIENT' };
    expect(await kinds()).toEqual({
      worklist: { nodes: [] },
      clientBase: { fallingClients: 0 },
      account: { relationship },
    });
    await mutated(billed, 'subscriptionCancel', {
      subscription: { externalId: 's' },
      at: '2026-04-01T00:00:00Z',
      churnReason: 'PRICE',
    });
    expect(await kinds()).toEqual({
      worklist: { nodes: [{ kind: 'SAVE', due: '2026-04-01T00:00:00.000Z' }] },
      clientBase: { fallingClients: 1 },
      account: { relationship },
    });
  });

  it('states what to do, why, by when and the revenue at stake, most valuable account first', async () => {
    const { nodes, totalCount } = await ask();
    expect(
      nodes.map(({ kind, account: { externalId }, due, monthlyRecurringRevenue: { amount }, reason }) => [
        externalId,
        kind,
        amount,
        due.slice(0, 10),
        reason,
      ]),
    ).toEqual([
      ['unmanaged', 'ASSIGN_MANAGER', '900.00', '2025-05-10', 'Client since 10 May 2025 without a success manager.'],
      ['falling', 'SAVE', '800.00', '2026-05-20', 'Will stop being a client on 20 May 2026 even if contact continues.'],
      [
        'expiring',
        'RENEW',
        '750.00',
        '2026-05-20',
        expect.stringMatching(/^A term ends on 20 May 2026\. Of \d+ terms /),
      ],
      [
        'silent',
        'SAVE',
        '700.00',
        '2026-02-11',
        'No contact for 42 days; the average interval between contacts is 10 days.',
      ],
      [
        'near',
        'CONVERT',
        '500.00',
        '2027-01-10',
        expect.stringMatching(/^One criterion short of being a client\. .* \(at least 24 months needed\)\.$/),
      ],
      ['below', 'UPSELL', '400.00', '2028-01-10', 'Client that is not on the highest plan, Top.'],
      [
        'renewing',
        'RENEW',
        '300.00',
        '2026-04-20',
        expect.stringMatching(
          /^A term ends on 20 April 2026\. Of \d+ terms that ended in the last 730 days( \([a-z ]+\))?, \d+ were renewed\.$/,
        ),
      ],
    ]);
    expect(totalCount).toBe(7);
  });

  it('is the same for any page size', async () => {
    const { nodes: whole } = await ask();
    const found: Item[] = [];
    for (let after: unknown = null, i = 0; i < 10; i++) {
      const { nodes, pageInfo } = await ask({ first: 2, after });
      found.push(...nodes);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(found).toEqual(whole);
  });

  it('is read by one statement', async () => {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    await ask();
    const names = statementNames(query);
    query.mockRestore();
    expect(names.filter((name) => name === 'selectWorkItems')).toHaveLength(1);
  });

  it('does not count a client as falling if only the passing of interactions out of a window would change its type', async () => {
    const other = await server.addWorkspace();
    await record(other, {
      plans: [plan('basic', 1), plan('top', 2)],
      members: [member('mia')],
      accounts: [account('held', { successManagerExternalId: 'mia' })],
      // 26 months (6) and three personal contacts in 365 days (3), the first of which was on 20 April 2025.
      subscriptions: [subscription('held', 'held', [phase('2024-01-10')])],
      interactions: ['2025-04-20', '2025-12-01', '2026-03-01'].map((on, i) =>
        interaction(`c${i}`, 'held', on, { personalized: true, kind: 'CALL' }),
      ),
    });
    const { data } = await other.ask(
      '{ worklist { nodes { kind } } clientBase { fallingClients } account(by: { externalId: "held" }) { relationship { type nextChange { from type } } } }',
    );
    expect(data.account.relationship).toMatchObject({ type: 'CLIENT', nextChange: { type: 'CUSTOMER' } });
    expect(Date.parse(data.account.relationship.nextChange.from)).toBeLessThan(server.clock.now + 90 * 86_400_000);
    expect(data.clientBase).toEqual({ fallingClients: 0 });
    expect((data.worklist.nodes as Item[]).map(({ kind }) => kind)).not.toContain('SAVE');
  });

  it('is consistent with the client base, which counts falling clients, upsell candidates and the effort by type', async () => {
    const { data, errors } = await workspace.ask(`{
      clientBase { fallingClients upsellCandidates clientsWithoutSuccessManager effort { type effortMinutes minutesPerRevenue monthlyRecurringRevenue { amount } } }
      past: clientBase(asOf: "2026-01-01T00:00:00Z") { fallingClients upsellCandidates effort { type } }
    }`);
    expect(errors).toBeUndefined();
    expect(data.clientBase).toMatchObject({ fallingClients: 1, upsellCandidates: 1, clientsWithoutSuccessManager: 1 });
    expect(data.past).toEqual({ fallingClients: null, upsellCandidates: null, effort: null });
    await record(workspace, {
      interactions: [
        interaction('e1', 'below', '2026-03-01', { effortMinutes: 50, memberExternalId: 'mia' }),
        interaction('e2', 'unmanaged', '2026-02-01', { effortMinutes: 160 }),
        interaction('e3', 'below', '2025-03-15T12:00:00Z', { effortMinutes: 1000 }),
      ],
    });
    const { data: later } = await workspace.ask(
      '{ clientBase { effort { type effortMinutes minutesPerRevenue } } members { nodes { book { effortMinutes minutesPerRevenue } } } }',
    );
    const clients = later.clientBase.effort.find(({ type }: { type: string }) => type === 'CLIENT');
    // $900.00, $800.00, $750.00 and $400.00 per month.
    expect(clients).toEqual({ type: 'CLIENT', effortMinutes: 210, minutesPerRevenue: 210 / 2850 });
    const prospects = later.clientBase.effort.find(({ type }: { type: string }) => type === 'PROSPECT');
    expect(prospects).toEqual({ type: 'PROSPECT', effortMinutes: 0, minutesPerRevenue: null });
    const [{ book }] = later.members.nodes;
    expect(book.minutesPerRevenue).toBeCloseTo(50 / 4100, 12);
  });

  it('marks an account that a change of plans moves away from being a client, until the change is rolled out', async () => {
    const other = await server.addWorkspace();
    await record(other, {
      plans: [plan('top', 2)],
      accounts: [account('near')],
      subscriptions: [subscription('near', 'near', [phase('2025-01-10', null, { planExternalId: 'top' })])],
    });
    const reasons = async (): Promise<string[]> => {
      const { data, errors } = await other.ask(WORKLIST);
      expect(errors).toBeUndefined();
      return data.worklist.nodes.map(({ reason }: Item) => reason);
    };
    expect(await reasons()).toEqual([expect.stringMatching(/^One criterion short of being a client\. /)]);
    // Without the top tier the account has 3 of the 9 that it needs, and no single criterion is worth the rest.
    await mutated(other, 'planUpsert', { externalId: 'summit', name: 'Summit', rank: 3 });
    expect(await reasons()).toEqual([expect.stringMatching(/^One criterion short of being a client\. /)]);
    // Without stored evidence that is valid, the worklist computes the evidence from the current plans.
    await server.database.dataSource.query(`UPDATE account_now SET evidence = NULL WHERE workspace_id = $1`, [
      other.id,
    ]);
    expect(await reasons()).toEqual([
      'One criterion short of being a client under the previous plans; the change of plans is still being rolled out.',
    ]);
    await server.runJobs();
    expect(await reasons()).toEqual([]);
  });

  it('is empty in an empty workspace, and refuses a page size of zero', async () => {
    const empty = await server.addWorkspace();
    const { data } = await empty.ask(WORKLIST);
    expect(data.worklist).toMatchObject({ nodes: [], totalCount: 0 });
    expect((await empty.ask(WORKLIST, { first: 0 })).errors).toHaveLength(1);
  });
});
