import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { UnsafeConnection } from '../database/connection-check.js';
import { makeDataSource } from './data-source.js';
import { resolveDataDirectory, startEmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { migrate } from '../database/migrate.js';

export interface Database {
  url: string;
  /** What serves requests and jobs: it sees the workspace that it has entered. */
  dataSource: DataSource;
  /** What creates, lists and deletes workspaces: it sees all of them. */
  operator: DataSource;
  isEmbedded: boolean;
  /** Where what belongs to this installation is kept, the embedded database among it. */
  dataDirectory: string;
  close: () => Promise<void>;
}

/** Connects to the database that the configuration names, or to the embedded one, and brings it up to date. */
export async function openDatabase(config: Config): Promise<Database> {
  const dataDirectory = resolveDataDirectory(config.dataDirectory);
  const embedded = config.databaseUrl ? null : await startEmbeddedPostgres({ dataDirectory });
  const url = config.databaseUrl ?? embedded!.url;
  const operator = makeDataSource(url, 'operator');
  const dataSource = makeDataSource(url, 'server');
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
  return { url, dataSource, operator, isEmbedded: embedded !== null, dataDirectory, close };
}

async function connect(dataSource: DataSource, config: Config): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    if (!config.databaseUrl) throw error;
    // The password must not reach a terminal or a log.
    const { hostname, port, pathname } = new URL(config.databaseUrl);
    const place = `${hostname}:${port || '5432'}${pathname}`;
    if (error instanceof UnsafeConnection)
      throw new Error(`Cannot use the database at ${place}. ${error.message}`, { cause: error });
    const reason = error instanceof Error && error.message ? error.message : String((error as { code?: string }).code);
    throw new Error(
      `Cannot use the database at ${place} (${reason}); ` +
        'start it, correct DATABASE_URL, or unset it to use the embedded one.',
      { cause: error },
    );
  }
}
