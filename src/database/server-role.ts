import type { DatabaseError } from 'pg';
import type { DataSource } from 'typeorm';

/** The role that serves requests: it owns nothing, and row-level security holds it to one workspace. */
export const SERVER_ROLE = 'clientele_server';

/** How roles and row-level security work as they do here. */
const MIN_VERSION = 160_000;

const INSUFFICIENT_PRIVILEGE = '42501';
/** Roles belong to all databases of a server: another process may have made it just now. */
const MADE_MEANWHILE = ['42710', '23505', 'XX000'];

interface RoleProperties {
  version: number;
  login: string;
  exists: boolean;
  isUnbound: boolean;
  mayBecome: boolean;
}

const standingOf = async (dataSource: DataSource): Promise<RoleProperties> =>
  (
    await dataSource.query<RoleProperties[]>(
      `SELECT current_setting('server_version_num')::int AS version, session_user AS login, r.oid IS NOT NULL AS exists,
              coalesce(r.rolsuper OR r.rolbypassrls, false) AS "isUnbound",
              r.oid IS NOT NULL AND pg_has_role(session_user, r.oid, 'SET') AS "mayBecome"
       FROM (VALUES ($1)) AS asked (name) LEFT JOIN pg_roles r ON r.rolname = asked.name`,
      [SERVER_ROLE],
    )
  )[0]!;

/**
 * Makes the role that the server works as, and lets the database's user become it.
 *
 * @throws where the user may not, with what an administrator has to do once.
 */
export async function prepareServerRole(dataSource: DataSource): Promise<void> {
  const before = await standingOf(dataSource);
  if (before.version < MIN_VERSION) {
    throw new Error(
      `Expected PostgreSQL 16 or newer; the database is version ${Math.floor(before.version / 10_000)}. ` +
        'Upgrade it, or unset DATABASE_URL to use the embedded one.',
    );
  }
  if (!before.exists) await attempt(dataSource, before.login, `CREATE ROLE ${SERVER_ROLE} NOLOGIN`);
  const made = await standingOf(dataSource);
  if (made.isUnbound) {
    throw new Error(
      `Expected a role ${SERVER_ROLE} that row-level security holds; it is a superuser or may bypass it. ` +
        `As an administrator of the database: ALTER ROLE ${SERVER_ROLE} NOSUPERUSER NOBYPASSRLS;`,
    );
  }
  if (!made.mayBecome) await attempt(dataSource, made.login, grantTo(made.login));
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Its user becomes the role where it says so, and has none of its rights before: it is the owner. */
const grantTo = (login: string): string => `GRANT ${SERVER_ROLE} TO ${quoted(login)} WITH INHERIT FALSE, SET TRUE`;

async function attempt(dataSource: DataSource, login: string, statement: string): Promise<void> {
  try {
    await dataSource.query(statement);
  } catch (error) {
    const { code } = (error as { driverError?: DatabaseError }).driverError ?? {};
    if (code !== undefined && MADE_MEANWHILE.includes(code)) return;
    if (code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new Error(
      `Expected that the database's user ${login} may work as the role ${SERVER_ROLE}; it may neither make it nor ` +
        `become it. Once, as an administrator of the database: CREATE ROLE ${SERVER_ROLE} NOLOGIN; ${grantTo(login)};`,
      { cause: error },
    );
  }
}
