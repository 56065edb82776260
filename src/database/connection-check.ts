import type { ClientBase } from 'pg';
import { OPERATOR_SETTING, TABLES_OF_WORKSPACES, WORKSPACE_SETTING } from './row-level-security.js';
import { SERVER_ROLE } from './server-role.js';

/**
 * The side that a connection serves: the server sees one workspace at a time; an operator owns the tables and sees all.
 */
export type Actor = 'server' | 'operator';

/** A connection without the requested role or settings, on which row-level security may not be in effect. */
export class UnsafeConnection extends Error {}

/** A database too slow for this check is too slow to serve requests. */
const CHECK_TIMEOUT_MS = 5_000;

/** The id of no workspace. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

const NOT_IN_EFFECT =
  'The startup parameter `options` of the connection is not in effect. A connection pooler may drop it, as PgBouncer does ' +
  'with `ignore_startup_parameters = options`. Point DATABASE_URL at PostgreSQL itself.';

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
 * Selects the tables without active row-level security, and `workspace` if it returns rows although no workspace was
 * entered. Other tables are not read, so that a lock on one of them does not prevent new connections.
 */
const SELECT_EXPOSED_TABLES = `
  SELECT set_config('${WORKSPACE_SETTING}', '${NIL_UUID}', true);
  SELECT t.name FROM (${TABLES_OF_WORKSPACES}) t
  WHERE has_table_privilege(t.oid, 'SELECT') AND NOT row_security_active(t.oid)
  UNION SELECT 'workspace' WHERE EXISTS (SELECT FROM workspace)
  ORDER BY name`;

/**
 * Checks that a new connection leads to a primary, has the role and settings of its startup options, and is confined by
 * row-level security.
 *
 * @throws UnsafeConnection with the change that an administrator has to make.
 */
export async function checkConnection(connection: ClientBase, actor: Actor): Promise<void> {
  const [session] = await selectRows<Session>(connection, SELECT_SESSION);
  const { currentUser, timeZone, operator, isStandby } = session!;
  if (isStandby) {
    throw new UnsafeConnection(
      'Expected a primary database; this one is a read-only hot standby. Point DATABASE_URL at the primary.',
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
      `Expected the connection to have the requested settings (TimeZone, ${OPERATOR_SETTING}); ` +
        `it has different ones. ${NOT_IN_EFFECT}`,
    );
  }
  if (actor === 'operator') return;
  const exposed = await selectRows<{ name: string }>(connection, SELECT_EXPOSED_TABLES);
  if (exposed.length > 0) {
    throw new UnsafeConnection(
      `Expected row-level security to hide all rows before a workspace is entered; it does not in ` +
        `${exposed.map(({ name }) => name).join(', ')}. Run \`npx clientele migrate\` as the owner of the tables.`,
    );
  }
}

/** Runs a simple query and returns the rows of its last statement. */
async function selectRows<Row>(connection: ClientBase, text: string): Promise<Row[]> {
  const query = { text, query_timeout: CHECK_TIMEOUT_MS };
  const results = [await connection.query(query)].flat();
  return results.at(-1)!.rows as Row[];
}
