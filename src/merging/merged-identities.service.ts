import type { AccountRow } from '../accounts/account.sql.js';
import type { Sql } from '../database/statement.js';
import type { FactWriter } from '../derivation/fact-writer.service.js';
import { encodeId } from '../graphql/ids.js';
import { describeKey, keyOfIdentity, MAX_IDENTITIES, type RecordIdentity } from '../graphql/record-identity.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { recordIdsOf } from '../identities/find-record.service.js';
import { storeIdentities } from '../identities/identity-changes.service.js';
import { countIdentities, moveIdentities } from './merged-identities.sql.js';

/** The source of the identity that keeps the externalId of the removed account `from` on the account `into`. */
const SOURCE = 'merged';

/** Returns the identity that keeps the externalId of `from`. Empty if `into` takes the externalId, or the identity exists already. */
async function identitiesToAdd(sql: Sql, from: AccountRow, into: AccountRow): Promise<RecordIdentity[]> {
  if (from.externalId === null || into.externalId === null) return [];
  const identity = { source: SOURCE, externalId: from.externalId };
  const key = keyOfIdentity(identity);
  const owner = (await recordIdsOf(sql, 'Account', [key])).get(key);
  if (owner === undefined) return [identity];
  if (owner !== from.id && owner !== into.id) {
    refuse(
      UserErrorCode.CONFLICT,
      ['from'],
      `Expected no other account to have the ${describeKey(key)}, because the merge gives it to into; ${encodeId('Account', owner)} has it. Remove the identity from that account, or change the externalId of from.`,
    );
  }
  return [];
}

/**
 * Moves the identities of `from` to `into`. The externalId of `from` becomes an identity of `into`, unless `into` has no
 * externalId and takes it.
 */
export async function mergeIdentities(facts: FactWriter, from: AccountRow, into: AccountRow): Promise<void> {
  const { sql } = facts;
  const [row] = await sql.run(countIdentities, [from.id, into.id]);
  const added = await identitiesToAdd(sql, from, into);
  const count = row!.count + added.length;
  if (count > MAX_IDENTITIES) {
    refuse(
      UserErrorCode.TOO_MANY,
      ['from'],
      `Expected at most ${MAX_IDENTITIES} identities of both accounts together, including the externalId of from; got ${count}. Remove identities from one of the accounts first.`,
    );
  }
  await facts.runWithoutDeriving(moveIdentities, from.id, into.id);
  await storeIdentities(sql, 'Account', [{ after: into, before: into, identities: { added, removed: [] } }]);
}
