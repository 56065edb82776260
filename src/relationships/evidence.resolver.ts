import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { countedInteractions } from '../classification/evidence.js';
import type { RequestContext } from '../graphql/context.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { interactionById } from '../interactions/interaction.loaders.js';
import { Interaction } from '../interactions/interaction.type.js';
import { caseOf } from './relationship.loaders.js';
import { Evidence } from './relationship.type.js';

const MAX_INTERACTIONS = 20;

@Resolver(() => Evidence)
export class EvidenceResolver {
  @FieldResolver(() => [Interaction], {
    description: 'The interactions that were counted, newest first; none for facts of subscriptions.',
  })
  async interactions(
    @Ctx() context: RequestContext,
    @Root() { account, kernel, at }: Evidence,
    @Arg('first', () => Int, { defaultValue: 3, description: `How many to return, 1 to ${MAX_INTERACTIONS}.` })
    first: number,
  ): Promise<Interaction[]> {
    if (first < 1 || first > MAX_INTERACTIONS) {
      refuse(UserErrorCode.OUT_OF_RANGE, ['first'], `Expected a number from 1 to ${MAX_INTERACTIONS}; got ${first}.`);
    }
    const { history } = await context.the(caseOf).load(account);
    const ids = countedInteractions(history, kernel.criterion, at, first);
    const interactions = await Promise.all(ids.map((id) => context.the(interactionById).load(id)));
    // One that was deleted since the history was read is left out.
    return interactions.filter((interaction) => interaction !== null);
  }
}
