import pLimit from 'p-limit';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost, countListed } from '../graphql/cost/cost.js';
import { InvalidInput } from '../graphql/user-error.js';
import { withIdempotency } from '../idempotency/idempotency.service.js';
import { Role } from '../graphql/role.js';
import { ImportInput } from './import.inputs.js';
import { countRecords, importRecords } from './import.service.js';
import { ImportPayload } from './import.type.js';

/**
 * Imports that a server works on at withIdempotency; further ones wait, without a connection. Each holds the histories of all
 * accounts that it touches, and a database carries a few of them out no later than many.
 */
const AT_ONCE = 4;
const inTurn = pLimit(AT_ONCE);

@Resolver()
export class ImportResolver {
  @Authorized(Role.WRITER)
  @Cost({ own: ({ input }) => 10 + countListed(input) })
  @Mutation(() => ImportPayload, {
    description:
      'Records up to 1,000 records of all kinds by externalId, in one transaction. Sent again, it changes nothing. Plans are for keys with the role ADMIN; those of others are refused (FORBIDDEN).',
  })
  async import(
    @Ctx() context: RequestContext,
    @Arg('input', () => ImportInput, { description: 'The records.' }) input: ImportInput,
  ): Promise<ImportPayload> {
    const { role } = context.identity!;
    try {
      return await inTurn(() =>
        withIdempotency(context.scope, 'import', input, (scope) => importRecords(scope, input, role)),
      );
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const refused = countRecords(input);
      return { created: 0, updated: 0, unchanged: 0, refused, userErrors: [...error.userErrors] };
    }
  }
}
