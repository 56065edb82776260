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
    description: 'The interactions that were counted, newest first; none for facts of subscriptions.',
  })
  async interactions(
    @Root() { source, kernel, at }: Evidence,
    @Arg('first', () => Int, { defaultValue: 3, description: `How many to return, 1 to ${MAX_INTERACTIONS}.` })
    first: number,
  ): Promise<Interaction[]> {
    if (first < 1 || first > MAX_INTERACTIONS) {
      refuse(UserErrorCode.OUT_OF_RANGE, ['first'], `Expected a number from 1 to ${MAX_INTERACTIONS}; got ${first}.`);
    }
    const { history } = await source.judged();
    return source.interactionsOf(countedInteractions(history, kernel.criterion, at, first));
  }
}
