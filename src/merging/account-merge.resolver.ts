import { Arg, Authorized, Ctx, Mutation, Resolver, UseMiddleware } from 'type-graphql';
import { changedAccount } from '../accounts/account.loaders.js';
import { readAccount } from '../accounts/account.service.js';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { answerUserErrors } from '../graphql/payload.js';
import { Role } from '../graphql/role.js';
import { changeRecord } from '../idempotency/change-record.service.js';
import { AccountMergeInput } from './account-merge.inputs.js';
import { mergeAccounts } from './account-merge.service.js';
import { AccountMergePayload } from './account-merge.type.js';

@Resolver()
export class AccountMergeResolver {
  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  // Twice the time of other mutations, because the records of two accounts are written and read.
  @Cost({ own: 50 })
  @Mutation(() => AccountMergePayload, {
    description: [
      'Merges two accounts of the same customer into one. Requires the role ADMIN and cannot be undone.',
      'The subscriptions, interactions, usage records and identities of `from` move to `into`, and `from` is removed. The history of `into` is recomputed as if all records had belonged to it from the beginning; a change of its type is announced as usual.',
      '`into` keeps its fields. If its `externalId`, `domain`, `desiredOutcome` or `successManager` is null, it takes the value of `from`. Attributes are merged key by key, including nested objects; if both accounts have a value, that of `into` is kept.',
      'If both accounts have an `externalId`, that of `from` becomes an identity of `into` with the source `merged`. It no longer selects an account as an `externalId`: an upsert or import with it creates a new account.',
      'The announced changes of `from` are removed too: `relationshipChanges` contains only those of `into`, and past figures count one account instead of two.',
      'Errors: CONFLICT if a subscription of `from` overlaps a subscription of `into` that is in another currency;',
      'TOO_LONG if the merged attributes exceed 16 KiB; TOO_MANY if `into` would have more than 20 identities.',
    ].join(' '),
  })
  async accountMerge(
    @Ctx() context: RequestContext,
    @Arg('input', () => AccountMergeInput, { description: 'The account to remove and the account to keep.' })
    input: AccountMergeInput,
  ): Promise<Partial<AccountMergePayload>> {
    const change = (scope: RequestContext['scope']): Promise<string> => mergeAccounts(scope, input);
    const changed = await changeRecord(context.scope, 'accountMerge', input, change, readAccount);
    return { account: changedAccount(context, changed) };
  }
}
