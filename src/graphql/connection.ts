import { Field, Int, ObjectType, ArgsType, type ClassType } from 'type-graphql';
import { END_OF_TIME, START_OF_TIME } from '../classification/calendar.js';
import { toTimestamp } from '../database/instants.js';
import type { RequestContext } from './context.js';
import { Cost } from './cost/cost.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './page-size.js';
import { refuse, UserErrorCode } from './user-error.js';

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many to return from the start, 1 to 100; 50 unless given. Not together with `last`.',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Return what follows this cursor, the `pageInfo.endCursor` of the page before; from the start unless given.',
  })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many to return from the end, 1 to 100, in the same order; instead of `first`.',
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Return what precedes this cursor, the `pageInfo.startCursor` of the page after, with `last`; from the end unless given.',
  })
  before?: string | null;
}

/** The place of a row in an ordering: the value that it is ordered by, and its id, which breaks ties. */
export type Keyset = readonly [value: string | number | null, id: string];

/** A page to read, in the terms of a keyset statement. */
export interface PageRequest {
  limit: number;
  /** Read from the end: the statement runs in the opposite order and its rows are turned round. */
  isBackward: boolean;
  /** Rows strictly beyond this place, in the direction of reading. */
  beyond: Keyset | null;
  /** What the page is ordered by. Cursors carry it, and another ordering refuses them. */
  ordering: string;
}

const encodeCursor = (ordering: string, [value, id]: Keyset): string =>
  Buffer.from(JSON.stringify([ordering, value, id])).toString('base64url');

/** What a place in an ordering can be; a cursor with another one was tampered with. */
export const POSITIONS = {
  TEXT: (value: unknown): boolean => typeof value === 'string' && value.isWellFormed() && !value.includes('\0'),
  NUMBER: (value: unknown): boolean => Number.isFinite(value),
  INTEGER: (value: unknown): boolean => Number.isSafeInteger(value),
  INSTANT: (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= START_OF_TIME && (value as number) <= END_OF_TIME,
  /** Null: never, after every instant. */
  INSTANT_OR_NEVER: (value: unknown): boolean => value === null || POSITIONS.INSTANT(value),
};

function decodeCursor(cursor: string, ordering: string, isPlace: (value: unknown) => boolean, field: string): Keyset {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    parts = null;
  }
  if (Array.isArray(parts) && parts.length === 3 && parts[0] === ordering) {
    const [, value, id] = parts as unknown[];
    if (isPlace(value) && typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
      return [value as string | number | null, id];
    }
  }
  return refuse(
    UserErrorCode.INVALID,
    [field],
    'Expected a cursor that this connection returned for the same ordering; start again without it.',
  );
}

const WHETHER_MORE_FOLLOW = ['PageInfo.hasNextPage', 'PageInfo.hasPreviousPage'] as const;

/** How many rows to read for a page: one more than it has, where it is asked whether more follow. */
export const rowsToRead = ({ limit }: PageRequest, { shows }: RequestContext): number =>
  WHETHER_MORE_FOLLOW.some(shows) ? limit + 1 : limit;

/** A place of an ordering by time, as parameters of a statement. */
export const toPositionInTime = ([at, id]: Keyset): [at: string, id: string] => [toTimestamp(at as number), id];

/** The place that a page of an ordering by time begins beyond, as parameters of its statement. */
export const positionInTime = ({ beyond }: PageRequest): [at: string | null, id: string | null] =>
  beyond ? toPositionInTime(beyond) : [null, null];

/** The place that a page of an ordering by text begins beyond, as parameters of its statement. */
export const positionInText = ({ beyond }: PageRequest): [text: string | null, id: string | null] =>
  beyond ? [beyond[0] as string, beyond[1]] : [null, null];

function pageSize(value: number, field: string): number {
  if (value >= 1 && value <= MAX_PAGE_SIZE) return value;
  return refuse(UserErrorCode.OUT_OF_RANGE, [field], `Expected a number from 1 to ${MAX_PAGE_SIZE}; got ${value}.`);
}

