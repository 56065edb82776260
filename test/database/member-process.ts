// A process that uses the embedded server. It prints the URL, and leaves the server when its standard input ends.
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';

const server = await startEmbeddedPostgres({ dataDirectory: process.argv[2]!, settings: { fsync: 'off' } });
process.stdout.write(`${server.url}\n`);
process.stdin.once('end', () => {
  void server.release().then(() => process.stdout.write('released\n'));
});
process.stdin.resume();
