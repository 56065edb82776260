import { Field, ObjectType } from 'type-graphql';
import { SOURCE_DESCRIPTION, type RecordIdentity } from '../graphql/record-identity.js';

@ObjectType({ description: 'The id that another system has for a record.' })
export class Identity implements RecordIdentity {
  @Field(() => String, { description: SOURCE_DESCRIPTION })
  source: string;

  @Field(() => String, {
    description: "The other system's id for the record, up to 200 characters, for example `cus_NffrFeUfNV2Hib`.",
  })
  externalId: string;
}
