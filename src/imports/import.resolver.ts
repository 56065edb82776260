import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost, countListed } from '../graphql/cost/cost.js';
import { InvalidInput } from '../graphql/user-error.js';
import { withIdempotency } from '../idempotency/idempotency.service.js';
import { Role } from '../graphql/role.js';
import { ImportInput } from './import.inputs.js';
import { countRecords, importRecords } from './import.service.js';
import { ImportPayload } from './import.type.js';

@Resolver()
export class ImportResolver {
  @Authorized(Role.WRITER)
  @Cost({ own: ({ input }) => 10 + 4 * countListed(input) })
  @Mutation(() => ImportPayload, {
    description:
      'Creates or updates up to 1,000 records of all kinds in one transaction, identified by externalId. Sending the same records again changes nothing. Plans require the role ADMIN and are refused otherwise (FORBIDDEN).',
  })
  async import(
    @Ctx() context: RequestContext,
    @Arg('input', () => ImportInput, { description: 'The records to import.' }) input: ImportInput,
  ): Promise<ImportPayload> {
    const { role } = context.identity!;
    try {
      return await withIdempotency(context.scope, 'import', input, (scope) => importRecords(scope, input, role));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const refused = countRecords(input);
      return { created: 0, updated: 0, unchanged: 0, refused, userErrors: [...error.userErrors] };
    }
  }
}
