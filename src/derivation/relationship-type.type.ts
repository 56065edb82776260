import type { RelationshipType } from '../classification/timeline.js';
import { enumType } from '../graphql/enum.js';

export const RelationshipTypeEnum = enumType<RelationshipType>(
  'RelationshipType',
  'Type of the relationship with an account. Always derived from the history of the account by a policy, never set by hand.',
  {
    PROSPECT: 'Has not bought anything yet; includes accounts on a free plan or after a trial without a purchase.',
    TRIAL: 'On trial; has not paid anything yet.',
    CUSTOMER: 'Pays for a subscription, or made a one-off purchase recently; may leave after a billing cycle or two.',
    CLIENT: 'A customer in a long-term, personal and committed relationship, as defined by the policy.',
    FORMER_CUSTOMER: 'Was a customer, and no longer pays for anything.',
    FORMER_CLIENT: 'Was a client, and no longer pays for anything.',
  },
);
