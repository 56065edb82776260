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

/** A policy by its version: the other workspace has two of them. */
export const version = (operation: string): Probe => ({
  title: 'a version',
  operation,
  valuesFor: () => ({ theirs: 2, nobodys: 3, ours: 1 }),
});

/** The place of a record in a connection, by a cursor. */
export function connection(argument: 'after' | 'before', field: string, of?: 'ofAccount'): Probe {
  const page = `page: ${field}(${argument === 'after' ? 'first' : 'last'}: 5, ${argument}: $v) { nodes { id } edges { cursor } }`;
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
