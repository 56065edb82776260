/**
 * Defines probes: an operation and three values for it, of another workspace, of no workspace and of the caller's
 * workspace.
 */
import { partsOf, plainCursor } from '../support/cursors.js';
import type { TestWorkspace } from '../support/server.js';
import type { IdPrefix, RecordIds } from './records.js';

/** A workspace with the ids of its records. */
export interface Tenant extends TestWorkspace {
  ids: RecordIds;
}

export interface Values {
  theirs: unknown;
  unknown: unknown;
  ours: unknown;
}

export interface Probe {
  title: string;
  /** An operation with the only variable `$v`. */
  operation: string;
  valuesFor: (theirs: Tenant, ours: Tenant) => Values | Promise<Values>;
}

/** A probe whose values all lead to a page of the caller's own records. */
export const DECRYPTED_CURSOR = 'a decrypted cursor';

const UNKNOWN = '01h455vb4pex5vsknk084sn02q';

/** Probes with the global id of a record. */
export const id = (kind: IdPrefix, operation: string): Probe => ({
  title: kind,
  operation,
  valuesFor: (theirs, ours) => ({
    theirs: theirs.ids[kind],
    unknown: `${theirs.ids[kind].slice(0, theirs.ids[kind].lastIndexOf('_'))}_${UNKNOWN}`,
    ours: ours.ids[kind],
  }),
});

/** Probes with the externalId of a record in the other workspace, and with one in the caller's workspace. */
export const externalId = (theirs: string, ours: string, operation: string): Probe => ({
  title: theirs,
  operation,
  valuesFor: () => ({ theirs, unknown: 'unknownKey', ours }),
});

/** The type of each referenced record, and the externalIds of one in the other workspace and in the caller's. */
const REFERENCES = {
  account: ['Account', 'acme', 'own'],
  member: ['Member', 'mia', 'own-mia'],
  plan: ['Plan', 'basic', 'own-basic'],
  subscription: ['AccountSubscription', 'acme-1', 'own-1'],
  interaction: ['Interaction', 'call-1', 'own-call'],
} as const;
type Referred = keyof typeof REFERENCES;

/** Probes the three ways to refer to a record at a coordinate; `operation` gets the reference and the type of `$v`. */
export function reference(
  coordinate: string,
  to: Referred,
  operation: (reference: string, type: string) => string,
): Record<string, Probe[]> {
  const [kind, theirs, ours] = REFERENCES[to];
  return {
    [`${coordinate}.id`]: [id(kind, operation('{ id: $v }', 'ID'))],
    [`${coordinate}.externalId`]: [externalId(theirs, ours, operation('{ externalId: $v }', 'String'))],
    [`${coordinate}.identity.externalId`]: [
      externalId(theirs, ours, operation('{ identity: { source: "crm", externalId: $v } }', 'String')),
    ],
  };
}

/** Probes a comparator of references: with one record, and with a list. */
export const comparator = (
  coordinate: string,
  to: Referred,
  operation: (comparator: string, type: string) => string,
): Record<string, Probe[]> => ({
  ...reference(`${coordinate}.eq`, to, (given, type) => operation(`{ eq: ${given} }`, type)),
  ...reference(`${coordinate}.in`, to, (given, type) => operation(`{ in: [${given}] }`, type)),
});

/** Probes a comparator of a name or another text that records are found by. */
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

/** Probes a policy by its version: only the other workspace has two versions. */
export const version = (operation: string): Probe => ({
  title: 'a version',
  operation,
  valuesFor: () => ({ theirs: 2, unknown: 3, ours: 1 }),
});

/** Probes a cursor of a connection: as it is, which is refused, and decrypted, as earlier versions made cursors. */
export function connection(
  argument: 'after' | 'before',
  field: string,
  { of = null, args = '', node = '{ id }' }: { of?: 'account' | null; args?: string; node?: string } = {},
): Probe[] {
  const page = `page: ${field}(${argument === 'after' ? 'first' : 'last'}: 5, ${argument}: $v ${args}) { nodes ${node} edges { cursor } }`;
  // Each workspace has one account with this externalId.
  const operation = `query ($v: String) { ${of ? `account(by: { externalId: "shared" }) { ${page} }` : page} }`;
  const cursorOf = async (tenant: Tenant): Promise<string> => {
    const { data } = await tenant.ask(operation, { v: null });
    const [, cursor] = /"cursor":"([^"]+)"/.exec(JSON.stringify(data)) ?? [];
    if (cursor === undefined) throw new Error(`Expected a record in ${field} to make a cursor of.`);
    return cursor;
  };
  return [
    {
      title: 'a cursor',
      operation,
      valuesFor: async (theirs, ours) => ({
        theirs: await cursorOf(theirs),
        unknown: 'unknown',
        ours: await cursorOf(ours),
      }),
    },
    {
      title: DECRYPTED_CURSOR,
      operation,
      valuesFor: async (theirs, ours) => {
        const [ordering, value, id] = await partsOf(theirs, await cursorOf(theirs));
        return {
          theirs: plainCursor([ordering, value, id]),
          unknown: plainCursor([ordering, value, '018f2c5e-0000-7000-8000-000000000000']),
          ours: await cursorOf(ours),
        };
      },
    },
  ];
}

/** Returns the response to a probe without the request id and the value itself. */
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
