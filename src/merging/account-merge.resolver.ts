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
      'Merges two accounts of one customer. This cannot be undone, and requires the role ADMIN.',
      'The subscriptions, interactions, usage records and identities of `from` move to `into`, whose history is recomputed as if everything had been recorded with it; a change of its type is announced as usual.',
      'The fields of `into` are kept. Where `externalId`, `domain`, `desiredOutcome` or `successManager` of `into` is null, that of `from` takes its place; attributes are merged key by key, including nested objects, and `into` wins.',
      'If both have an `externalId`, that of `from` becomes an identity of `into` with the source `merged`. It is free again: an upsert or import with it creates an account.',
      '`from` is removed with its announced changes, so that `relationshipChanges` has only those of `into`; past figures count one account instead of two.',
      'Refused (CONFLICT) if a subscription of `from` overlaps one of `into` in another currency.',
      'Refused (TOO_LONG) if the merged attributes exceed 16 KiB, and (TOO_MANY) if `into` would have more than 20 identities.',
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
