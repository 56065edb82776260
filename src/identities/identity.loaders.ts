import DataLoader from 'dataloader';
import type { RequestContext } from '../graphql/context.js';
import { encodeId } from '../graphql/ids.js';
import { loaderOfGroups } from '../graphql/loader.js';
import { readReference, type Reference } from '../graphql/reference.js';
import type { RecordKey } from '../graphql/record-identity.js';
import type { FieldPath } from '../graphql/user-error.js';
import { recordIdsOf } from './find-record.service.js';
import { KINDS, type IdentifiedKind } from './record-identity.entity.js';
import { STATEMENTS } from './record-identity.sql.js';

const forEachKind = <Value>(make: (kind: IdentifiedKind) => Value): Record<IdentifiedKind, Value> =>
  Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, make(kind as IdentifiedKind)])) as Record<
    IdentifiedKind,
    Value
  >;

/** For each kind, loads the identities of records by their stored ids, ordered by source and id. */
export const identitiesOf = forEachKind((kind) =>
  loaderOfGroups(STATEMENTS[kind].ofRecords, ({ recordId }) => recordId),
);

const idsByIdentity = forEachKind(
  (kind) =>
    ({ scope }: RequestContext): DataLoader<RecordKey, string | null> =>
      new DataLoader(async (keys) => {
        const ids = await recordIdsOf(scope, kind, keys);
        return keys.map((key) => ids.get(key) ?? null);
      }),
);

/**
 * Returns the reference that a query looks up, with an identity replaced by the id of its record. All identities of one tick
 * are looked up in one statement. Null if no record has the identity.
 */
export async function resolveReference(
  context: RequestContext,
  kind: IdentifiedKind,
  by: Reference,
  field: FieldPath,
): Promise<Reference | null> {
  if (!by.identity) return by;
  const { key } = readReference(kind, by, field);
  const id = await context.the(idsByIdentity[kind]).load(key!);
  return id === null ? null : { id: encodeId(kind, id) };
}
