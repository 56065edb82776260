import { Field, ID, InterfaceType } from 'type-graphql';
import { decodeId, encodeId, ID_PREFIXES, type NodeKind } from './ids.js';
import { quoted, refuse, UserErrorCode, type FieldPath } from './user-error.js';

@InterfaceType({
  description: 'Anything with a global id: `node` and `nodes` find it again.',
  resolveType: (node: Node) => node.nodeKind,
})
export abstract class Node {
  /** Which type of node it is, and its stored id. */
  abstract readonly nodeKind: NodeKind;
  abstract readonly uuid: string;

  @Field(() => ID, {
    description:
      'Global id, for example `acct_01h455vb4pex5vsknk084sn02q`: opaque, unique over all types, never reused. `node(id)` finds it again.',
  })
  get id(): string {
    return encodeId(this.nodeKind, this.uuid);
  }
}

/** The stored id that an outside id names; refused where it has another form. */
export function readId(kind: NodeKind, id: string, field: FieldPath): string {
  return (
    decodeId(kind, id) ??
    refuse(
      UserErrorCode.NOT_FOUND,
      field,
      `Expected the id of a record of type ${kind}, such as ${ID_PREFIXES[kind]}_01h…; got ${quoted(id)}.`,
    )
  );
}
