import pg from 'pg';
import type { Phase } from '../../src/classification/history.js';
import { monthlyMinor } from '../classification/oracle-facts.js';
import { UTC_CLOCK } from '../classification/oracle-numbers.js';
import { oracleTermEnds, type OracleTermEnd } from '../classification/oracle-renewals.js';
import { nodesOf, walk, type AskForPage, type Page } from '../support/pages.js';
import { account, mutated, phase, plan, record, subscription, usd, type Given } from '../support/records.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { statementNames } from '../support/statement-names.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { gapDaysAt, HISTORIES, typeAt, writeGeneratedBase } from './generated-base.js';
import { minorOf } from './naive.js';

const FIELDS = `at termMonths type outcome probability termsEnded termsRenewed summary amount { amount }
  account { externalId } subscription { externalId }`;
const QUERY = `query ($from: Date!, $to: Date!, $first: Int, $after: String, $last: Int, $before: String) {
  renewals(from: $from, to: $to, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { ${FIELDS} } edges { cursor node { ${FIELDS} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    months { from renewals amount { amount } expectedAmount { amount } }
  }
}`;

interface Renewal {
  at: string;
  termMonths: number;
  type: string;
  outcome: string;
  probability: number | null;
  termsEnded: number | null;
  termsRenewed: number | null;
  summary: string;
  amount: { amount: string };
  account: { externalId: string };
  subscription: { externalId: string };
}
interface Month {
  from: string;
  renewals: number;
  amount: { amount: string };
  expectedAmount: { amount: string };
}

const pagesOf =
  (workspace: TestWorkspace, from: string, to: string): AskForPage =>
  async (args) => {
    const { data, errors } = await workspace.ask(QUERY, { from, to, ...args });
    expect(errors).toBeUndefined();
    return (data as { renewals: Page }).renewals;
  };
async function allRenewals(workspace: TestWorkspace, from: string, to: string): Promise<Renewal[]> {
  const pages = await walk(pagesOf(workspace, from, to), 100);
  return nodesOf(pages) as unknown as Renewal[];
}
async function months(workspace: TestWorkspace, from: string, to: string): Promise<Month[]> {
  const { data } = await workspace.ask(QUERY, { from, to });
  return (data as { renewals: { months: Month[] } }).renewals.months;
}

interface End extends OracleTermEnd {
  phase: Phase;
  outcome: string;
}

const outcomeOf = ({ decidedFrom, renewedAt, lapsedAt }: OracleTermEnd): string =>
  renewedAt <= NOW ? 'RENEWED' : lapsedAt <= NOW ? 'LAPSED' : decidedFrom <= NOW ? 'OPEN' : 'DUE';

/** Returns the ends of agreed terms of an account in [from, until), and of those to come only the next of each subscription. */
function endsOf(account: number, from: number, until: number): End[] {
  const history = HISTORIES[account]!;
  const ends = oracleTermEnds(
    { ...history, clock: UTC_CLOCK },
    (at) => gapDaysAt(account, at),
    Math.max(until, NOW),
  ).flatMap((end) => {
    const phase = history.phases.find(
      (one) => one.subscriptionId === end.subscriptionId && one.from < end.decidedFrom && end.decidedFrom <= one.to,
    )!;
    return phase.termMonths > 0 ? [{ ...end, phase, outcome: outcomeOf(end) }] : [];
  });
  const isNext = (end: End): boolean =>
    ends.every(
      ({ subscriptionId, decidedFrom }) =>
        subscriptionId !== end.subscriptionId || decidedFrom <= NOW || decidedFrom >= end.decidedFrom,
    );
  return ends.filter((end) => from <= end.at && end.at < until && (end.decidedFrom <= NOW || isNext(end)));
}

/** Returns the statements that read at least `least` renewals. */
async function statementsFor(workspace: TestWorkspace, from: string, to: string, least: number): Promise<string[]> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  try {
    const { data } = await workspace.ask(
      `query ($from: Date!, $to: Date!) { renewals(from: $from, to: $to, first: 100) { nodes { probability } } }`,
      { from, to },
    );
    expect((data as { renewals: Page }).renewals.nodes.length).toBeGreaterThanOrEqual(least);
    return statementNames(query).filter((name) => /Renew/.test(name));
  } finally {
    query.mockRestore();
  }
}

