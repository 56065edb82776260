import { performance } from 'node:perf_hooks';

/** Long enough for a machine that runs much else, so that only a hang fails. */
export const GENEROUS_MS = 60_000;
const PAUSE_MS = 10;

/** The timer of the machine, also where a test fakes timers. */
const startTimer = setTimeout;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => void startTimer(resolve, ms));

/** Waits until something is so, and returns after how many milliseconds it was. Fails once that takes too long. */
export async function waitUntil(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = GENEROUS_MS,
): Promise<number> {
  const start = performance.now();
  while (!(await isSo())) {
    if (performance.now() - start > withinMs)
      throw new Error(`Expected within ${withinMs} ms: ${what}; it was not so.`);
    await pause(PAUSE_MS);
  }
  return performance.now() - start;
}
