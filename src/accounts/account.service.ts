import type { Instant } from '../classification/calendar.js';
import { foldName } from '../database/folding.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { patched, splitByOutcome, type Merged } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import type { RecordKey } from '../graphql/record-identity.js';
import { notFound, readReference, type Reference } from '../graphql/reference.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { findNamed, lockByKeys, type Lookup } from '../identities/find-record.service.js';
import { findToUpsert } from '../identities/find-to-upsert.service.js';
import {
  checkIdentityInput,
  storeIdentitiesOf,
  withIdentities,
  type IdentityChanges,
} from '../identities/identity-changes.service.js';
import { requireMemberId } from '../members/member.service.js';
import type { FactWriter } from '../derivation/fact-writer.service.js';
import { changeFacts } from '../derivation/change-facts.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { mergePatch } from './merge-patch.js';
import type { AccountUpsertInput } from './account.inputs.js';
import {
  ACCOUNTS,
  insertAccounts,
  lockAccountById,
  lockAccountsByExternalId,
  lockAccountsById,
  lockRulesForCreation,
  selectAccountsByExternalId,
  selectAccountById,
  selectAccountsById,
  updateAccounts,
  type AccountRow,
} from './account.sql.js';

/** In bytes of JSON. */
export const MAX_ATTRIBUTES_LENGTH = 16 * 1024;

/** The input for an account. Undefined properties keep their recorded value. */
export interface AccountDraft {
  externalId?: string | null;
  name?: string;
  domain?: string | null;
  successManagerId?: string | null;
  desiredOutcome?: string | null;
  attributes?: Record<string, unknown> | null;
}

/** Adds errors in the scalar fields of an account to `check`. */
export function checkAccount(
  check: InputCheck,
  field: FieldPath,
  input: Pick<AccountDraft, 'domain' | 'desiredOutcome' | 'attributes'> & { name?: string | null },
): void {
  check.text([...field, 'name'], input.name, 200);
  check.notNull([...field, 'name'], 'a name', input.name);
  check.text([...field, 'domain'], input.domain, 253);
  check.plainText([...field, 'desiredOutcome'], input.desiredOutcome, 2_000);
  if (input.attributes) check.plainJson([...field, 'attributes'], input.attributes, MAX_ATTRIBUTES_LENGTH);
}

/** Returns an error message if the attributes of an account, after a merge, are too long; otherwise null. */
export function problemOfAttributes({ attributes }: AccountRow): string | null {
  const bytes = Buffer.byteLength(JSON.stringify(attributes));
  return bytes <= MAX_ATTRIBUTES_LENGTH
    ? null
    : `Expected at most ${MAX_ATTRIBUTES_LENGTH} bytes of JSON after merging into the recorded attributes; got ${bytes}. Remove keys by setting them to null.`;
}

function refuseTooLongAttributes(account: AccountRow): void {
  const problem = problemOfAttributes(account);
  if (problem !== null) refuse(UserErrorCode.TOO_LONG, ['attributes'], problem);
}

/** Merges the input into the recorded account, or into a new one. */
export function mergeAccount(draft: AccountDraft, before: AccountRow | undefined, now: Instant): Merged<AccountRow> {
  return {
    before,
    after: {
      id: before?.id ?? newId(),
      externalId: patched(draft.externalId, before?.externalId ?? null),
      name: patched(draft.name, before?.name)!,
      domain: patched(draft.domain, before?.domain ?? null),
      successManagerId: patched(draft.successManagerId, before?.successManagerId ?? null),
      desiredOutcome: patched(draft.desiredOutcome, before?.desiredOutcome ?? null),
      attributes: draft.attributes === null ? {} : mergePatch(before?.attributes ?? {}, draft.attributes ?? {}),
      policyVersion: before?.policyVersion ?? 0,
      createdAt: before?.createdAt ?? now,
      updatedAt: before?.updatedAt ?? now,
    },
  };
}

/**
 * Blocks changes of the rules until the transaction, which may create accounts, ends. Call it before locking accounts:
 * every transaction locks the rules before accounts.
 */
export async function blockRuleChanges(sql: Sql): Promise<void> {
  await sql.run(lockRulesForCreation);
}

const recordsOf = (accounts: readonly AccountRow[]): string =>
  ACCOUNTS.toRecords(accounts.map((account) => ({ ...account, nameFolded: foldName(account.name) })));

