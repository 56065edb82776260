import { Ctx, FieldResolver, Resolver, Root, type ClassType } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import type { Node } from '../graphql/node.js';
import { MAX_IDENTITIES } from '../graphql/record-identity.js';
import { identitiesOf } from './identity.loaders.js';
import { Identity } from './identity.type.js';
import { KINDS, type IdentifiedKind } from './record-identity.entity.js';

/** Declares the field `identities` of a type of records. */
export function identityResolver(kind: IdentifiedKind, type: () => ClassType<Node>): ClassType {
  @Resolver(type)
  class IdentityResolver {
    @Cost({ own: 0.1, each: 0.1, size: MAX_IDENTITIES })
    @FieldResolver(() => [Identity], {
      description: `Ids that other systems have for the ${KINDS[kind].noun}, ordered by source and id; at most ${MAX_IDENTITIES}.`,
    })
    identities(@Ctx() context: RequestContext, @Root() { uuid }: Node): Promise<Identity[]> {
      return context.the(identitiesOf[kind]).load(uuid);
    }
  }
  return IdentityResolver;
}
