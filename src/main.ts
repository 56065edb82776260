import { start } from './cli/start.js';
import type { Config } from './config.js';

/** How long requests under way may take to end once the process is told to stop. */
const STOP_TIMEOUT_MS = 10_000;

/** Runs the server until the process is told to stop. */
export async function serve(config: Config): Promise<void> {
  const starting = start(config);
  let isStopping = false;
  const shutDown = (): void => {
    // A second signal does not wait for the first one's drain.
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    void starting
      .then((stop) => stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGINT', shutDown);
  process.on('SIGTERM', shutDown);
  await starting;
}
