// A process of ours that uses the embedded server: says the url on its output, leaves when its input ends.
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';

const server = await startEmbeddedPostgres({ dataDirectory: process.argv[2]!, settings: { fsync: 'off' } });
process.stdout.write(`${server.url}\n`);
process.stdin.once('end', () => {
  void server.release().then(() => process.stdout.write('released\n'));
});
process.stdin.resume();
