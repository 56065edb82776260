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

/** The address of a new database on the tests' PostgreSQL: without even a schema, or a clone of another one. */
export async function newDatabase(template = 'template1'): Promise<string> {
  const name = `cli_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  names.push(name);
  const url = new URL(process.env.TEST_DATABASE_URL!);
  url.pathname = name;
  return url.href;
}

/** To be called after all tests of a file, when nobody uses them any more. */
export async function dropDatabases(): Promise<void> {
  for (const name of names) await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}
