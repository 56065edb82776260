import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import type { Instant } from '../classification/calendar.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Money } from '../money/money.type.js';
import { DateTime } from '../graphql/scalars.js';
import type { WorkKind } from './work-item.sql.js';

export const WorkKindEnum = enumType<WorkKind>('WorkKind', 'The action to take for an account.', {
  SAVE: 'Retain the account: it will stop being a client within 90 days even if contact continues and all subscriptions continue that are not canceled, or contact is overdue (see `worklist`).',
  RENEW: 'Renew a term that ends within 90 days and for which no cancellation is recorded.',
  ASSIGN_MANAGER: 'Assign a success manager to a client that has none.',
  CONVERT: 'Convert a customer that is one criterion short of being a client.',
  UPSELL: 'Offer the highest plan to a client that is not on it.',
});

@ObjectType({ description: 'An action to take for an account, with its reason, due date and the revenue at stake.' })
export class WorkItem {
  @Field(() => Account, { description: 'The account.' })
  account: Account;

  @Field(() => WorkKindEnum, { description: 'The action to take. An account has at most one item of each kind.' })
  kind: WorkKind;

  @Field(() => String, { description: 'Why the action is needed, in one or two sentences.' })
  reason: string;

  @Field(() => DateTime, {
    description:
      'When the action is due; in the past if it is overdue. `SAVE`: when the account stops being a client or when contact was due, whichever is earlier. `RENEW`: the last instant to give notice (`Renewal.noticeBy`), or the end of the term if no notice is agreed or that instant has passed. `ASSIGN_MANAGER`: when the account became a client. `CONVERT`: when the missing criterion will be met by the passage of time, or now if it will not. `UPSELL`: the next renewal, or now if there is none.',
  })
  due: Instant;

  @Field(() => Money, {
    description:
      "Recurring revenue per month at stake: that of the account; for `RENEW`, that of the subscriptions whose terms end. In the workspace's currency, at the current exchange rates.",
  })
  monthlyRecurringRevenue: Money;
}

export const WorkItemConnection = connectionOf('WorkItem', () => WorkItem);

@ArgsType()
export class WorklistArgs {
  @Field(() => Int, { nullable: true, description: 'Number of items to return, 1 to 100. Default: 50.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Return the items after this cursor (`pageInfo.endCursor`).' })
  after?: string | null;
}
