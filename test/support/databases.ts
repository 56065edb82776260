import { randomUUID } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';

const names: string[] = [];

export async function queryOn<Row extends QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

const asAdmin = (statement: string): Promise<QueryResultRow[]> => queryOn(process.env.TEST_DATABASE_URL!, statement);

/** Creates a database on the tests' PostgreSQL, without a schema or as a clone of another one, and returns its URL. */
export async function newDatabase(template = 'template1'): Promise<string> {
  const name = `cli_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  names.push(name);
  const url = new URL(process.env.TEST_DATABASE_URL!);
  url.pathname = name;
  return url.href;
}

/** Drops the databases. Call it after all tests of a file, when no connection uses them. */
export async function dropDatabases(): Promise<void> {
  for (const name of names) await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}