export async function storeAccounts(
  facts: FactWriter,
  now: Instant,
  merged: readonly Merged<AccountRow>[],
): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  const idsOf = (accounts: readonly AccountRow[]): string[] => accounts.map(({ id }) => id);
  if (created.length > 0) {
    const [rules] = await facts.sql.run(lockRulesForCreation);
    facts.addCreated(idsOf(created));
    await facts.run(insertAccounts, idsOf(created), recordsOf(created), toTimestamp(now), rules!.revision);
  }
  if (updated.length > 0) await facts.run(updateAccounts, idsOf(updated), recordsOf(updated), toTimestamp(now));
}

/** Stores an existing account with a new `updatedAt`, even if no other field has changed. */
export async function updateAccount(facts: FactWriter, now: Instant, account: AccountRow): Promise<void> {
  await facts.run(updateAccounts, [account.id], recordsOf([account]), toTimestamp(now));
}

/** Returns an account by its stored id; undefined if it does not exist. */
export const readAccount = async (sql: Sql, id: string): Promise<AccountRow | undefined> =>
  (await sql.run(selectAccountById, id))[0];

/** Locks the existing accounts that keys identify, and returns them as a list and by key. */
export const lockAccountsOf = (
  sql: Sql,
  keys: readonly RecordKey[],
): Promise<{ rows: readonly AccountRow[]; byKey: Map<RecordKey, AccountRow> }> =>
  lockByKeys(sql, 'Account', keys, (ids, externalIds) => lockAccounts(sql, ids, externalIds));

function lockAccounts(sql: Sql, ids: readonly string[], externalIds: readonly string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return sql.run(lockAccountsByExternalId, externalIds);
  if (ids.length === 1 && externalIds.length === 0) return sql.run(lockAccountById, ids[0]);
  return sql.run(lockAccountsById, ids, externalIds);
}

const LOOKUP: Lookup<AccountRow> = {
  kind: 'Account',
  byId: selectAccountsById,
  byExternalId: selectAccountsByExternalId,
};

/** Returns the stored id of an account. Refuses the request if the account does not exist. */
export const requireAccountId = async (sql: Sql, by: Reference, field: FieldPath): Promise<string> =>
  (await findNamed(sql, LOOKUP, by, field))?.id ?? notFound('an account', field, by);

/** Locks an account for a change. Returns an empty list if it does not exist. */
export async function lockAccount(sql: Sql, by: Reference, field: FieldPath): Promise<AccountRow[]> {
  const { id, key } = readReference('Account', by, field);
  if (id !== null) return lockAccounts(sql, [id], []);
  const account = (await lockAccountsOf(sql, [key])).byKey.get(key);
  return account ? [account] : [];
}

/** Creates or updates one account. Returns its stored id. */
export function upsertAccount(scope: WorkspaceScope, input: AccountUpsertInput): Promise<string> {
  const check = new InputCheck();
  check.text(['externalId'], input.externalId, 200);
  checkIdentityInput(check, input);
  checkAccount(check, [], input);
  check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  check.done();
  const { name, attributes, successManager } = input;

  let identities: IdentityChanges;
  const lock = async (sql: Sql): Promise<AccountRow[]> => {
    const found = await findToUpsert(sql, 'Account', input, {
      byId: async (id) => (await lockAccounts(sql, [id], []))[0],
      byExternalId: async (externalId) => (await lockAccounts(sql, [], [externalId]))[0],
    });
    ({ identities } = found);
    return found.before ? [found.before] : [];
  };
  return changeFacts(scope, lock, ChangeCause.RECORD, async (facts, [before]) => {
    checkExpectedUpdatedAt('account', before, input.expectedUpdatedAt);
    if (!before && (name === undefined || name === null)) {
      refuse(UserErrorCode.REQUIRED, ['name'], 'Expected a name, which is required to create an account; got none.');
    }
    const draft = {
      externalId: input.externalId,
      name: name ?? undefined,
      domain: input.domain,
      desiredOutcome: input.desiredOutcome,
      attributes,
      successManagerId: successManager
        ? await requireMemberId(facts.sql, successManager, ['successManager'])
        : successManager,
    };
    const merged = withIdentities(mergeAccount(draft, before, scope.now), identities);
    refuseTooLongAttributes(merged.after);
    await storeAccounts(facts, scope.now, [merged]);
    await storeIdentitiesOf(facts.sql, 'Account', merged);
    return merged.after.id;
  });
}
