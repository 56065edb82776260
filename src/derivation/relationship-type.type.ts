import type { RelationshipType } from '../classification/timeline.js';
import { enumType } from '../graphql/enum.js';

export const RelationshipTypeEnum = enumType<RelationshipType>(
  'RelationshipType',
  'What a company is to the business. Always derived from its facts by a policy, never set by hand.',
  {
    PROSPECT: 'Has not bought anything yet, be it on a free plan or after a trial that led nowhere.',
    TRIAL: 'Tries a plan; nothing is paid yet.',
    CUSTOMER: 'Bought a plan, or something once; may be gone after a billing cycle or two.',
    CLIENT: 'A customer in a long, personal, committed relationship, as the policy asks.',
    FORMER_CUSTOMER: 'Was a customer, and pays for nothing any more.',
    FORMER_CLIENT: 'Was a client, and pays for nothing any more.',
  },
);