describe('renewals', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  describe('of generated histories', () => {
    let workspace: TestWorkspace;
    beforeAll(async () => {
      workspace = await server.addWorkspace();
      await writeGeneratedBase(server, workspace);
    });

    it.each([
      ['2022-06-01', '2024-12-31'],
      ['2026-01-01', '2029-12-31'],
      ['2027-05-01', '2031-01-01'],
    ])('include the end of every term from %s to %s, counted term by term', async (from, to) => {
      const [start, until] = [Date.parse(from), Date.parse(to) + 86_400_000];
      const expected = HISTORIES.flatMap((_, i) =>
        endsOf(i, start, until).map(({ at, decidedFrom, outcome, phase }) => ({
          account: String(i),
          at: new Date(at).toISOString(),
          termMonths: phase.termMonths,
          amount: Number(monthlyMinor([{ ...phase, quantity: phase.quantity * phase.termMonths }])),
          outcome,
          type: typeAt(i, Math.min(decidedFrom - 1, NOW)),
        })),
      );
      const shown = await allRenewals(workspace, from, to);
      const found = shown.map(({ account, at, termMonths, amount, outcome, type }) => ({
        account: account.externalId,
        at,
        termMonths,
        amount: minorOf(amount),
        outcome,
        type,
      }));
      const inOrder = (rows: typeof found) => rows.map((row) => JSON.stringify(row)).sort();
      expect(inOrder(found)).toEqual(inOrder(expected));
      expect(found.length).toBeGreaterThan(5);
      expect(shown.map(({ at }) => at)).toEqual(shown.map(({ at }) => at).sort());

      const sums = await months(workspace, from, to);
      expect(sums.reduce((sum, { renewals }) => sum + renewals, 0)).toBe(found.length);
      for (const { from: month, renewals, amount, expectedAmount } of sums) {
        const ofMonth = shown.filter(({ at }) => at.slice(0, 7) === month.slice(0, 7));
        expect(renewals).toBe(ofMonth.length);
        expect(minorOf(amount)).toBe(ofMonth.reduce((sum, one) => sum + minorOf(one.amount), 0));
        const expectedMinor = ofMonth.reduce((sum, one) => sum + minorOf(one.amount) * one.probability!, 0);
        expect(Math.abs(minorOf(expectedAmount) - expectedMinor)).toBeLessThanOrEqual(1);
      }
    });

    it('are estimated from the terms that ended in the last 730 days, of the same type if there are enough of them', async () => {
      const ended = HISTORIES.flatMap((_, i) =>
        endsOf(i, NOW - 730 * 86_400_000 + 1, NOW + 1)
          .filter(({ outcome }) => outcome === 'RENEWED' || outcome === 'LAPSED')
          .map(({ decidedFrom, outcome }) => ({ outcome, type: typeAt(i, decidedFrom - 1) })),
      );
      const due = (await allRenewals(workspace, '2026-01-01', '2033-12-31')).filter(({ outcome }) => outcome === 'DUE');
      expect(due.length).toBeGreaterThan(3);
      for (const { type, probability, termsEnded, termsRenewed } of due) {
        const ofType = ended.filter((one) => one.type === type);
        const counted = ofType.length >= 20 ? ofType : ended;
        const renewed = counted.filter(({ outcome }) => outcome === 'RENEWED').length;
        expect({ termsEnded, termsRenewed, probability }).toEqual({
          termsEnded: counted.length,
          termsRenewed: renewed,
          probability: (renewed + 1) / (counted.length + 2),
        });
      }
    });

    it('are read by one statement, and a second one if the chance of some is estimated, however many there are', async () => {
      expect(await statementsFor(workspace, '2027-01-01', '2033-12-31', 6)).toEqual([
        'selectRenewalPage',
        'countRenewed',
      ]);
    });

    it('are paginated forward and backward', async () => {
      const ask = pagesOf(workspace, '2022-01-01', '2025-12-31');
      const whole = nodesOf(await walk(ask, 100));
      expect(nodesOf(await walk(ask, 7))).toEqual(whole);
      const { totalCount, nodes } = await ask({ last: 5 });
      expect(totalCount).toBe(whole.length);
      expect(nodes).toEqual(whole.slice(-5));
    });
  });

  describe('of example accounts', () => {
    let workspace: TestWorkspace;
    const nextOf = async (name: string): Promise<Given | null> => {
      const { data, errors } = await workspace.ask(
        `query ($name: String!) { account(by: { externalId: $name }) { nextRenewal { at outcome amount { amount } } } }`,
        { name },
      );
      expect(errors).toBeUndefined();
      return (data as { account: { nextRenewal: Given | null } }).account.nextRenewal;
    };
    beforeAll(async () => {
      workspace = await server.addWorkspace();
      const names = ['yearly', 'monthly', 'agreed', 'changed', 'trial', 'gone'];
      await record(workspace, {
        plans: [plan('basic', 1)],
        accounts: names.map((name) => account(name)),
        subscriptions: [
          // 29 February, clamped to the 28th in other years.
          subscription('yearly', 'yearly', [
            phase('2024-02-29', null, { termMonths: 12, billingInterval: 'YEAR', unitPrice: usd('1200.00') }),
          ]),
          subscription('monthly', 'monthly', [phase('2024-01-10')]),
          // It has an end, but nobody canceled it.
          subscription('agreed', 'agreed', [phase('2025-06-10', '2026-06-10', { termMonths: 12 })]),
          // A longer term starts in the middle of another one, which is never renewed.
          subscription('changed', 'changed', [
            phase('2025-01-10', '2025-07-10', { termMonths: 12 }),
            phase('2025-07-10', null, { termMonths: 24, quantity: 2 }),
          ]),
          subscription('trial', 'trial', [
            phase('2026-03-10', '2026-04-10', { status: 'TRIALING' }),
            phase('2026-04-10', null, { termMonths: 3 }),
          ]),
          subscription('gone', 'gone', [phase('2025-01-31', '2025-04-30', { termMonths: 3 })]),
        ],
      });
    });

    it('occur on the day of the month on which the term started, or on the last day of a shorter month', async () => {
      const shown = await allRenewals(workspace, '2025-01-01', '2028-12-31');
      expect(
        shown.map(({ at, subscription: { externalId }, outcome, amount }) => [
          at.slice(0, 10),
          externalId,
          outcome,
          amount.amount,
        ]),
      ).toEqual([
        ['2025-02-28', 'yearly', 'RENEWED', '1200.00'],
        ['2025-04-30', 'gone', 'LAPSED', '147.00'],
        ['2026-02-28', 'yearly', 'RENEWED', '1200.00'],
        ['2026-06-10', 'agreed', 'DUE', '588.00'],
        ['2026-07-10', 'trial', 'DUE', '147.00'],
        ['2027-02-28', 'yearly', 'DUE', '1200.00'],
        ['2027-07-10', 'changed', 'DUE', '2352.00'],
      ]);
      expect(shown.find(({ outcome }) => outcome === 'DUE')).toMatchObject({
        probability: 3 / 5,
        termsEnded: 3,
        termsRenewed: 2,
        summary: 'Of 3 terms that ended in the last 730 days, 2 were renewed.',
      });
    });

    it('are read by one statement if all are decided', async () => {
      expect(await statementsFor(workspace, '2025-01-01', '2026-03-01', 3)).toEqual(['selectRenewalPage']);
    });

    it('are summed by month, with the expected amount', async () => {
      const shown = await months(workspace, '2026-06-01', '2027-02-28');
      expect(
        shown.map(({ from, renewals, amount, expectedAmount }) => [
          from.slice(0, 7),
          renewals,
          amount.amount,
          expectedAmount.amount,
        ]),
      ).toEqual([
        ['2026-06', 1, '588.00', '352.80'],
        ['2026-07', 1, '147.00', '88.20'],
        ['2027-02', 1, '1200.00', '720.00'],
      ]);
    });

    it('include the next renewal of each account', async () => {
      expect(await nextOf('yearly')).toEqual({
        at: '2027-02-28T00:00:00.000Z',
        outcome: 'DUE',
        amount: { amount: '1200.00' },
      });
      expect(await nextOf('agreed')).toMatchObject({ outcome: 'DUE' });
      expect(await nextOf('monthly')).toBeNull();
      expect(await nextOf('gone')).toBeNull();
    });

    it('have no probability and no expected amount if no term has ended yet', async () => {
      const young = await server.addWorkspace();
      await record(young, {
        plans: [plan('basic', 1)],
        accounts: [account('a')],
        subscriptions: [subscription('a', 'a', [phase('2026-01-10', null, { termMonths: 12 })])],
      });
      const [renewal] = await allRenewals(young, '2026-01-01', '2027-12-31');
      expect(renewal).toMatchObject({ probability: null, termsEnded: 0 });
      expect(renewal!.summary).toMatch(/^No term ended/);
      expect(await months(young, '2027-01-01', '2027-01-31')).toMatchObject([
        { renewals: 1, expectedAmount: { amount: '0.00' } },
      ]);
    });

    it('are not expected if a cancellation is recorded that takes effect by the end of the term', async () => {
      const canceled = await server.addWorkspace();
      await record(canceled, {
        plans: [plan('basic', 1)],
        accounts: [account('a')],
        subscriptions: [subscription('a', 'a', [phase('2025-06-10', '2026-06-10', { termMonths: 12 })])],
      });
      await server.database.dataSource.query('UPDATE account_renewal SET is_canceled = true WHERE workspace_id = $1', [
        canceled.id,
      ]);
      expect(await allRenewals(canceled, '2026-01-01', '2027-12-31')).toMatchObject([
        { outcome: 'CANCELED', probability: 0, termsEnded: null },
      ]);
      expect(await months(canceled, '2026-06-15', '2026-06-30')).toEqual([]);
      expect(await months(canceled, '2026-06-05', '2026-06-30')).toMatchObject([
        { from: '2026-06-01T00:00:00.000Z', renewals: 1, expectedAmount: { amount: '0.00' } },
      ]);
    });

    it('are selected by days that end at midnight in the time zone of the workspace', async () => {
      const berlin = await server.addWorkspace({ timeZone: 'Europe/Berlin' });
      await record(berlin, {
        plans: [plan('basic', 1)],
        accounts: [account('a')],
        subscriptions: [subscription('a', 'a', [phase('2025-03-31T22:00:00Z', null, { termMonths: 12 })])],
      });
      expect(await allRenewals(berlin, '2026-03-31', '2026-03-31')).toEqual([]);
      expect(await allRenewals(berlin, '2026-04-01', '2026-04-01')).toHaveLength(1);
      // The autumn day on which daylight saving time ends has 25 hours: it ends at 23:00 UTC.
      await record(berlin, {
        subscriptions: [subscription('b', 'a', [phase('2025-10-25T21:59:59.999Z', null, { termMonths: 12 })])],
      });
      expect(await allRenewals(berlin, '2026-10-25', '2026-10-25')).toHaveLength(1);
      expect(await allRenewals(berlin, '2026-10-26', '2026-10-26')).toEqual([]);
      expect((await months(berlin, '2026-03-01', '2026-04-30'))[0]!.from).toBe('2026-03-31T22:00:00.000Z');
    });

    it.each([
      ['2026-02-01', '2026-01-31', 'INVALID'],
      ['2026-02-01', '2036-02-10', 'TOO_MANY'],
    ])('are refused from %s to %s', async (from, to, code) => {
      const { errors } = await workspace.ask(QUERY, { from, to });
      expect(errors).toMatchObject([{ extensions: { userErrors: [{ field: ['to'], code }] } }]);
    });
  });

  describe('of contracts that end', () => {
    const yearly = { termMonths: 12 };
    /** The outcomes of the renewals of one account at an instant, by the end of the term. */
    const outcomesAt = async (on: string, phases: Record<string, Given[]>): Promise<string[]> => {
      const workspace = await server.addWorkspace();
      await record(workspace, {
        plans: [plan('basic', 1), plan('top', 2)],
        accounts: [account('a')],
        subscriptions: Object.entries(phases).map(([name, ofOne]) => subscription(name, 'a', ofOne)),
      });
      server.clock.now = Date.parse(on);
      const renewals = await allRenewals(workspace, '2023-01-01', '2027-12-31');
      return renewals.map(
        ({ at, outcome, subscription: { externalId } }) => `${externalId} ${at.slice(0, 10)} ${outcome}`,
      );
    };
    afterEach(() => {
      server.clock.now = NOW;
    });

    it('are RENEWED by yearly contracts that are subscriptions of their own', async () => {
      const contracts = {
        first: [phase('2024-01-01', '2025-01-01', yearly)],
        second: [phase('2025-01-01', '2026-01-01', yearly)],
        third: [phase('2026-01-01', '2027-01-01', yearly)],
      };
      expect(await outcomesAt('2026-03-15', contracts)).toEqual([
        'first 2025-01-01 RENEWED',
        'second 2026-01-01 RENEWED',
        'third 2027-01-01 DUE',
      ]);
    });

    it('are RENEWED by a larger contract two weeks before the end, and stay in the calendar', async () => {
      const contracts = {
        old: [phase('2025-04-01', '2026-03-18', yearly)],
        larger: [phase('2026-03-18', null, { ...yearly, planExternalId: 'top' })],
      };
      expect(await outcomesAt('2026-03-20', contracts)).toEqual(['old 2026-04-01 RENEWED', 'larger 2027-03-18 DUE']);
    });

    it.each([
      ['2025-12-31', 'a 2026-01-01 DUE'],
      ['2026-01-01', 'a 2026-01-01 OPEN'],
      ['2026-01-05', 'a 2026-01-01 OPEN'],
      ['2026-01-06', 'a 2026-01-01 RENEWED'],
    ])('are decided 5 days after the end if the contract starts again then: on %s %s', async (on, outcome) => {
      const phases = [phase('2025-01-01', '2026-01-01', yearly), phase('2026-01-06', null, yearly)];
      expect(await outcomesAt(on, { a: phases })).toContain(outcome);
    });

    it.each([
      ['2026-01-10', 'a 2026-01-01 OPEN'],
      ['2026-01-25', 'a 2026-01-01 OPEN'],
      ['2026-02-10', 'a 2026-01-01 LAPSED'],
    ])('are not renewed by a successor that is past due for 19 days and ends unpaid: on %s %s', async (on, outcome) => {
      const phases = [
        phase('2025-01-01', '2026-01-01', yearly),
        phase('2026-01-01', '2026-01-20', { ...yearly, status: 'PAST_DUE' }),
      ];
      expect(await outcomesAt(on, { a: phases })).toEqual([outcome]);
    });

    it('are LAPSED if another, older subscription gets a seat ten days later', async () => {
      const subscriptions = {
        a: [phase('2025-01-01', '2026-01-01', yearly)],
        b: [phase('2024-01-01', '2026-01-11'), phase('2026-01-11', null, { quantity: 2 })],
      };
      expect(await outcomesAt('2026-03-15', subscriptions)).toEqual(['a 2026-01-01 LAPSED']);
    });

    it('follow each other as time passes, without anything being recorded', async () => {
      const workspace = await server.addWorkspace();
      await record(workspace, {
        plans: [plan('basic', 1)],
        accounts: [account('a')],
        subscriptions: [subscription('a', 'a', [phase('2025-04-01', null, { termMonths: 3 })])],
      });
      server.clock.now = Date.parse('2026-08-01');
      const shown = await allRenewals(workspace, '2026-01-01', '2027-12-31');
      expect(shown.map(({ at, outcome }) => `${at.slice(0, 10)} ${outcome}`)).toEqual([
        '2026-01-01 RENEWED',
        '2026-04-01 RENEWED',
        '2026-07-01 RENEWED',
        '2026-10-01 DUE',
      ]);
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, workspace.id);
    });

    it('are deleted with their subscription, and erased with their account', async () => {
      const workspace = await server.addWorkspace();
      await record(workspace, {
        plans: [plan('basic', 1)],
        accounts: [account('a'), account('b')],
        subscriptions: ['a', 'b'].map((name) => subscription(name, name, [phase('2025-04-01', null, yearly)])),
      });
      const stored = (): Promise<unknown[]> =>
        server.database.dataSource.query('SELECT FROM account_renewal WHERE workspace_id = $1', [workspace.id]);
      expect(await stored()).toHaveLength(2);
      await mutated(workspace, 'subscriptionDelete', { subscription: { externalId: 'a' } });
      expect(await stored()).toHaveLength(1);
      await mutated(workspace, 'accountDelete', { account: { externalId: 'b' } });
      expect(await stored()).toEqual([]);
    });
  });
});
