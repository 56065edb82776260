/** What a probe is: values that are another workspace's, nobody's and the asker's, and an operation that takes them. */
import type { TestWorkspace } from '../support/server.js';
import type { IdPrefix, RecordIds } from './records.js';

/** A workspace with the ids of its records. */
export interface Tenant extends TestWorkspace {
  ids: RecordIds;
}

export interface Values {
  theirs: unknown;
  nobodys: unknown;
  ours: unknown;
}

export interface Probe {
  title: string;
  /** With the one variable `$v`. */
  operation: string;
  valuesFor: (theirs: Tenant, ours: Tenant) => Values | Promise<Values>;
}

const NOBODY = '01h455vb4pex5vsknk084sn02q';

/** A record by its global id. */
export const id = (kind: IdPrefix, operation: string): Probe => ({
  title: kind,
  operation,
  valuesFor: (theirs, ours) => ({
    theirs: theirs.ids[kind],
    nobodys: `${theirs.ids[kind].slice(0, theirs.ids[kind].lastIndexOf('_'))}_${NOBODY}`,
    ours: ours.ids[kind],
  }),
});

/** A record by the externalId that it has in another workspace, and one by that which it has in the asker's. */
export const externalId = (theirs: string, ours: string, operation: string): Probe => ({
  title: theirs,
  operation,
  valuesFor: () => ({ theirs, nobodys: 'nobody', ours }),
});

/** How a record is named in an input: its kind, and the externalIds of one in another workspace and in the asker's. */
const REFERENCES = {
  account: ['Account', 'acme', 'own'],
  member: ['Member', 'mia', 'own-mia'],
  plan: ['Plan', 'basic', 'own-basic'],
  subscription: ['AccountSubscription', 'acme-1', 'own-1'],
  interaction: ['Interaction', 'call-1', 'own-call'],
} as const;
type Referred = keyof typeof REFERENCES;

/** Both ways to name a record at a coordinate; the operation is made of the reference and of the type of `$v`. */
export function reference(
  coordinate: string,
  to: Referred,
  operation: (reference: string, type: string) => string,
): Record<string, Probe[]> {
  const [kind, theirs, ours] = REFERENCES[to];
  return {
    [`${coordinate}.id`]: [id(kind, operation('{ id: $v }', 'ID'))],
    [`${coordinate}.externalId`]: [externalId(theirs, ours, operation('{ externalId: $v }', 'String'))],
  };
}

/** A comparator of references: one record, and one among several. */
export const comparator = (
  coordinate: string,
  to: Referred,
  operation: (comparator: string, type: string) => string,
): Record<string, Probe[]> => ({
  ...reference(`${coordinate}.eq`, to, (given, type) => operation(`{ eq: ${given} }`, type)),
  ...reference(`${coordinate}.in`, to, (given, type) => operation(`{ in: [${given}] }`, type)),
});

/** A comparator of what something is called, or of another text that it is found by. */
export const texts = (
  coordinate: string,
  theirs: string,
  ours: string,
  operation: (comparator: string) => string,
): Record<string, Probe[]> => ({
  [`${coordinate}.eq`]: [externalId(theirs, ours, operation('{ eq: $v }'))],
  [`${coordinate}.in`]: [externalId(theirs, ours, operation('{ in: [$v] }'))],
  [`${coordinate}.startsWith`]: [externalId(theirs, ours, operation('{ startsWith: $v }'))],
});

/** A policy by its version: the other workspace has two of them. */
export const version = (operation: string): Probe => ({
  title: 'a version',
  operation,
  valuesFor: () => ({ theirs: 2, nobodys: 3, ours: 1 }),
});

/** The place of a record in a connection, by a cursor. */
export function connection(
  argument: 'after' | 'before',
  field: string,
  { of = null, args = '', node = '{ id }' }: { of?: 'account' | null; args?: string; node?: string } = {},
): Probe {
  const page = `page: ${field}(${argument === 'after' ? 'first' : 'last'}: 5, ${argument}: $v ${args}) { nodes ${node} edges { cursor } }`;
  // Each workspace has one account under this name.
  const operation = `query ($v: String) { ${of ? `account(by: { externalId: "shared" }) { ${page} }` : page} }`;
  const cursorOf = async (tenant: Tenant): Promise<string> => {
    const { data } = await tenant.ask(operation, { v: null });
    const [, cursor] = /"cursor":"([^"]+)"/.exec(JSON.stringify(data)) ?? [];
    if (cursor === undefined) throw new Error(`Expected a record in ${field} to make a cursor of.`);
    return cursor;
  };
  return {
    title: 'a cursor',
    operation,
    valuesFor: async (theirs, ours) => {
      const cursor = await cursorOf(theirs);
      const [ordering, place] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
      const nobody = [ordering, place, '018f2c5e-0000-7000-8000-000000000000'];
      return {
        theirs: cursor,
        nobodys: Buffer.from(JSON.stringify(nobody)).toString('base64url'),
        ours: await cursorOf(ours),
      };
    },
  };
}

/** What a probe was answered, but for what names the request and the value itself. */
export async function answerTo(tenant: Tenant, { operation }: Probe, value: unknown): Promise<string> {
  const { status, data, errors } = await tenant.ask(operation, { v: value });
  const shown = {
    status,
    data: data as unknown,
    errors: errors?.map(({ message, path, extensions: { requestId: _, ...extensions } }) => ({
      message,
      path,
      extensions,
    })),
  };
  const named = typeof value === 'number' ? new RegExp(`\\b${value}\\b`, 'g') : String(value);
  return JSON.stringify(shown).replaceAll(named, '…');
}
