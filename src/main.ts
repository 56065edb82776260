import { start } from './cli/start.js';
import type { Config } from './config.js';

/** How long requests under way may take to end once the process is told to stop. */
const STOP_TIMEOUT_MS = 10_000;

/** npm passes Ctrl-C on to a process that got it already: the copy is no second wish. */
const SAME_SIGNAL_MS = 1_000;

/** Runs the server until the process is told to stop. */
export async function serve(config: Config): Promise<void> {
  const starting = start(config);
  let stoppingSince: number | undefined;
  const shutDown = (): void => {
    if (stoppingSince !== undefined) {
      // Who asks again does not want to wait for the drain.
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    void starting
      .then((stop) => stop())
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
  await starting;
}
