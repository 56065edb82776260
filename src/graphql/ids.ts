import { fromString, fromUUID, toUUID } from 'typeid-js';
import { v7 as uuidv7 } from 'uuid';

/** What each kind of record is called in the prefix of its id. */
export const ID_PREFIXES = {
  Workspace: 'wrk',
  ApiKey: 'key',
  Account: 'acct',
  AccountSubscription: 'sub',
  Interaction: 'int',
  Plan: 'plan',
  Policy: 'pol',
  Member: 'mem',
  RelationshipChange: 'chg',
} as const;
export type NodeKind = keyof typeof ID_PREFIXES;

const KIND_OF_PREFIX = new Map(
  Object.entries(ID_PREFIXES).map(([kind, prefix]) => [prefix as string, kind as NodeKind]),
);

/** A new id, as stored: UUIDv7, so that later ids sort after earlier ones. */
export const newId = (): string => uuidv7();

/** `acct_01h…` of a stored id: what the outside sees. */
export const encodeId = (kind: NodeKind, uuid: string): string => fromUUID(uuid, ID_PREFIXES[kind]);

/** The kind and stored id that an outside id names; null where it is none of ours. */
export function decodeAnyId(id: string): { kind: NodeKind; uuid: string } | null {
  const kind = KIND_OF_PREFIX.get(id.slice(0, id.lastIndexOf('_')));
  if (!kind) return null;
  try {
    return { kind, uuid: toUUID(fromString(id)) };
  } catch {
    return null;
  }
}

/** The stored id that an outside id of this kind names; null where it is none. */
export function decodeId(kind: NodeKind, id: string): string | null {
  const decoded = decodeAnyId(id);
  return decoded?.kind === kind ? decoded.uuid : null;
}
