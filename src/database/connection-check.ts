import type { ClientBase } from 'pg';
import { OPERATOR_SETTING, TABLES_OF_WORKSPACES, WORKSPACE_SETTING } from './row-level-security.js';
import { SERVER_ROLE } from './server-role.js';

/** What a connection acts as: the server sees one workspace at a time; an operator owns the tables and sees all of them. */
export type Actor = 'server' | 'operator';

/** A connection that is not what it was asked to be: with it, row-level security may not hold. */
export class UnsafeConnection extends Error {}

/** A database that does not answer this in time does not answer requests either. */
const CHECK_TIMEOUT_MS = 5_000;

/** The id of no workspace. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

const NOT_IN_EFFECT =
  'The startup parameter `options` of the connection is not in effect. A connection pooler drops it when it is told to ' +
  'ignore it, as PgBouncer is by `ignore_startup_parameters = options`. Point DATABASE_URL at PostgreSQL itself.';

interface Session {
  currentUser: string;
  timeZone: string;
  operator: string | null;
  isStandby: boolean;
}

const SELECT_SESSION = `
  SELECT current_user AS "currentUser", current_setting('TimeZone') AS "timeZone",
         current_setting('${OPERATOR_SETTING}', true) AS operator, pg_is_in_recovery() AS "isStandby"`;

/**
 * Tables that row-level security does not guard, and `workspace` if it shows rows although no workspace was entered. No
 * other table is probed, so that a lock on one does not keep connections from being made.
 */
const SELECT_EXPOSED_TABLES = `
  SELECT set_config('${WORKSPACE_SETTING}', '${NIL_UUID}', true);
  SELECT t.name FROM (${TABLES_OF_WORKSPACES}) t
  WHERE has_table_privilege(t.oid, 'SELECT') AND NOT row_security_active(t.oid)
  UNION SELECT 'workspace' WHERE EXISTS (SELECT FROM workspace)
  ORDER BY name`;

/**
 * Checks that a new connection leads to a primary, acts as its startup options say, and that row-level security confines
 * it.
 *
 * @throws UnsafeConnection with what an administrator has to change.
 */
export async function checkConnection(connection: ClientBase, actor: Actor): Promise<void> {
  const [session] = await ask<Session>(connection, SELECT_SESSION);
  const { currentUser, timeZone, operator, isStandby } = session!;
  if (isStandby) {
    throw new UnsafeConnection(
      'Expected a primary database; this one is a hot standby, which takes no writes. Point DATABASE_URL at the primary.',
    );
  }
  if (actor === 'server' && currentUser !== SERVER_ROLE) {
    throw new UnsafeConnection(
      `Expected the connection to act as the role ${SERVER_ROLE}, which row-level security confines to one workspace; ` +
        `it acts as ${JSON.stringify(currentUser)}. ${NOT_IN_EFFECT}`,
    );
  }
  if (timeZone !== 'UTC' || (operator === 'on') !== (actor === 'operator')) {
    throw new UnsafeConnection(
      `Expected the connection to have the settings that it asked for (TimeZone, ${OPERATOR_SETTING}); ` +
        `it has others. ${NOT_IN_EFFECT}`,
    );
  }
  if (actor === 'operator') return;
  const exposed = await ask<{ name: string }>(connection, SELECT_EXPOSED_TABLES);
  if (exposed.length > 0) {
    throw new UnsafeConnection(
      `Expected row-level security to hide all rows before a workspace is entered; it does not in ` +
        `${exposed.map(({ name }) => name).join(', ')}. Run \`npx clientele migrate\` as the owner of the tables.`,
    );
  }
}

/** The rows of the last statement of a simple query. */
async function ask<Row>(connection: ClientBase, text: string): Promise<Row[]> {
  const query = { text, query_timeout: CHECK_TIMEOUT_MS };
  const answers = [await connection.query(query)].flat();
  return answers.at(-1)!.rows as Row[];
}