export function readPageArgs(
  { first, after, last, before }: PageArgs,
  ordering: string,
  isPlace: (value: unknown) => boolean,
): PageRequest {
  const isBackward = last !== null && last !== undefined;
  const hasFirst = first !== null && first !== undefined;
  if (isBackward && hasFirst) refuse(UserErrorCode.CONFLICT, ['last'], 'Expected first or last, not both.');
  if (isBackward ? after : before) {
    refuse(
      UserErrorCode.CONFLICT,
      [isBackward ? 'after' : 'before'],
      'Expected after with first, or before with last; they cannot be mixed.',
    );
  }
  const cursor = isBackward ? before : after;
  return {
    limit: isBackward ? pageSize(last, 'last') : hasFirst ? pageSize(first, 'first') : DEFAULT_PAGE_SIZE,
    isBackward,
    beyond: cursor ? decodeCursor(cursor, ordering, isPlace, isBackward ? 'before' : 'after') : null,
    ordering,
  };
}

@ObjectType({ description: 'Where a page lies in its connection.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follows. With `last`: whether a `before` was given.' })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether more precedes. With `first`: whether an `after` was given.' })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge; null on an empty page.' })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge; null on an empty page.' })
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

/** A row with its place in the ordering that was asked for. */
export interface PositionedRow<Node> {
  node: Node;
  place: Keyset;
}

/** What a row shows, and its place in the ordering that was asked for. */
export interface RowReader<Row, Node> {
  nodeOf: (row: Row) => Node;
  placeOf: (row: Row) => Keyset;
}

/** A page of rows. Most ask for its nodes alone: the rest is worked out when it is asked for. */
class Page<Row, Node> implements Connection<Node> {
  readonly nodes: Node[];
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
    this.madeEdges ??= this.rows.map((row, i) => ({ node: this.nodes[i]!, cursor: this.cursorOf(row) }));
    return this.madeEdges;
  }

  get pageInfo(): PageInfo {
    const { isBackward, beyond } = this.request;
    const [first] = this.rows;
    const last = this.rows.at(-1);
    return {
      hasNextPage: isBackward ? beyond !== null : this.hasMore,
      hasPreviousPage: isBackward ? this.hasMore : beyond !== null,
      startCursor: first ? this.cursorOf(first) : null,
      endCursor: last ? this.cursorOf(last) : null,
    };
  }

  get totalCount(): Promise<number> {
    return this.countAll();
  }

  private cursorOf(row: Row): string {
    return encodeCursor(this.request.ordering, this.read.placeOf(row));
  }
}

/**
 * A page from the `rowsToRead` that a keyset statement returned in the direction of reading. `countAll` runs when
 * `totalCount` is selected, and only then.
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

/** The same from rows whose nodes were made already. */
export const toConnection = <Node>(
  request: PageRequest,
  placed: readonly PositionedRow<Node>[],
  countAll: () => Promise<number>,
): Connection<Node> =>
  readConnection(request, placed, { nodeOf: ({ node }) => node, placeOf: ({ place }) => place }, countAll);

/** Declares `XConnection` and `XEdge` of a node type. */
export function connectionOf<Node extends object>(
  name: string,
  nodeType: () => ClassType<Node>,
): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a connection, with its cursor.` })
  class EdgeType {
    @Field(() => String, { description: 'Give it as `after` or `before` to go on from here.' })
    cursor: string;

    @Field(nodeType, { description: 'The record itself.' })
    node: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} records.` })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The records, each with its cursor.' })
    edges: EdgeType[];

    @Field(() => [nodeType()], {
      description: 'The records without their cursors: shorter where only pages are turned.',
    })
    nodes: Node[];

    @Field(() => PageInfo, { description: 'Where this page lies.' })
    pageInfo: PageInfo;

    @Cost({ own: 20 })
    @Field(() => Int, {
      // It may be a promise.
      simple: false,
      description: 'How many there are on all pages. Counted only when asked for.',
    })
    totalCount: number;
  }

  return ConnectionType;
}
