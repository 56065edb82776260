import { setFlagsFromString } from 'node:v8';
import type { Config } from '../config/config.js';
import { openDatabase } from '../composition/open-database.js';

/** How long requests in progress may take to finish after the process is told to stop. */
const STOP_TIMEOUT_MS = 10_000;

/** V8 memory settings for a server that executes the same few operations over and over. */
const V8_FLAGS = [
  // The heap may grow by 50 % of the live size before the next major garbage collection. By default V8 lets it grow up to
  // fourfold: 518 MB of process memory under sixteen concurrent imports, compared with 249 MB with this flag.
  '--heap-growing-percent=50',
  // With pretenuring V8 allocates objects that often survived, as rows do under load, directly in the old generation, and
  // keeps everything they refer to until the next major collection. That took half of the time of a page.
  '--no-allocation-site-pretenuring',
];

/** npm forwards Ctrl-C to a process that already got it. A second signal within this time is that copy. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Starts the database while the API's modules load, which takes about as long. The modules are imported only here, because
 * the other commands do not need them and take half the time without.
 */
async function start(config: Config, stopping: AbortSignal): Promise<() => Promise<void>> {
  const [database, api] = await Promise.all([openDatabase(config), import('./start.js')]);
  return api.start(config, database, stopping);
}

/** Runs the server until the process is told to stop. */
export async function serve(config: Config): Promise<void> {
  V8_FLAGS.forEach(setFlagsFromString);
  const stopping = new AbortController();
  const starting = start(config, stopping.signal);
  let stoppingSince: number | undefined;
  const ignoreAbort = (error: unknown): void => {
    if (error !== stopping.signal.reason) throw error;
  };
  const shutDown = (): void => {
    if (stoppingSince !== undefined) {
      // A second signal skips the wait for requests in progress.
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    stopping.abort();
    void starting
      .then((stop) => stop(), ignoreAbort)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`clientele: stopped with an error: ${String(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', shutDown);
  process.on('SIGTERM', shutDown);
  await starting.catch(ignoreAbort);
}
