import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { makeDataSource } from '../../src/composition/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { TEMPLATE_DATABASE } from './template.js';

const [folderOfRun] = process.argv.slice(2);
if (folderOfRun === undefined) throw new Error('Expected the folder to remove at the end.');

const dataDirectory = mkdtempSync(join(tmpdir(), 'clientele-test-'));
// If the tests run as root, the server runs as an unprivileged user, who must be able to enter the folder.
chmodSync(dataDirectory, 0o711);
const server = await startEmbeddedPostgres({
  dataDirectory,
  // The data does not outlive the run, so it does not have to survive a power failure.
  settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
});

const client = new pg.Client(server.url);
await client.connect();
await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
await client.end();
const dataSource = makeDataSource(server.url.replace('/clientele?', `/${TEMPLATE_DATABASE}?`), 'operator');
await dataSource.initialize();
await migrate(dataSource);
await dataSource.destroy();

process.once('disconnect', () => {
  void server
    .release()
    .finally(() => rmSync(folderOfRun, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
});
// Ctrl-C reaches the whole process group; this process ends only when the tests disconnect.
process.on('SIGINT', () => undefined);
process.send!(server.url);
