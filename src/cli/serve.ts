import { setFlagsFromString } from 'node:v8';
import type { Config } from '../config/config.js';
import { openDatabase } from '../composition/open-database.js';

/** How long requests under way may take to end once the process is told to stop. */
const STOP_TIMEOUT_MS = 10_000;

/** How V8 looks after memory: as a server needs it that answers the same few questions over and over. */
const V8_FLAGS = [
  // How much may be allocated beyond what is alive, in percent, before it is looked through for garbage. V8 would let it
  // grow to four times as much: 518 MB of process memory under sixteen imports at once, where this makes it 249.
  '--heap-growing-percent=50',
  // What survived under way often enough, as rows under load do, V8 allocates among what is old from then on, and all
  // that it refers to is kept until that is looked through: half of the time that a page took.
  '--no-allocation-site-pretenuring',
];

/** npm passes Ctrl-C on to a process that got it already: the copy is no second wish. */
const SAME_SIGNAL_MS = 1_000;

/**
 * The database starts while the API is loaded, which takes as long. Only here is it loaded: the other commands do
 * without, and answer in half the time.
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
      // Who asks again does not want to wait for the drain.
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
          process.stderr.write(`clientele: stopped, but not in order: ${String(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', shutDown);
  process.on('SIGTERM', shutDown);
  await starting.catch(ignoreAbort);
}
