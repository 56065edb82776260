import fc from 'fast-check';
import { fromUUID } from 'typeid-js';
import { decodeAnyId, encodeId, ID_PREFIXES, type NodeKind } from '../../src/graphql/ids.js';

const kinds = fc.constantFrom(...(Object.keys(ID_PREFIXES) as NodeKind[]));

describe('the id of a record', () => {
  it('is a TypeID that decodes to the kind and UUID of the record', () => {
    fc.assert(
      fc.property(kinds, fc.uuid(), (kind, uuid) => {
        const id = encodeId(kind, uuid);
        expect(id).toBe(fromUUID(uuid, ID_PREFIXES[kind]));
        expect(decodeAnyId(id)).toEqual({ kind, uuid });
      }),
      { numRuns: 1_000 },
    );
  });
});
