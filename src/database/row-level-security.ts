import type { DataSource } from 'typeorm';
import { SERVER_ROLE } from './server-role.js';

/** What a connection says to be let through to all workspaces; it means something from the tables' owner alone. */
export const OPERATOR_SETTING = 'clientele.operator';
export const WORKSPACE_SETTING = 'clientele.workspace';

/** Says which workspace a transaction (LOCAL) or a connection (SESSION) is about. Rows of others are not there for it. */
export const enterWorkspace = (extent: 'LOCAL' | 'SESSION', workspaceId: string): string => {
  if (!/^[0-9a-f-]{36}$/.test(workspaceId)) throw new Error(`Expected the id of a workspace; got ${workspaceId}.`);
  return `SET ${extent} ${WORKSPACE_SETTING} = '${workspaceId}'`;
};

/** Tables that have rows of workspaces, and the column that says whose they are. */
export const TABLES_OF_WORKSPACES = `
  SELECT c.oid, c.relname AS name, a.attname AS "workspaceColumn"
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    AND a.attname = CASE c.relname WHEN 'workspace' THEN 'id' ELSE 'workspace_id' END
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')`;

/** Of these, the ones that are not as they have to be. What stands is left alone: to touch it would lock the table. */
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
 * What looks past the walls for the server, where anybody may call it or the server may not: so a backup is restored
 * where the server's role is missing. Functions of other owners are none of ours.
 */
const UNPROTECTED_FUNCTIONS = `
  SELECT p.oid::regprocedure::text AS name FROM pg_proc p
  WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
    AND pg_get_userbyid(p.proowner) = current_user AND (
    NOT has_function_privilege('${SERVER_ROLE}', p.oid, 'EXECUTE')
    OR EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS granted WHERE granted.grantee = 0))`;

/**
 * The second wall around each workspace, behind the condition on it that every statement has: whatever a statement
 * forgets, the server's role sees and writes rows of the workspace that its transaction, or else its connection, has
 * entered last, and fails where that is none. It is raised around every table with a workspace, so that no migration has
 * to remember it.
 *
 * It holds the owner too. Who owns the tables sees all workspaces only by saying so, as an operator's commands do.
 */
export async function enableRowLevelSecurity(dataSource: DataSource): Promise<void> {
  // Where nobody may use the schema unless told so.
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
    // One statement, so that there is no instant at which a wall is half raised.
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
