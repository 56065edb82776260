import { factStatement } from '../database/fact-statement.js';
import { statement } from '../database/statement.js';
import { Table } from '../database/table.js';
import { RecordIdentityEntity } from '../identities/record-identity.entity.js';

const IDENTITIES = new Table(RecordIdentityEntity);

/** Counts the identities of the accounts $2. */
export const countIdentities = statement<{ count: number }>(
  'countIdentitiesToMerge',
  `SELECT count(*) AS count FROM record_identity WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])`,
);

/** Selects the account that has an identity. */
export const selectAccountOfIdentity = statement<{ accountId: string }>(
  'selectAccountOfIdentity',
  `SELECT account_id AS "accountId" FROM record_identity
   WHERE workspace_id = $1 AND kind = 'ACCOUNT' AND source = $2::text AND external_id = $3::text`,
);

/** Moves the identities of the account $2 to the account $3. */
export const moveIdentities = factStatement(
  'moveIdentities',
  `UPDATE record_identity SET account_id = $3::uuid WHERE workspace_id = $1 AND account_id = $2::uuid`,
);

/** Adds an identity to the account $4. */
export const insertMergedIdentity = factStatement(
  'insertMergedIdentity',
  IDENTITIES.insert({
    workspaceId: '$1::uuid',
    kind: `'ACCOUNT'`,
    source: '$2::text',
    externalId: '$3::text',
    accountId: '$4::uuid',
    subscriptionId: 'NULL',
    interactionId: 'NULL',
    planId: 'NULL',
    memberId: 'NULL',
  }),
);
