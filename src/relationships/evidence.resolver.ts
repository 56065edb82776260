import { Arg, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { countedInteractions } from '../classification/evidence.js';
import { Cost, firstUpTo } from '../graphql/cost/cost.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { Interaction } from '../interactions/interaction.type.js';
import { Evidence } from './relationship.type.js';

const MAX_INTERACTIONS = 20;

@Resolver(() => Evidence)
export class EvidenceResolver {
  @Cost({ size: firstUpTo(MAX_INTERACTIONS) })
  @FieldResolver(() => [Interaction], {
    description: 'Interactions that the criterion counts, newest first; empty for facts about subscriptions.',
  })
  async interactions(
    @Root() { source, kernel, at }: Evidence,
    @Arg('first', () => Int, {
      defaultValue: 3,
      description: `Number of interactions to return, 1 to ${MAX_INTERACTIONS}. Default: 3.`,
    })
    first: number,
  ): Promise<Interaction[]> {
    if (first < 1 || first > MAX_INTERACTIONS) {
      refuse(UserErrorCode.OUT_OF_RANGE, ['first'], `Expected a number from 1 to ${MAX_INTERACTIONS}; got ${first}.`);
    }
    const { history } = await source.timeline();
    return source.interactionsOf(countedInteractions(history, kernel.criterion, at, first));
  }
}
