import type { DataSource } from 'typeorm';
import { SERVER_ROLE } from './server-role.js';

/** The setting that gives a connection access to all workspaces. It has an effect only for the owner of the tables. */
export const OPERATOR_SETTING = 'clientele.operator';
export const WORKSPACE_SETTING = 'clientele.workspace';

/** Returns the statement that confines a transaction (LOCAL) or a connection (SESSION) to the rows of one workspace. */
export const enterWorkspace = (extent: 'LOCAL' | 'SESSION', workspaceId: string): string => {
  if (!/^[0-9a-f-]{36}$/.test(workspaceId)) throw new Error(`Expected the id of a workspace; got ${workspaceId}.`);
  return `SET ${extent} ${WORKSPACE_SETTING} = '${workspaceId}'`;
};

/** Selects the tables whose rows belong to workspaces, and the column with the workspace's id. */
export const TABLES_OF_WORKSPACES = `
  SELECT c.oid, c.relname AS name, a.attname AS "workspaceColumn"
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    AND a.attname = CASE c.relname WHEN 'workspace' THEN 'id' ELSE 'workspace_id' END
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')`;

/**
 * Selects the tables whose protection is incomplete. The others are not altered, because ALTER TABLE would lock them.
 */
const UNPROTECTED_TABLES = `
  SELECT t.name, t."workspaceColumn" FROM (${TABLES_OF_WORKSPACES}) t JOIN pg_class c ON c.oid = t.oid
  WHERE NOT (
    c.relrowsecurity AND c.relforcerowsecurity
    AND has_table_privilege('${SERVER_ROLE}', c.oid, 'DELETE')
    AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'of_workspace'
                AND p.polroles = ARRAY['${SERVER_ROLE}'::regrole::oid])
    AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'of_operator'
                AND p.polroles = ARRAY[c.relowner]))
  ORDER BY t.name`;

/**
 * Selects the functions that bypass row-level security on behalf of the server (SECURITY DEFINER) if everybody may
 * execute them, or the server may not. Restoring a backup where the server's role is missing leaves them like that.
 * Functions of other owners are not Clientele's.
 */
const UNPROTECTED_FUNCTIONS = `
  SELECT p.oid::regprocedure::text AS name FROM pg_proc p
  WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
    AND pg_get_userbyid(p.proowner) = current_user AND (
    NOT has_function_privilege('${SERVER_ROLE}', p.oid, 'EXECUTE')
    OR EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS granted WHERE granted.grantee = 0))`;

/**
 * Enables row-level security on every table with a workspace column, so that no migration has to remember to. It is the
 * second safeguard behind the workspace condition of every statement: even if a statement lacks the condition, the
 * server's role reads and writes only rows of the workspace that its transaction, or else its connection, entered last.
 * Statements fail if no workspace was entered.
 *
 * The policies apply to the owner of the tables too, who sees all workspaces only after setting OPERATOR_SETTING, as
 * the operator's commands do.
 */
export async function enableRowLevelSecurity(dataSource: DataSource): Promise<void> {
  // In schemas other than public, and in a hardened public one, roles have no USAGE by default.
  await dataSource.query(`
    DO $$ BEGIN
      IF NOT has_schema_privilege('${SERVER_ROLE}', current_schema(), 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${SERVER_ROLE}', current_schema());
      END IF;
    END $$`);
  for (const { name } of await dataSource.query<{ name: string }[]>(UNPROTECTED_FUNCTIONS)) {
    await dataSource.query(`
      REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${name} TO ${SERVER_ROLE}`);
  }
  const tables = await dataSource.query<{ name: string; workspaceColumn: string }[]>(UNPROTECTED_TABLES);
  for (const { name, workspaceColumn } of tables) {
    // One query string, hence one transaction, so that the table is never partly protected.
    await dataSource.query(`
      ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      DROP POLICY IF EXISTS of_workspace ON ${name};
      DROP POLICY IF EXISTS of_operator ON ${name};
      CREATE POLICY of_workspace ON ${name} TO ${SERVER_ROLE}
        USING (${workspaceColumn} = current_setting('${WORKSPACE_SETTING}')::uuid);
      CREATE POLICY of_operator ON ${name} TO CURRENT_USER USING (current_setting('${OPERATOR_SETTING}', true) = 'on');
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO ${SERVER_ROLE}`);
  }
}
