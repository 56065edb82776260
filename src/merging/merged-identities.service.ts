import type { AccountRow } from '../accounts/account.sql.js';
import type { Sql } from '../database/statement.js';
import type { FactWriter } from '../derivation/fact-writer.service.js';
import { encodeId } from '../graphql/ids.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import {
  countIdentities,
  insertMergedIdentity,
  moveIdentities,
  selectAccountOfIdentity,
} from './merged-identities.sql.js';

/** The source of the identity by which a removed account's externalId still identifies the account that remains. */
const MERGED = 'merged';
const MAX_IDENTITIES = 20;

/** The identity to add to the account that remains: null if that takes over the externalId, or has the identity already. */
async function identityToAdd(sql: Sql, from: AccountRow, into: AccountRow): Promise<string | null> {
  const { externalId } = from;
  if (externalId === null || into.externalId === null) return null;
  const [owner] = await sql.run(selectAccountOfIdentity, MERGED, externalId);
  if (!owner) return externalId;
  if (owner.accountId !== from.id && owner.accountId !== into.id) {
    const [id, text] = [encodeId('Account', owner.accountId), JSON.stringify(externalId)];
    refuse(
      UserErrorCode.CONFLICT,
      ['from'],
      `Expected no other account with the identity { source: "${MERGED}", externalId: ${text} }, under which from will be found; the account ${id} has it. Remove it there, or change the externalId of from.`,
    );
  }
  return null;
}

/**
 * Moves the identities of an account to the one that remains. The removed account's externalId becomes an identity, unless
 * the other account takes it over.
 */
export async function mergeIdentities(facts: FactWriter, from: AccountRow, into: AccountRow): Promise<void> {
  const [row] = await facts.sql.run(countIdentities, [from.id, into.id]);
  const added = await identityToAdd(facts.sql, from, into);
  const count = row!.count + (added === null ? 0 : 1);
  if (count > MAX_IDENTITIES) {
    refuse(
      UserErrorCode.TOO_MANY,
      ['from'],
      `Expected at most ${MAX_IDENTITIES} identities on both accounts together, including the externalId of from; got ${count}. Remove identities first.`,
    );
  }
  await facts.runWithoutDeriving(moveIdentities, from.id, into.id);
  if (added !== null) await facts.runWithoutDeriving(insertMergedIdentity, MERGED, added, into.id);
}
