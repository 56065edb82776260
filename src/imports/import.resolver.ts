import { Authorized, createParameterDecorator, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost, countListed } from '../graphql/cost/cost.js';
import { InvalidInput } from '../graphql/user-error.js';
import { withIdempotency } from '../idempotency/idempotency.service.js';
import { Role } from '../graphql/role.js';
import { ImportInput } from './import.inputs.js';
import { countRecords, importRecords } from './import.service.js';
import { ImportPayload } from './import.type.js';

/** The input as it was read. TypeGraphQL would convert each record, including unreadable ones, to an instance of its input class. */
const InputAsRead = () =>
  createParameterDecorator(({ args }) => args.input as ImportInput, {
    arg: { name: 'input', typeFunc: () => ImportInput, options: { description: 'The records to import.' } },
  });

const NO_NOTICES = { notices: [] };

@Resolver()
export class ImportResolver {
  @Authorized(Role.WRITER)
  @Cost({ own: ({ input }) => 10 + 4 * countListed(input) })
  @Mutation(() => ImportPayload, {
    description:
      'Creates or updates up to 1,000 records of all kinds in one transaction, identified by externalId or by an identity. A record that is refused, for example because a value has the wrong type, does not affect the others. A record that is repeated with equal content counts once. Sending the same records again changes nothing. Plans and exchange rates require the role ADMIN and are refused otherwise (FORBIDDEN).',
  })
  async import(@Ctx() context: RequestContext, @InputAsRead() input: ImportInput): Promise<ImportPayload> {
    const { role } = context.identity!;
    try {
      const result = await withIdempotency(context.scope, 'import', input, (scope) =>
        importRecords(scope, input, role),
      );
      // Servers of the previous version store results without notices.
      return { ...NO_NOTICES, ...result };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const refused = countRecords(input);
      const userErrors = [...error.userErrors];
      return {
        created: 0,
        updated: 0,
        unchanged: 0,
        refused,
        userErrors,
        userErrorCount: userErrors.length,
        ...NO_NOTICES,
      };
    }
  }
}
