import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { Account } from '../accounts/account.type.js';
import type { Instant } from '../classification/calendar.js';
import { connectionOf } from '../graphql/connection.js';
import { enumType } from '../graphql/enum.js';
import { Money } from '../money/money.js';
import { DateTime } from '../graphql/scalars.js';
import type { WorkKind } from './work-item.sql.js';

export const WorkKindEnum = enumType<WorkKind>('WorkKind', 'What is to do about an account.', {
  SAVE: 'Look after it: it will cease to be a client within 90 days even if contact goes on, or contact is overdue by its own rhythm.',
  RENEW: 'Renew a term that ends within 90 days and is not canceled.',
  ASSIGN_MANAGER: 'Give a client a success manager of its own.',
  CONVERT: 'Make a client of a customer whom one criterion would make one.',
  UPSELL: 'Offer the highest plan to a client that is not on it.',
});

@ObjectType({ description: 'Something to do about an account, why, by when, and what is at stake.' })
export class WorkItem {
  @Field(() => Account, { description: 'The account.' })
  account: Account;

  @Field(() => WorkKindEnum, { description: 'What is to do. Of each kind an account has one at most.' })
  kind: WorkKind;

  @Field(() => String, { description: 'Why, as a sentence.' })
  reason: string;

  @Field(() => DateTime, {
    description:
      'By when; in the past where it is overdue. SAVE: when it falls, or when contact was due. RENEW: the end of the term. ASSIGN_MANAGER: since when it is a client. CONVERT: when time alone turns what is missing, now where it does not. UPSELL: its next renewal, now where it has none.',
  })
  due: Instant;

  @Field(() => Money, {
    description:
      'Recurring revenue per month at stake: of the account, of RENEW that of the subscriptions whose terms end.',
  })
  monthlyRecurringRevenue: Money;
}

export const WorkItemConnection = connectionOf('WorkItem', () => WorkItem);

@ArgsType()
export class WorklistArgs {
  @Field(() => Int, { nullable: true, description: 'How many to return, 1 to 100. 50 unless given.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Return what follows this cursor (`pageInfo.endCursor`).' })
  after?: string | null;
}
