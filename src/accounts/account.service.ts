import type { Instant } from '../classification/calendar.js';
import { foldName } from '../database/folding.js';
import { indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { patched, splitByOutcome, type Merged } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { checkExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import { findNamed, findToUpsert, notFound, readReference, type Lookup, type Reference } from '../graphql/reference.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { requireMemberId } from '../members/member.service.js';
import { deriveAccounts } from '../derivation/derive.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import type { AccountUpsertInput } from './account.inputs.js';
import {
  insertAccounts,
  lockAccountById,
  lockAccountsByExternalId,
  lockRulesForCreation,
  selectAccountsByExternalId,
  selectAccountsById,
  updateAccounts,
  type AccountRow,
} from './account.sql.js';

const MAX_ATTRIBUTES_LENGTH = 16 * 1024;

/** An account as given: what is undefined leaves what is recorded. */
export interface AccountDraft {
  externalId?: string | null;
  name?: string;
  domain?: string | null;
  successManagerId?: string | null;
  desiredOutcome?: string | null;
  attributes?: Record<string, unknown> | null;
}

/** Notes in `check` what is wrong with the plain fields of an account. */
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

/** The account as it will be. */
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
      attributes: patched(draft.attributes, before?.attributes ?? null) ?? {},
      policyVersion: before?.policyVersion ?? 0,
      createdAt: before?.createdAt ?? now,
      updatedAt: before?.updatedAt ?? now,
    },
  };
}

const forStorage = (accounts: readonly AccountRow[]): string =>
  JSON.stringify(accounts.map((account) => ({ ...account, nameFolded: foldName(account.name) })));

/**
 * Lets nobody change the rules before the transaction ends, which may create accounts. Call it before accounts are
 * locked: whoever changes the rules and accounts locks them in this order.
 */
export async function holdRules(sql: Sql): Promise<void> {
  await sql.run(lockRulesForCreation);
}

/** Records accounts; whoever calls derives them before the transaction ends. */
export async function storeAccounts(sql: Sql, now: Instant, merged: readonly Merged<AccountRow>[]): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  if (created.length > 0) {
    const [rules] = await sql.run(lockRulesForCreation);
    await sql.run(insertAccounts, forStorage(created), toTimestamp(now), rules!.revision);
  }
  if (updated.length > 0) await sql.run(updateAccounts, forStorage(updated), toTimestamp(now));
}

/** Locks the accounts that exist among those named, for a change; by externalId. */
export async function lockAccountsOf(sql: Sql, externalIds: readonly string[]): Promise<Map<string, AccountRow>> {
  if (externalIds.length === 0) return new Map();
  const accounts = await sql.run(lockAccountsByExternalId, [...new Set(externalIds)]);
  return indexBy(accounts, ({ externalId }) => externalId!);
}

const ACCOUNTS: Lookup<AccountRow> = {
  kind: 'Account',
  byId: selectAccountsById,
  byExternalId: selectAccountsByExternalId,
};

/** The stored id of an account that must exist. */
export const requireAccountId = async (sql: Sql, by: Reference, field: FieldPath): Promise<string> =>
  (await findNamed(sql, ACCOUNTS, by, field))?.id ?? notFound('an account', field, by);

/** An account that must exist, locked for a change that depends on what it is. */
export async function lockAccount(sql: Sql, by: Reference, field: FieldPath): Promise<AccountRow> {
  const { id, externalId } = readReference('Account', by, field);
  const [account] = id ? await sql.run(lockAccountById, id) : await sql.run(lockAccountsByExternalId, [externalId]);
  return account ?? notFound('an account', field, by);
}

/** Creates or updates one account and answers its stored id. */
export function upsertAccount(scope: WorkspaceScope, input: AccountUpsertInput): Promise<string> {
  const check = new InputCheck();
  check.text(['externalId'], input.externalId, 200);
  checkAccount(check, [], input);
  check.instant(['expectedUpdatedAt'], input.expectedUpdatedAt);
  check.done();
  const { name, attributes, successManager } = input;

  return scope.write(async (sql) => {
    const before = await findToUpsert('Account', ['an', 'account'], input, {
      byId: async (id) => (await sql.run(lockAccountById, id))[0],
      byExternalId: async (externalId) => (await sql.run(lockAccountsByExternalId, [externalId]))[0],
    });
    checkExpectedUpdatedAt('account', before, input.expectedUpdatedAt);
    if (!before && (name === undefined || name === null)) {
      refuse(UserErrorCode.REQUIRED, ['name'], 'Expected a name, since no such account exists yet and it is created.');
    }
    const merged = mergeAccount(
      {
        externalId: input.externalId,
        name: name ?? undefined,
        domain: input.domain,
        desiredOutcome: input.desiredOutcome,
        attributes,
        successManagerId: successManager
          ? await requireMemberId(sql, successManager, ['successManager'])
          : successManager,
      },
      before,
      scope.now,
    );
    await storeAccounts(sql, scope.now, [merged]);
    await deriveAccounts(sql, scope.now, [merged.after.id], ChangeCause.RECORD);
    return merged.after.id;
  });
}
