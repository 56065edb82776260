/** The prefix of the application names of our connections. A connection named MEMBER_NAME represents one process. */
export const APPLICATION_NAME = 'clientele';
export const MEMBER_NAME = 'clientele member';

/** An arbitrary key that nothing else uses in the database `postgres`, which members connect to. */
const LOCK = 7_226_003_518;

export const showDataDirectory = 'SHOW data_directory';

export const lockMembership = `SELECT pg_advisory_lock(${LOCK})`;
export const unlockMembership = `SELECT pg_advisory_unlock(${LOCK})`;

export const selectDatabase = `SELECT FROM pg_database WHERE datname = 'clientele'`;
export const createDatabase = 'CREATE DATABASE clientele';

export const countOthers = `
  SELECT count(*)::int AS connections, (count(*) FILTER (WHERE application_name = '${MEMBER_NAME}'))::int AS members
  FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND application_name LIKE '${APPLICATION_NAME}%' AND pid <> pg_backend_pid()`;

export const stopCounting = `SET application_name = 'leaving'`;
