import fc from 'fast-check';
import { accountPages, nodesOf, walk } from '../support/pages.js';
import { account, mutated, record, type Given } from '../support/records.js';
import { TEST_RUNS } from '../support/histories.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { COUNT, FACTS, NOW, recordListedBase } from './listed-base.js';
import { allAccounts, filtersOver, isListed, POSITIONS, tenureOf, type Shown } from './list-oracle.js';

const THEN = '2025-09-30T06:30:00.000Z';
const ORDERS_NOW = [...Object.keys(POSITIONS), 'TENURE'];
const ORDERS_THEN = ['NAME', 'CREATED_AT', 'MONTHLY_RECURRING_REVENUE', 'TENURE'];

describe('Lists of accounts', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  const all = new Map<string | null, Shown[]>();

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await recordListedBase(server);
    for (const asOf of [null, THEN]) all.set(asOf, await allAccounts(workspace, asOf));
  }, 60_000);
  afterAll(() => server.close());

  const idsOf = (nodes: readonly Given[]): string[] => nodes.map(({ id }) => id as string);

  /** A list, walked forwards and backwards, and what it should be. */
  async function check(asOf: string | null, filter: Given, field: string, direction: string, size: number) {
    const at = asOf === null ? NOW : Date.parse(asOf);
    const expected = all.get(asOf)!.filter((shown) => isListed(shown, filter, at));
    const ask = accountPages(workspace, 'id', { asOf, filter, orderBy: { field, direction } });
    const forwards = await walk(ask, size);
    const backwards = await walk(ask, size, true);
    const ids = idsOf(nodesOf(forwards));
    expect(idsOf(nodesOf(backwards))).toEqual(ids);
    for (const { totalCount } of [...forwards, ...backwards]) expect(totalCount).toBe(expected.length);
    expect(new Set(ids)).toEqual(new Set(expected.map(({ id }) => id)));

    const sign = direction === 'ASC' ? 1 : -1;
    if (field === 'TENURE') {
      const shownOf = new Map(expected.map((shown) => [shown.id, shown]));
      const tenures = ids.map((id) => tenureOf(shownOf.get(id)!, at));
      // Whole months of what is ordered to the millisecond; on the last day of a month they are not quite monotone.
      tenures.forEach((tenure, i) => expect(sign * (tenure - (tenures[i - 1] ?? tenure))).toBeGreaterThanOrEqual(-1));
      return;
    }
    const compare = (a: string | number, b: string | number): number => (a < b ? -sign : a > b ? sign : 0);
    const place = POSITIONS[field]!;
    const inOrder = expected.toSorted((a, b) => compare(place(a, at), place(b, at)) || compare(a.id, b.id));
    expect(ids).toEqual(inOrder.map(({ id }) => id));
  }

  it('are tested on a base that has accounts of every kind', () => {
    const now = all.get(null)!;
    expect(now).toHaveLength(COUNT + 2);
    const different = (of: (shown: Shown) => unknown): number => new Set(now.map(of)).size;
    expect(different(({ relationship }) => relationship.type)).toBe(6);
    expect(different(({ relationship }) => relationship.evidence.length)).toBe(2);
    expect(different(({ relationship }) => relationship.borderline)).toBe(2);
    expect(different((shown) => tenureOf(shown, NOW))).toBeGreaterThan(6);
    expect(now.some(({ externalId }) => externalId === null)).toBe(true);
  });

  const given = fc.record({
    direction: fc.constantFrom('ASC', 'DESC'),
    size: fc.constantFrom(9, 23, 60, 100),
  });
  test(
    'return exactly the accounts that a naive filter finds, in order, forwards and backwards',
    async () => {
      const filters = filtersOver(all.get(null)!, NOW, FACTS, true);
      await fc.assert(
        fc.asyncProperty(filters, given, fc.constantFrom(...ORDERS_NOW), (filter, { direction, size }, field) =>
          check(null, filter, field, direction, size),
        ),
        { numRuns: Math.ceil(TEST_RUNS * 0.6) },
      );
    },
    60_000 + TEST_RUNS * 2_000,
  );

  test(
    'return exactly the accounts that a naive filter finds as of another instant',
    async () => {
      const filters = filtersOver(all.get(THEN)!, Date.parse(THEN), FACTS, false);
      await fc.assert(
        fc.asyncProperty(filters, given, fc.constantFrom(...ORDERS_THEN), (filter, { direction, size }, field) =>
          check(THEN, filter, field, direction, size),
        ),
        { numRuns: Math.ceil(TEST_RUNS * 0.3) },
      );
    },
    60_000 + TEST_RUNS * 2_000,
  );

  it('filtered by an unmet criterion return the accounts that do not meet it under the policy that applies to them', async () => {
    for (const fact of FACTS) await check(null, { unmetCriterion: fact }, 'NAME', 'ASC', 100);
    for (const months of [0, 1, 2, 12, 13, 24, 37]) {
      for (const key of ['eq', 'gt', 'gte', 'lt', 'lte']) {
        await check(null, { tenureMonths: { [key]: months } }, 'TENURE', 'DESC', 100);
      }
    }
  });

  it('agree with the counts of the client base at any instant', async () => {
    for (const asOf of [
      '0001-01-01T00:00:00Z',
      '2024-02-29T06:30:00Z',
      THEN,
      '2027-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999Z',
    ]) {
      const types = ['PROSPECT', 'TRIAL', 'CUSTOMER', 'CLIENT', 'FORMER_CUSTOMER', 'FORMER_CLIENT'];
      const list = (type: string): string =>
        `${type}: accounts(asOf: $asOf, filter: { type: { eq: ${type} } }) { totalCount }`;
      const { data } = await workspace.ask(
        `query ($asOf: DateTime) {
          clientBase(asOf: $asOf) { customers counts { type accounts } } ${types.map(list).join(' ')}
          customers: accounts(asOf: $asOf, filter: { isCustomer: true }) { totalCount }
          longPaid: accounts(asOf: $asOf, filter: { tenureMonths: { gte: 1200 } }) { totalCount }
        }`,
        { asOf },
      );
      const { clientBase, customers, longPaid, ...lists } = data as Record<string, { totalCount: number }> & {
        clientBase: { customers: number; counts: { type: string; accounts: number }[] };
      };
      expect(lists).toEqual(
        Object.fromEntries(clientBase.counts.map(({ type, accounts }) => [type, { totalCount: accounts }])),
      );
      expect(customers).toEqual({ totalCount: clientBase.customers });
      expect(longPaid).toEqual({ totalCount: asOf.startsWith('9999') ? expect.any(Number) : 0 });
    }
  });

  /** What is recorded between two pages. */
  const events = fc.oneof(
    fc.record({ do: fc.constant('add' as const), name: fc.constantFrom('!', 'Acme', 'emil', 'Zz') }),
    fc.record({ do: fc.constant('rename' as const), which: fc.nat(9), name: fc.constantFrom('!', 'Ωω', 'acme') }),
    fc.record({ do: fc.constant('meet' as const), which: fc.nat(9) }),
    fc.record({ do: fc.constant('assign' as const), which: fc.nat(), member: fc.constantFrom('mia', 'noah', null) }),
  );
  type Event = typeof events extends fc.Arbitrary<infer E> ? E : never;
  let added = 0;
  function recordEvent(workspace: TestWorkspace, event: Event): Promise<unknown> {
    switch (event.do) {
      case 'add':
        return record(workspace, { accounts: [account(`new-${added++}`, { name: event.name })] });
      case 'rename':
        return mutated(workspace, 'accountUpsert', { externalId: `a${event.which}`, name: event.name });
      case 'meet':
        return mutated(workspace, 'interactionRecord', {
          account: { externalId: `a${event.which}` },
          kind: 'MEETING',
          personalized: true,
          occurredAt: new Date(NOW).toISOString(),
        });
      case 'assign':
        return workspace.ask(
          'mutation ($input: SuccessManagerAssignInput!) { successManagerAssign(input: $input) { userErrors { message } } }',
          {
            input: {
              account: { externalId: `a${event.which % COUNT}` },
              member: event.member && { externalId: event.member },
            },
          },
        );
    }
  }

  test(
    'list each account whose sort key stays the same exactly once, whatever is recorded between two pages',
    async () => {
      const workspace = await recordListedBase(server);
      const steady = (await allAccounts(workspace, null)).map(({ id, externalId }) => ({
        id,
        stays: externalId === null || Number(externalId.slice(1)) > 9,
      }));
      const walks = fc.record({
        field: fc.constantFrom(...ORDERS_NOW),
        direction: fc.constantFrom('ASC', 'DESC'),
        isBackward: fc.boolean(),
        events: fc.array(events, { minLength: 1, maxLength: 8 }),
      });
      await fc.assert(
        fc.asyncProperty(walks, async ({ field, direction, isBackward, events }) => {
          const ask = accountPages(workspace, 'id', { orderBy: { field, direction } });
          const pending = [...events];
          const pages = await walk(
            async (args) => {
              const page = await ask(args);
              const event = pending.shift();
              if (event) await recordEvent(workspace, event);
              return page;
            },
            25,
            isBackward,
          );
          const times = new Map<string, number>();
          for (const id of idsOf(nodesOf(pages))) times.set(id, (times.get(id) ?? 0) + 1);
          // Nothing that happened changes when an account was recorded.
          const stay = field === 'CREATED_AT' ? steady : steady.filter(({ stays }) => stays);
          expect(stay.filter(({ id }) => times.get(id) !== 1)).toEqual([]);
        }),
        { numRuns: Math.ceil(TEST_RUNS * 0.3) },
      );
    },
    60_000 + TEST_RUNS * 2_000,
  );

  describe('are refused with an error that names the field', () => {
    const refusalOf = async (variables: Given): Promise<unknown> => {
      const { data, errors } = await workspace.ask(
        'query ($filter: AccountFilter, $orderBy: AccountOrder, $asOf: DateTime) { accounts(filter: $filter, orderBy: $orderBy, asOf: $asOf) { totalCount } }',
        variables,
      );
      expect(data).toBeNull();
      expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
      return (errors![0]!.extensions.userErrors as { field: string[]; code: string }[]).map(
        ({ field, code }) => `${field.join('.')} ${code}`,
      );
    };
    const nested = (depth: number): Given => (depth === 0 ? {} : { or: [nested(depth - 1)] });

    it.each<[string, Given, string[]]>([
      ['nested too deep', nested(4), ['filter.or.0.or.0.or.0.or.0 TOO_MANY']],
      ['of too many comparisons', { or: Array(51).fill({ isCustomer: true }) }, ['filter.or TOO_MANY']],
      ['of too many empty filters', { and: Array(51).fill({}) }, ['filter.and TOO_MANY']],
      ['by too many values', { externalId: { in: Array(101).fill('a') } }, ['filter.externalId.in TOO_MANY']],
      [
        'by too many members',
        { successManager: { in: Array(101).fill({ externalId: 'mia' }) } },
        ['filter.successManager.in TOO_MANY'],
      ],
      [
        'by a member that does not exist',
        { or: [{ successManager: { in: [{ externalId: 'mia' }, { externalId: 'zoe' }] } }] },
        ['filter.or.0.successManager.in.1 NOT_FOUND'],
      ],
      [
        'by a plan with both id and externalId',
        { plan: { eq: { externalId: 'top', id: 'plan_x' } } },
        ['filter.plan.eq INVALID'],
      ],
      [
        'by another currency',
        { monthlyRecurringRevenue: { gte: { amount: '1', currencyCode: 'EUR' } } },
        ['filter.monthlyRecurringRevenue.gte.currencyCode INVALID'],
      ],
      [
        'by an invalid amount',
        { and: [{ monthlyRecurringRevenue: { in: [{ amount: 'x', currencyCode: 'USD' }] } }] },
        ['filter.and.0.monthlyRecurringRevenue.in.0.amount INVALID'],
      ],
      [
        'by a negative or excessive tenure',
        { tenureMonths: { gte: -1, lt: 2_000_000_000 } },
        ['filter.tenureMonths.gte OUT_OF_RANGE', 'filter.tenureMonths.lt OUT_OF_RANGE'],
      ],
      [
        'by an invalid text',
        { domain: { eq: 'a\0' }, externalId: { startsWith: '\ud800' } },
        ['filter.domain.eq INVALID', 'filter.externalId.startsWith INVALID'],
      ],
      ['by an invalid instant', { nextChangeAt: { lt: 'soon' } }, ['filter.nextChangeAt.lt INVALID']],
    ])('for a filter %s', async (_, filter, expected) => {
      expect(await refusalOf({ filter })).toEqual(expected);
    });

    it('for another instant if the filter or order requires current values', async () => {
      const filters: Given = {
        score: { gt: 0 },
        borderline: true,
        unmetCriterion: 'SEATS',
        nextChangeAt: { isNull: true },
        plan: { isNull: true },
        lastInteractionAt: { isNull: false },
      };
      for (const [field, comparator] of Object.entries(filters)) {
        const filter = { or: [{ [field]: comparator }] };
        expect(await refusalOf({ asOf: THEN, filter })).toEqual([`filter.or.0.${field} INVALID`]);
      }
      for (const field of ['SCORE', 'NEXT_CHANGE']) {
        expect(await refusalOf({ asOf: THEN, orderBy: { field } })).toEqual(['orderBy.field INVALID']);
      }
      expect(await refusalOf({ asOf: 'yesterday' })).toEqual(['asOf INVALID']);
    });
  });
});
