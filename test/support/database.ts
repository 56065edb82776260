import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { makeDataSource } from '../../src/composition/data-source.js';
import { TEMPLATE_DATABASE } from './template.js';

export interface TestDatabase {
  url: string;
  /** Sees all workspaces, bypassing the server's row-level security. */
  dataSource: DataSource;
  /** The data source of a server. */
  served: DataSource;
  close: () => Promise<void>;
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client(process.env.TEST_DATABASE_URL);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Creates a database that contains only the schema, as a clone of the template. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  const url = process.env.TEST_DATABASE_URL!.replace('/clientele?', `/${name}?`);
  const dataSource = makeDataSource(url, 'operator');
  const served = makeDataSource(url, 'server');
  await dataSource.initialize();
  await served.initialize();
  return {
    url,
    dataSource,
    served,
    close: async () => {
      await served.destroy();
      await dataSource.destroy();
      await asAdmin(`DROP DATABASE ${name}`);
    },
  };
}
