import { Field, InputType } from 'type-graphql';
import { AccountBy } from '../accounts/account.inputs.js';
import type { RelationshipType } from '../classification/timeline.js';
import { comparatorOf, DateTimeComparator, type EnumComparator } from '../graphql/filters.js';
import type { Reference } from '../graphql/reference.js';
import { MemberBy } from '../members/member.inputs.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { RelationshipTypeComparator } from '../derivation/relationship-type.inputs.js';

export const ChangeCauseComparator = comparatorOf('ChangeCause', ChangeCause);

@InputType({ description: 'Filters relationship changes. All given conditions must match.' })
export class RelationshipChangeFilter {
  @Field(() => AccountBy, {
    nullable: true,
    description: 'Only changes of this account, which must exist. For example `{ externalId: "crm-4711" }`.',
  })
  account?: Reference | null;

  @Field(() => RelationshipTypeComparator, { nullable: true, description: 'Type after the change.' })
  type?: EnumComparator<RelationshipType> | null;

  @Field(() => RelationshipTypeComparator, { nullable: true, description: 'Type before the change.' })
  previousType?: EnumComparator<RelationshipType> | null;

  @Field(() => MemberBy, {
    nullable: true,
    description:
      'Only changes of accounts whose success manager is now this member, who must exist. For example `{ externalId: "mia" }`.',
  })
  successManager?: Reference | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'When the change took effect.' })
  at?: DateTimeComparator | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'When the change was announced.' })
  announcedAt?: DateTimeComparator | null;

  @Field(() => ChangeCauseComparator, { nullable: true, description: 'Cause of the change.' })
  cause?: EnumComparator<ChangeCause> | null;
}
