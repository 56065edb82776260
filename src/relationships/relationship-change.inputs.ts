import { Field, InputType } from 'type-graphql';
import { AccountBy } from '../accounts/account.inputs.js';
import type { RelationshipType } from '../classification/timeline.js';
import { comparatorOf, DateTimeComparator, type EnumComparator } from '../graphql/filters.js';
import type { Reference } from '../graphql/reference.js';
import { MemberBy } from '../members/member.inputs.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { RelationshipTypeComparator } from '../derivation/relationship-type.inputs.js';

export const ChangeCauseComparator = comparatorOf('ChangeCause', ChangeCause);

@InputType({ description: 'Which changes to show; what is given must all hold.' })
export class RelationshipChangeFilter {
  @Field(() => AccountBy, { nullable: true, description: 'Of this account alone.' })
  account?: Reference | null;

  @Field(() => RelationshipTypeComparator, { nullable: true, description: 'What the account turned into.' })
  type?: EnumComparator<RelationshipType> | null;

  @Field(() => RelationshipTypeComparator, { nullable: true, description: 'What it was announced as before.' })
  previousType?: EnumComparator<RelationshipType> | null;

  @Field(() => MemberBy, {
    nullable: true,
    description: 'Of accounts alone whose success manager they are now. They must exist.',
  })
  successManager?: Reference | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'When it came true.' })
  at?: DateTimeComparator | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'When it was announced.' })
  announcedAt?: DateTimeComparator | null;

  @Field(() => ChangeCauseComparator, { nullable: true, description: 'What turned it.' })
  cause?: EnumComparator<ChangeCause> | null;
}
