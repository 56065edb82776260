import type { DatabaseError } from 'pg';
import type { DataSource } from 'typeorm';

/** The role that serves requests. It owns nothing, and row-level security confines it to one workspace. */
export const SERVER_ROLE = 'clientele_server';

/** The oldest version with `GRANT … WITH INHERIT FALSE, SET TRUE`. */
const MIN_VERSION = 160_000;

const INSUFFICIENT_PRIVILEGE = '42501';
/**
 * Roles are shared by all databases of a PostgreSQL server, so another process may have created the role concurrently.
 */
const CREATED_CONCURRENTLY = ['42710', '23505', 'XX000'];

interface RoleProperties {
  version: number;
  login: string;
  exists: boolean;
  bypassesRowSecurity: boolean;
  canSetRole: boolean;
}

const readRole = async (dataSource: DataSource): Promise<RoleProperties> =>
  (
    await dataSource.query<RoleProperties[]>(
      `SELECT current_setting('server_version_num')::int AS version, session_user AS login, r.oid IS NOT NULL AS exists,
              coalesce(r.rolsuper OR r.rolbypassrls, false) AS "bypassesRowSecurity",
              r.oid IS NOT NULL AND pg_has_role(session_user, r.oid, 'SET') AS "canSetRole"
       FROM (VALUES ($1)) AS server_role (name) LEFT JOIN pg_roles r ON r.rolname = server_role.name`,
      [SERVER_ROLE],
    )
  )[0]!;

/**
 * Creates the server's role if it is missing, and grants it to the database's user.
 *
 * @throws if the user lacks the privileges, with the statements that an administrator has to run once.
 */
export async function prepareServerRole(dataSource: DataSource): Promise<void> {
  const before = await readRole(dataSource);
  if (before.version < MIN_VERSION) {
    throw new Error(
      `Expected PostgreSQL 16 or newer; the database is version ${Math.floor(before.version / 10_000)}. ` +
        'Upgrade it, or unset DATABASE_URL to use the embedded database.',
    );
  }
  if (!before.exists) await attempt(dataSource, before.login, `CREATE ROLE ${SERVER_ROLE} NOLOGIN`);
  const role = await readRole(dataSource);
  if (role.bypassesRowSecurity) {
    throw new Error(
      `Expected row-level security to apply to the role ${SERVER_ROLE}; the role is a superuser or has BYPASSRLS. ` +
        `Run as an administrator of the database: ALTER ROLE ${SERVER_ROLE} NOSUPERUSER NOBYPASSRLS;`,
    );
  }
  if (!role.canSetRole) await attempt(dataSource, role.login, grantTo(role.login));
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The user, who owns the tables, can switch to the role with SET ROLE but does not inherit its privileges. */
const grantTo = (login: string): string => `GRANT ${SERVER_ROLE} TO ${quoted(login)} WITH INHERIT FALSE, SET TRUE`;

async function attempt(dataSource: DataSource, login: string, statement: string): Promise<void> {
  try {
    await dataSource.query(statement);
  } catch (error) {
    const { code } = (error as { driverError?: DatabaseError }).driverError ?? {};
    if (code !== undefined && CREATED_CONCURRENTLY.includes(code)) return;
    if (code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new Error(
      `Expected the database's user ${login} to be able to act as the role ${SERVER_ROLE}; it may neither create nor ` +
        `assume the role. Run once as an administrator of the database: CREATE ROLE ${SERVER_ROLE} NOLOGIN; ${grantTo(login)};`,
      { cause: error },
    );
  }
}
