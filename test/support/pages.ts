/** Walks through connections page by page, as partners do. */
import type { TestWorkspace } from './server.js';
import type { Given } from './records.js';

export interface Page {
  totalCount: number;
  nodes: Given[];
  edges: { cursor: string; node: Given }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const PAGE = (node: string): string =>
  `totalCount nodes { ${node} } edges { cursor node { ${node} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
const PAGE_PARAMETERS = '$first: Int, $after: String, $last: Int, $before: String';
const PAGE_ARGUMENTS = 'first: $first, after: $after, last: $last, before: $before';

/** Asks for one page of something; fails where that is refused. */
export type AskForPage = (args: Given) => Promise<Page>;

export const accountPages =
  (workspace: TestWorkspace, node = 'id', fixed: Given = {}): AskForPage =>
  async (args) => {
    const { data, errors } = await workspace.ask(
      `query (${PAGE_PARAMETERS}, $filter: AccountFilter, $orderBy: AccountOrder) {
        accounts(${PAGE_ARGUMENTS}, filter: $filter, orderBy: $orderBy) { ${PAGE(node)} }
      }`,
      { ...fixed, ...args },
    );
    expect(errors).toBeUndefined();
    return (data as { accounts: Page }).accounts;
  };

/** Pages of a connection of the account "acme". */
export const pagesOfAcme =
  (
    workspace: TestWorkspace,
    connection: string,
    filterType: string,
    node = 'externalId',
    fixed: Given = {},
  ): AskForPage =>
  async (args) => {
    const { data, errors } = await workspace.ask(
      `query (${PAGE_PARAMETERS}, $filter: ${filterType}) {
        account(by: { externalId: "acme" }) { connection: ${connection}(${PAGE_ARGUMENTS}, filter: $filter) { ${PAGE(node)} } }
      }`,
      { ...fixed, ...args },
    );
    expect(errors).toBeUndefined();
    return (data as { account: { connection: Page } }).account.connection;
  };

/** All pages of a size, first to last or last to first; fails where they contradict themselves or do not end. */
export async function walk(ask: AskForPage, size: number, isBackward = false): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await ask(isBackward ? { last: size, before: cursor } : { first: size, after: cursor });
    const { edges, nodes, pageInfo } = page;
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    expect(pageInfo.startCursor).toBe(edges[0]?.cursor ?? null);
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    expect(isBackward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage).toBe(pages.length > 0);
    pages.push(page);
    cursor = isBackward
      ? pageInfo.hasPreviousPage
        ? pageInfo.startCursor
        : null
      : pageInfo.hasNextPage
        ? pageInfo.endCursor
        : null;
    expect(pages.length).toBeLessThan(1_000);
  } while (cursor !== null);
  return isBackward ? pages.reverse() : pages;
}

/** What all the pages together list. */
export const nodesOf = (pages: readonly Page[]): Given[] => pages.flatMap(({ nodes }) => nodes);
