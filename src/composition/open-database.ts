import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { UnsafeConnection } from '../database/connection-check.js';
import { makeDataSource } from './data-source.js';
import {
  resolveDataDirectory,
  startEmbeddedPostgres,
  type SupervisedServer,
} from '../database/embedded/embedded-postgres.js';
import { migrate } from '../database/migrate.js';

export interface Database {
  url: string;
  /** For requests and jobs. Row-level security restricts it to the workspace of the current scope. */
  dataSource: DataSource;
  /** For commands that create, list and delete workspaces. It sees all of them. */
  operator: DataSource;
  /** Null if the database is not embedded. */
  embedded: SupervisedServer | null;
  /** The directory for the files of this installation, including the embedded database. */
  dataDirectory: string;
  close: () => Promise<void>;
}

/** Connects to the configured database, or starts the embedded one, and migrates it. */
export async function openDatabase(config: Config): Promise<Database> {
  const dataDirectory = resolveDataDirectory(config.dataDirectory);
  const embedded = config.databaseUrl ? null : await startEmbeddedPostgres({ dataDirectory });
  const url = config.databaseUrl ?? embedded!.url;
  const findOutage = (): Error | undefined => embedded?.outage;
  const operator = makeDataSource(url, 'operator', findOutage);
  const dataSource = makeDataSource(url, 'server', findOutage);
  const close = async (): Promise<void> => {
    for (const each of [dataSource, operator]) if (each.isInitialized) await each.destroy();
    await embedded?.release();
  };
  try {
    await connect(operator, config);
    await migrate(operator);
    await connect(dataSource, config);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, dataSource, operator, embedded, dataDirectory, close };
}

async function connect(dataSource: DataSource, config: Config): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    if (!config.databaseUrl) throw error;
    // The message must not contain the password of the URL.
    const { hostname, port, pathname } = new URL(config.databaseUrl);
    const address = `${hostname}:${port || '5432'}${pathname}`;
    if (error instanceof UnsafeConnection)
      throw new Error(`Cannot use the database at ${address}. ${error.message}`, { cause: error });
    const reason = error instanceof Error && error.message ? error.message : String((error as { code?: string }).code);
    throw new Error(
      `Cannot use the database at ${address} (${reason}). ` +
        'Start it, correct DATABASE_URL, or unset DATABASE_URL to use the embedded database.',
      { cause: error },
    );
  }
}
