import { Field, Int, ObjectType, ArgsType, type ClassType } from 'type-graphql';
import { END_OF_TIME, START_OF_TIME } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { RequestContext } from './context.js';
import { Cost } from './cost/cost.js';
import { loadCursorCipher, type CursorCipher } from './cursor-cipher.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './page-size.js';
import { refuse, UserErrorCode } from './user-error.js';

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Number of records to return from the start, 1 to ${MAX_PAGE_SIZE}. Default: ${DEFAULT_PAGE_SIZE}. Cannot be combined with \`last\`.`,
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Return the records after this cursor: the `pageInfo.endCursor` of the previous page. Default: the start of the list.',
  })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `Number of records to return from the end, 1 to ${MAX_PAGE_SIZE}, in the same order. Cannot be combined with \`first\`.`,
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Return the records before this cursor: the `pageInfo.startCursor` of the following page. Requires `last`. Default: the end of the list.',
  })
  before?: string | null;
}

/** The sort key of a row: the value that the list is ordered by, and the row's id, which breaks ties. */
export type SortKey = readonly [value: string | number | null, id: string];

/** A page to read with a keyset statement. */
export interface PageRequest {
  limit: number;
  /** Reads from the end: the statement runs in the opposite order, and its rows are reversed. */
  isBackward: boolean;
  /** Returns only rows strictly after this sort key, in the direction of reading. */
  after: SortKey | null;
  /** Returns the cursor of a sort key. It contains the ordering, so that a cursor of another ordering is refused. */
  cursorOf: (sortKey: SortKey) => string;
}

/** Checks of the value inside a cursor. A cursor that fails its check was tampered with. */
export const POSITIONS = {
  TEXT: (value: unknown): boolean => typeof value === 'string' && value.isWellFormed() && !value.includes('\0'),
  NUMBER: (value: unknown): boolean => Number.isFinite(value),
  INTEGER: (value: unknown): boolean => Number.isSafeInteger(value),
  INSTANT: (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= START_OF_TIME && (value as number) <= END_OF_TIME,
  /** Null means never, and sorts after every instant. */
  INSTANT_OR_NEVER: (value: unknown): boolean => value === null || POSITIONS.INSTANT(value),
};

function decodeCursor(
  cipher: CursorCipher,
  cursor: string,
  ordering: string,
  isSortValue: (value: unknown) => boolean,
  field: string,
): SortKey {
  let parts: unknown;
  try {
    parts = JSON.parse(cipher.decrypt(cursor));
  } catch {
    parts = null;
  }
  if (Array.isArray(parts) && parts.length === 3 && parts[0] === ordering) {
    const [, value, id] = parts as unknown[];
    if (isSortValue(value) && typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
      return [value as string | number | null, id];
    }
  }
  return refuse(
    UserErrorCode.INVALID,
    [field],
    'Expected a cursor that this connection returned for the same ordering. Start again without a cursor.',
  );
}

const PAGE_INFO_FLAGS = ['PageInfo.hasNextPage', 'PageInfo.hasPreviousPage'] as const;

/** Returns how many rows to read for a page: one more than its size if the operation selects whether more follow. */
export const rowsToRead = ({ limit }: PageRequest, { isSelected }: RequestContext): number =>
  PAGE_INFO_FLAGS.some(isSelected) ? limit + 1 : limit;

/** Converts the sort key of an ordering by time to statement parameters. */
export const toTimeSortKey = ([at, id]: SortKey): [at: string, id: string] => [toTimestamp(at as number), id];

/** Returns the sort key after which a page of an ordering by time starts, as statement parameters. */
export const afterInTime = ({ after }: PageRequest): [at: string | null, id: string | null] =>
  after ? toTimeSortKey(after) : [null, null];

/** Returns the sort key after which a page of an ordering by text starts, as statement parameters. */
export const afterInText = ({ after }: PageRequest): [text: string | null, id: string | null] =>
  after ? [after[0] as string, after[1]] : [null, null];

function pageSize(value: number, field: string): number {
  if (value >= 1 && value <= MAX_PAGE_SIZE) return value;
  return refuse(UserErrorCode.OUT_OF_RANGE, [field], `Expected a number from 1 to ${MAX_PAGE_SIZE}; got ${value}.`);
}

/** Reads the arguments of a connection. `ordering` names the connection and its order. */
export async function readPageArgs(
  { scope }: RequestContext,
  { first, after, last, before }: PageArgs,
  ordering: string,
  isSortValue: (value: unknown) => boolean,
): Promise<PageRequest> {
  const isBackward = last !== null && last !== undefined;
  const hasFirst = first !== null && first !== undefined;
  if (isBackward && hasFirst) refuse(UserErrorCode.CONFLICT, ['last'], 'Expected either first or last; got both.');
  const misplaced = isBackward ? after : before;
  if (misplaced !== null && misplaced !== undefined) {
    refuse(
      UserErrorCode.CONFLICT,
      [isBackward ? 'after' : 'before'],
      'Expected after only with first, and before only with last.',
    );
  }
  const cursor = isBackward ? before : after;
  const cipher = await loadCursorCipher(scope);
  return {
    limit: isBackward ? pageSize(last, 'last') : hasFirst ? pageSize(first, 'first') : DEFAULT_PAGE_SIZE,
    isBackward,
    after:
      cursor === null || cursor === undefined
        ? null
        : decodeCursor(cipher, cursor, ordering, isSortValue, isBackward ? 'before' : 'after'),
    cursorOf: ([value, id]) => cipher.encrypt(JSON.stringify([ordering, value, id])),
  };
}

@ObjectType({ description: 'The position of a page in its connection.' })
export class PageInfo {
  @Field(() => Boolean, {
    description: 'Whether more records follow. When paging with `last`: whether `before` was set.',
  })
  hasNextPage: boolean;

  @Field(() => Boolean, {
    description: 'Whether more records precede. When paging with `first`: whether `after` was set.',
  })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first record. Null on an empty page.' })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last record. Null on an empty page.' })
  endCursor: string | null;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Connection<Node> {
  edges: Edge<Node>[];
  nodes: Node[];
  pageInfo: PageInfo;
  totalCount: number | Promise<number>;
}

