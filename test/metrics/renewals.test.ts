import pg from 'pg';
import type { History, Phase } from '../../src/classification/history.js';
import { isPaid, termOf } from '../classification/oracle-facts.js';
import { plusMonths } from '../classification/oracle.js';
import { nodesOf, walk, type AskForPage, type Page } from '../support/pages.js';
import { account, phase, plan, record, subscription, usd, type Given } from '../support/records.js';
import { statementNames } from '../support/statement-names.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { HISTORIES, typeAt, writeGeneratedBase } from './generated-base.js';
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

/** Returns the end of every term in [from, until), counted term by term from its start. */
function endsOf({ phases }: History, from: number, until: number): { at: number; continues: boolean; phase: Phase }[] {
  return [...new Set(phases.map(({ subscriptionId }) => subscriptionId))].flatMap((id) => {
    const paid = phases.filter((one) => one.subscriptionId === id && isPaid(one));
    const found: { at: number; continues: boolean; phase: Phase }[] = [];
    let termStart = NaN;
    paid.forEach((one, i) => {
      const before = paid[i - 1];
      if (!before || before.to !== one.from || termOf(before) !== termOf(one)) termStart = one.from;
      if (one.termMonths === 0) return;
      for (let number = 1; ; number++) {
        const at = plusMonths(termStart, number * termOf(one));
        if (at > one.to || at >= Math.max(until, NOW + 1)) break;
        if (at > one.from)
          found.push({ at, continues: paid.some((next) => next.from <= at && at < next.to), phase: one });
      }
    });
    const [next] = paid.flatMap((one) => found.filter((end) => end.phase === one && end.at > NOW));
    return found.filter((end) => from <= end.at && end.at < until && (end.at <= NOW || end === next));
  });
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
      const expected = HISTORIES.flatMap((history, i) =>
        endsOf(history, start, until).map(
          ({ at, continues, phase: { quantity, unitPriceMinor, intervalMonths, termMonths } }) => ({
            account: String(i),
            at: new Date(at).toISOString(),
            termMonths,
            amount: Math.round((quantity * unitPriceMinor * termMonths) / intervalMonths),
            outcome: at > NOW ? (continues ? 'DUE' : 'CANCELED') : continues ? 'RENEWED' : 'LAPSED',
            type: typeAt(i, Math.min(at - 1, NOW)),
          }),
        ),
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
      expect(found.length).toBeGreaterThan(10);
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
      const ended = HISTORIES.flatMap((history, i) =>
        endsOf(history, NOW - 730 * 86_400_000 + 1, NOW + 1)
          .filter(({ at }) => at <= NOW)
          .map(({ at, continues }) => ({ continues, type: typeAt(i, at - 1) })),
      );
      const due = (await allRenewals(workspace, '2026-01-01', '2033-12-31')).filter(({ outcome }) => outcome === 'DUE');
      expect(due.length).toBeGreaterThan(3);
      for (const { type, probability, termsEnded, termsRenewed } of due) {
        const ofType = ended.filter((one) => one.type === type);
        const counted = ofType.length >= 20 ? ofType : ended;
        const renewed = counted.filter(({ continues }) => continues).length;
        expect({ termsEnded, termsRenewed, probability }).toEqual({
          termsEnded: counted.length,
          termsRenewed: renewed,
          probability: (renewed + 1) / (counted.length + 2),
        });
      }
    });

    it('are read by one statement, and a second one if some are due, however many there are', async () => {
      const query = jest.spyOn(pg.Client.prototype, 'query');
      const namesOf = async (from: string, to: string): Promise<string[]> => {
        query.mockClear();
        const { data } = await workspace.ask(
          `query ($from: Date!, $to: Date!) { renewals(from: $from, to: $to, first: 100) { nodes { probability } } }`,
          { from, to },
        );
        expect((data as { renewals: Page }).renewals.nodes.length).toBeGreaterThan(5);
        return statementNames(query).filter((name) => /Renew/.test(name));
      };
      try {
        expect(await namesOf('2022-06-01', '2024-12-31')).toEqual(['selectRenewalPage']);
        expect(await namesOf('2027-01-01', '2033-12-31')).toEqual(['selectRenewalPage', 'countRenewed']);
      } finally {
        query.mockRestore();
      }
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
      const names = ['yearly', 'monthly', 'canceled', 'changed', 'trial', 'gone'];
      await record(workspace, {
        plans: [plan('basic', 1)],
        accounts: names.map((name) => account(name)),
        subscriptions: [
          // 29 February, clamped to the 28th in other years.
          subscription('yearly', 'yearly', [
            phase('2024-02-29', null, { termMonths: 12, billingInterval: 'YEAR', unitPrice: usd('1200.00') }),
          ]),
          subscription('monthly', 'monthly', [phase('2024-01-10')]),
          subscription('canceled', 'canceled', [phase('2025-06-10', '2026-06-10', { termMonths: 12 })]),
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
        ['2026-06-10', 'canceled', 'CANCELED', '588.00'],
        ['2026-07-10', 'trial', 'DUE', '147.00'],
        ['2027-02-28', 'yearly', 'DUE', '1200.00'],
        ['2027-07-10', 'changed', 'DUE', '2352.00'],
      ]);
      expect(shown.find(({ outcome }) => outcome === 'CANCELED')).toMatchObject({ probability: 0, termsEnded: null });
      expect(shown.find(({ outcome }) => outcome === 'DUE')).toMatchObject({
        probability: 3 / 5,
        termsEnded: 3,
        termsRenewed: 2,
        summary: 'Of 3 terms that ended in the last 730 days, 2 were renewed.',
      });
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
        ['2026-06', 1, '588.00', '0.00'],
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
      expect(await nextOf('canceled')).toMatchObject({ outcome: 'CANCELED' });
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

    it('are selected by days that end at midnight in the time zone of the workspace', async () => {
      const berlin = await server.addWorkspace();
      await server.database.dataSource.query(`UPDATE workspace SET time_zone = 'Europe/Berlin' WHERE id = $1`, [
        berlin.id,
      ]);
      await record(berlin, {
        plans: [plan('basic', 1)],
        accounts: [account('a')],
        subscriptions: [subscription('a', 'a', [phase('2025-03-31T22:00:00Z', null, { termMonths: 12 })])],
      });
      expect(await allRenewals(berlin, '2026-03-31', '2026-03-31')).toEqual([]);
      expect(await allRenewals(berlin, '2026-04-01', '2026-04-01')).toHaveLength(1);
      // The autumn day on which daylight saving time ends has 25 hours: it ends at 23:00 UTC.
      await record(berlin, {
        subscriptions: [subscription('b', 'a', [phase('2025-10-25T22:59:59.999Z', null, { termMonths: 12 })])],
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
});
