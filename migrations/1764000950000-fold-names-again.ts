import type { MigrationInterface, QueryRunner } from 'typeorm';
import { foldName } from '../src/database/folding.js';

/** The number of rows that are read per statement. */
const BATCH_SIZE = 5_000;

const FIRST_KEY = '00000000-0000-0000-0000-000000000000';

interface NamedRow {
  workspaceId: string;
  id: string;
  name: string;
  nameFolded: string;
}

interface AccountRow extends NamedRow {
  domain: string | null;
  nowNameFolded: string;
  domainFolded: string | null;
}

const SELECT_ACCOUNTS = `
  SELECT a.workspace_id AS "workspaceId", a.id, a.name, a.domain, a.name_folded AS "nameFolded",
         n.name_folded AS "nowNameFolded", n.domain_folded AS "domainFolded"
  FROM account a JOIN account_now n ON n.workspace_id = a.workspace_id AND n.account_id = a.id
  WHERE (a.workspace_id, a.id) > ($1::uuid, $2::uuid) ORDER BY a.workspace_id, a.id LIMIT ${BATCH_SIZE}`;

const SELECT_MEMBERS = `
  SELECT workspace_id AS "workspaceId", id, name, name_folded AS "nameFolded" FROM member
  WHERE (workspace_id, id) > ($1::uuid, $2::uuid) ORDER BY workspace_id, id LIMIT ${BATCH_SIZE}`;

/**
 * Folds the stored names again by the table of database/folding-table.ts. Earlier versions folded with the Unicode data of
 * their Node.js, removed the marks that tell バ from パ, and kept ł, ø and æ. Only rows that change are written.
 *
 * Servers of the previous version that still run write names as they fold them. The next derivation of an account folds
 * its name and domain again: when a fact of the account or a policy changes, when its current values expire, or with
 * `npm run rebuild`. The next change of a member folds the member's name again.
 */
export class FoldNamesAgain1764000950000 implements MigrationInterface {
  name = 'FoldNamesAgain1764000950000';

  async up(runner: QueryRunner): Promise<void> {
    await inBatches(
      (after) => runner.query(SELECT_ACCOUNTS, after) as Promise<AccountRow[]>,
      (accounts) => foldAccounts(runner, accounts),
    );
    await inBatches(
      (after) => runner.query(SELECT_MEMBERS, after) as Promise<NamedRow[]>,
      (members) => foldMembers(runner, members),
    );
  }

  /** Keeps the folded names. The previous version folds a name again when it writes it. */
  async down(): Promise<void> {}
}

async function inBatches<Row extends NamedRow>(
  read: (after: string[]) => Promise<Row[]>,
  fold: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  let rows = await read([FIRST_KEY, FIRST_KEY]);
  while (rows.length > 0) {
    await fold(rows);
    const { workspaceId, id } = rows.at(-1)!;
    rows = await read([workspaceId, id]);
  }
}

async function foldAccounts(runner: QueryRunner, rows: readonly AccountRow[]): Promise<void> {
  const folded = rows
    .map((row) => ({
      ...row,
      newName: foldName(row.name),
      newDomain: row.domain === null ? null : foldName(row.domain),
    }))
    .filter(
      ({ nameFolded, nowNameFolded, domainFolded, newName, newDomain }) =>
        nameFolded !== newName || nowNameFolded !== newName || domainFolded !== newDomain,
    );
  if (folded.length === 0) return;
  const keys = [folded.map(({ workspaceId }) => workspaceId), folded.map(({ id }) => id)];
  const names = [folded.map(({ name }) => name), folded.map(({ newName }) => newName)];
  // Servers lock accounts in the order of their ids as well, which prevents deadlocks.
  await runner.query(
    `SELECT FROM account WHERE (workspace_id, id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
     ORDER BY workspace_id, id FOR NO KEY UPDATE`,
    keys,
  );
  // An account that a server has changed since it was read was folded by that server.
  await runner.query(
    `UPDATE account a SET name_folded = f.folded
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS f (workspace_id, id, name, folded)
     WHERE a.workspace_id = f.workspace_id AND a.id = f.id AND a.name = f.name`,
    [...keys, ...names],
  );
  await runner.query(
    `UPDATE account_now n SET name_folded = f.folded, domain_folded = f.domain_folded
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
       AS f (workspace_id, id, name, folded, domain, domain_folded)
     JOIN account a ON a.workspace_id = f.workspace_id AND a.id = f.id
       AND a.name = f.name AND a.domain IS NOT DISTINCT FROM f.domain
     WHERE n.workspace_id = f.workspace_id AND n.account_id = f.id`,
    [...keys, ...names, folded.map(({ domain }) => domain), folded.map(({ newDomain }) => newDomain)],
  );
}

async function foldMembers(runner: QueryRunner, rows: readonly NamedRow[]): Promise<void> {
  const changed = rows.filter(({ name, nameFolded }) => foldName(name) !== nameFolded);
  if (changed.length === 0) return;
  await runner.query(
    `UPDATE member m SET name_folded = f.folded
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS f (workspace_id, id, name, folded)
     WHERE m.workspace_id = f.workspace_id AND m.id = f.id AND m.name = f.name`,
    [
      changed.map(({ workspaceId }) => workspaceId),
      changed.map(({ id }) => id),
      changed.map(({ name }) => name),
      changed.map(({ name }) => foldName(name)),
    ],
  );
}
