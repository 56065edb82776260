/**
 * The filters of all lists. Each row of LISTS is checked on pages in both directions, with the count and the order of the
 * list.
 */
import { isObjectType } from 'graphql';
import { makeSchema } from '../../src/composition/schema.js';
import { nodesOf, pageOperation, pagesOf, walk, type Page, type SelectedList } from '../support/pages.js';
import type { Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { ALL_ACCOUNTS, recordFilteredBase } from './filtered-base.js';
import { LISTS } from './filtered-lists.js';

/** The lists of the schema that take a filter, with the type of their filter. */
const FILTER_TYPES = new Map<string, string>(
  Object.values(makeSchema().getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap(({ name, args }) => {
          const filter = args.find((arg) => arg.name === 'filter');
          return filter ? [[`${type.name}.${name}`, String(filter.type)] as const] : [];
        })
      : [],
  ),
);

const rowsOf = (type: 'Query' | 'Account'): [list: string, filter: Given, expected: string[]][] =>
  Object.entries(LISTS).flatMap(([list, { rows }]) =>
    list.startsWith(`${type}.`)
      ? rows.map(([filter, expected]): [string, Given, string[]] => [list, filter, expected])
      : [],
  );

/** Selects the external ids of a list. */
function selectionFrom(list: string, accountExternalId?: string): SelectedList {
  const node = list === 'Query.relationshipChanges' ? 'account { externalId }' : 'externalId';
  const argumentTypes = { filter: FILTER_TYPES.get(list)! };
  return { field: list.split('.')[1]!, node, argumentTypes, accountExternalId };
}

const externalIdOf = (node: Given): string => ((node.account as Given | undefined) ?? node).externalId as string;

describe('A list with a filter', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await recordFilteredBase(server);
  });
  afterAll(() => server.close());

  /** Fails unless a list returns the expected records in its order. */
  function expectInOrder(list: string, shown: string[], expected: string[]): void {
    expect(shown.toSorted()).toEqual(expected.toSorted());
    const { recorded, direction } = LISTS[list]!;
    const sign = direction === 'ASC' ? 1 : -1;
    const sortKeys = shown.map((id) => recorded.get(id)!.sortKey);
    expect(sortKeys).toEqual(sortKeys.toSorted((a, b) => (a < b ? -sign : a > b ? sign : 0)));
  }

  /** Fails unless all pages of a list, in both directions, have the expected records in its order and count them. */
  async function expectPages(
    list: string,
    filter: Given,
    expected: string[],
    accountExternalId?: string,
  ): Promise<void> {
    const ask = pagesOf(workspace, selectionFrom(list, accountExternalId), { filter });
    const sizeOf = (pages: number): number => Math.max(1, Math.ceil(expected.length / pages));
    const forwards = await walk(ask, sizeOf(4));
    const backwards = await walk(ask, sizeOf(3), true);
    expect(nodesOf(backwards)).toEqual(nodesOf(forwards));
    for (const { totalCount } of [...forwards, ...backwards]) expect(totalCount).toBe(expected.length);
    expectInOrder(list, nodesOf(forwards).map(externalIdOf), expected);
  }

  const ofAccount = (list: string, expected: string[], account: string): string[] =>
    expected.filter((id) => LISTS[list]!.recorded.get(id)!.accountExternalId === account);

  it('has rows in the table of this test if it is in the schema', () => {
    expect(Object.keys(LISTS).sort()).toEqual([...FILTER_TYPES.keys()].sort());
    for (const { rows } of Object.values(LISTS)) expect(rows).not.toEqual([]);
  });

  it.each(rowsOf('Query'))(
    'returns the matching records in order on pages in both directions: %s filtered by %j',
    async (list, filter, expected) => {
      await expectPages(list, filter, expected);
    },
  );

  it.each(rowsOf('Account'))(
    'returns the matching records of one account in order on pages in both directions: %s filtered by %j',
    async (list, filter, expected) => {
      for (const account of ['acme', 'zulu', 'other']) {
        await expectPages(list, filter, ofAccount(list, expected, account), account);
      }
    },
  );

  it.each(rowsOf('Account'))(
    'returns the matching records of each account when many accounts are selected together: %s filtered by %j',
    async (list, filter, expected) => {
      const { data } = await workspace.ask(
        `query ($filter: ${FILTER_TYPES.get(list)!}) {
          accounts { nodes { externalId list: ${list.split('.')[1]!}(first: 100, filter: $filter) { totalCount nodes { externalId } } } }
        }`,
        { filter },
      );
      const accounts = (data as { accounts: { nodes: { externalId: string; list: Page }[] } }).accounts.nodes;
      expect(accounts).toHaveLength(ALL_ACCOUNTS.length);
      for (const { externalId, list: page } of accounts) {
        const expectedOfAccount = ofAccount(list, expected, externalId);
        expectInOrder(list, page.nodes.map(externalIdOf), expectedOfAccount);
        expect(page.totalCount).toBe(expectedOfAccount.length);
      }
    },
  );

  const refusalOf = async (list: string, variables: Given) => {
    const account = list.startsWith('Account.') ? 'acme' : undefined;
    const { data, errors } = await workspace.ask(pageOperation(selectionFrom(list, account)), variables);
    expect(data).toEqual(account === undefined ? null : { account: null });
    expect(errors).toHaveLength(1);
    return errors![0]!;
  };

  const cannotBeStored = /^filter\.name\.\w+: Expected /;
  it.each<[list: string, filter: Given, field: string, code: string, message: RegExp]>([
    ['Query.accounts', { name: { eq: 'a\0' } }, 'filter.name.eq', 'INVALID', cannotBeStored],
    ['Query.accounts', { name: { startsWith: '\ud800' } }, 'filter.name.startsWith', 'INVALID', cannotBeStored],
    ['Query.accounts', { name: { eq: 'x'.repeat(201) } }, 'filter.name.eq', 'TOO_LONG', cannotBeStored],
    ['Query.members', { name: { eq: 'a\0' } }, 'filter.name.eq', 'INVALID', cannotBeStored],
    [
      'Account.interactions',
      { occurredAt: { gte: 'yesterday' } },
      'filter.occurredAt.gte',
      'INVALID',
      /^filter\.occurredAt\.gte: Expected an RFC 3339/,
    ],
    ['Query.interactions', { account: { externalId: 'x' } }, 'filter.account', 'NOT_FOUND', /^filter\.account: /],
    [
      'Query.interactions',
      { member: { in: [{ externalId: 'mia' }, { externalId: 'x' }] } },
      'filter.member.in.1',
      'NOT_FOUND',
      /^filter\.member\.in\.1: /,
    ],
    [
      'Account.subscriptions',
      { plan: { eq: { externalId: 'x' } } },
      'filter.plan.eq',
      'NOT_FOUND',
      /^filter\.plan\.eq: /,
    ],
  ])('refuses an invalid filter as a user error: %s filtered by %j', async (list, filter, field, code, message) => {
    expect(await refusalOf(list, { filter })).toMatchObject({
      message: expect.stringMatching(message) as string,
      extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field: field.split('.'), code }] },
    });
  });

  it('refuses the cursor of another list with the same filter', async () => {
    const filter = { kind: { eq: 'CALL' } };
    const ask = pagesOf(workspace, selectionFrom('Account.interactions', 'acme'), { filter });
    const { pageInfo } = await ask({ first: 1 });
    expect(await refusalOf('Query.interactions', { filter, after: pageInfo.endCursor })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', userErrors: [{ field: ['after'] }] },
    });
  });
});
