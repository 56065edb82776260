import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { Field, ID, InterfaceType } from 'type-graphql';
import { decodeId, encodeId, ID_PREFIXES, type NodeKind } from './ids.js';
import { quoted, refuse, UserErrorCode, type FieldPath } from './user-error.js';

const idDescription = (prefix: string): string =>
  `Global id, for example \`${prefix}_01h455vb4pex5vsknk084sn02q\`. Opaque, unique across all types, and never reused.`;

/** Describes the id of each type by an example with the prefix of that type. TypeGraphQL describes it once for all. */
export function describeIds(schema: GraphQLSchema): void {
  for (const [kind, prefix] of Object.entries(ID_PREFIXES)) {
    (schema.getType(kind) as GraphQLObjectType).getFields().id!.description = idDescription(prefix);
  }
}

@InterfaceType({
  description: 'A record with a global id, by which `node` and `nodes` find it.',
  resolveType: (node: Node) => node.nodeKind,
})
export abstract class Node {
  /** The node's type and stored id. */
  abstract readonly nodeKind: NodeKind;
  abstract readonly uuid: string;

  @Field(() => ID, {
    description: idDescription('acct'),
  })
  get id(): string {
    return encodeId(this.nodeKind, this.uuid);
  }
}

/** Returns the stored id of a public id. Refuses an id that is not of this kind. */
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
