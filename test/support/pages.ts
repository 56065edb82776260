/** Walks through connections page by page, as partners do. */
import type { TestWorkspace } from './server.js';
import type { Given } from './records.js';

export interface Page {
  totalCount: number;
  nodes: Given[];
  edges: { cursor: string; node: Given }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** A connection and the selection from it. */
export interface SelectedList {
  /** A field of Query, or of Account if `accountExternalId` is given. */
  field: string;
  /** The selected fields of each node. */
  node: string;
  /** The GraphQL types of the arguments that the connection takes besides those of paging. */
  argumentTypes?: Record<string, string>;
  accountExternalId?: string | undefined;
}

/** Reads the page of a list that the given paging arguments select; fails if the API refuses it. */
export type AskForPage = (args: Given) => Promise<Page>;

const PAGING = { first: 'Int', after: 'String', last: 'Int', before: 'String' };

/** Returns an operation whose variables are the arguments of the list. */
export function pageOperation({ field, node, argumentTypes = {}, accountExternalId }: SelectedList): string {
  const types = Object.entries({ ...PAGING, ...argumentTypes });
  const list = `list: ${field}(${types.map(([name]) => `${name}: $${name}`).join(', ')}) {
    totalCount nodes { ${node} } edges { cursor node { ${node} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }`;
  return `query (${types.map(([name, type]) => `$${name}: ${type}`).join(', ')}) {
    ${accountExternalId === undefined ? list : `account(by: { externalId: "${accountExternalId}" }) { ${list} }`}
  }`;
}

/** Reads pages of a list with fixed values for its other arguments. */
export const pagesOf =
  (workspace: TestWorkspace, list: SelectedList, fixed: Given = {}): AskForPage =>
  async (args) => {
    const { data, errors } = await workspace.ask(pageOperation(list), { ...fixed, ...args });
    expect(errors).toBeUndefined();
    const holder = data as { list?: Page; account?: { list: Page } };
    return (holder.list ?? holder.account?.list)!;
  };

export const accountPages = (workspace: TestWorkspace, node = 'id', fixed: Given = {}): AskForPage => {
  const argumentTypes = { filter: 'AccountFilter', orderBy: 'AccountOrder', asOf: 'DateTime' };
  return pagesOf(workspace, { field: 'accounts', node, argumentTypes }, fixed);
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