/** A node with its sort key in the requested ordering. */
export interface SortedNode<Node> {
  node: Node;
  sortKey: SortKey;
}

/** Reads the node and the sort key of a row. */
export interface RowReader<Row, Node> {
  nodeOf: (row: Row) => Node;
  sortKeyOf: (row: Row) => SortKey;
}

/**
 * A page of rows. Most operations select only the nodes, so edges, `pageInfo` and their cursors are computed when they are
 * read.
 */
class Page<Row, Node> implements Connection<Node> {
  readonly nodes: Node[];
  private readonly cursorOf = (row: Row): string => this.request.cursorOf(this.read.sortKeyOf(row));
  private madeEdges: Edge<Node>[] | undefined;

  constructor(
    private readonly request: PageRequest,
    private readonly rows: readonly Row[],
    private readonly read: RowReader<Row, Node>,
    private readonly hasMore: boolean,
    private readonly countAll: () => Promise<number>,
  ) {
    this.nodes = rows.map((row) => read.nodeOf(row));
  }

  get edges(): Edge<Node>[] {
    const { cursorOf } = this;
    this.madeEdges ??= this.rows.map((row, i) => ({
      node: this.nodes[i]!,
      get cursor() {
        return cursorOf(row);
      },
    }));
    return this.madeEdges;
  }

  get pageInfo(): PageInfo {
    const { cursorOf } = this;
    const { isBackward, after } = this.request;
    const [first] = this.rows;
    const last = this.rows.at(-1);
    return {
      hasNextPage: isBackward ? after !== null : this.hasMore,
      hasPreviousPage: isBackward ? this.hasMore : after !== null,
      get startCursor() {
        return first ? cursorOf(first) : null;
      },
      get endCursor() {
        return last ? cursorOf(last) : null;
      },
    };
  }

  get totalCount(): Promise<number> {
    return this.countAll();
  }
}

/**
 * Makes a page of the `rowsToRead` rows that a keyset statement returned in the direction of reading. `countAll` runs
 * only if `totalCount` is selected.
 */
export function readConnection<Row, Node>(
  request: PageRequest,
  found: readonly Row[],
  read: RowReader<Row, Node>,
  countAll: () => Promise<number>,
): Connection<Node> {
  const { limit, isBackward } = request;
  const rows = found.slice(0, limit);
  if (isBackward) rows.reverse();
  return new Page(request, rows, read, found.length > limit, countAll);
}

/** Makes a page of nodes that were already read from their rows. */
export const toConnection = <Node>(
  request: PageRequest,
  found: readonly SortedNode<Node>[],
  countAll: () => Promise<number>,
): Connection<Node> =>
  readConnection(request, found, { nodeOf: ({ node }) => node, sortKeyOf: ({ sortKey }) => sortKey }, countAll);

/** Declares the types `XConnection` and `XEdge` for the node type X. */
export function connectionOf<Node extends object>(
  name: string,
  nodeType: () => ClassType<Node>,
): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} record with its cursor.` })
  class EdgeType {
    @Field(() => String, { description: 'Opaque cursor of this record, for `after` or `before`.' })
    cursor: string;

    @Field(nodeType, { description: 'The record.' })
    node: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} records.` })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The records of this page, each with its cursor.' })
    edges: EdgeType[];

    @Field(() => [nodeType()], { description: 'The records of this page, without their cursors.' })
    nodes: Node[];

    @Field(() => PageInfo, { description: 'The position of this page in the list.' })
    pageInfo: PageInfo;

    @Cost({ overAll: 200 })
    @Field(() => Int, {
      // The value may be a promise.
      simple: false,
      description: 'Number of records on all pages. Counted only if selected.',
    })
    totalCount: number;
  }

  return ConnectionType;
}
