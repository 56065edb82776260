import { performance } from 'node:perf_hooks';

/** Long enough on a busy machine, so that only a hang fails. */
export const GENEROUS_MS = 60_000;
const PAUSE_MS = 10;

/** The real timer, even if a test fakes timers. */
const startTimer = setTimeout;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => void startTimer(resolve, ms));

/** Waits until a condition holds, and returns after how many milliseconds. Fails if it does not hold in time. */
export async function waitUntil(
  condition: string,
  isMet: () => boolean | Promise<boolean>,
  withinMs = GENEROUS_MS,
): Promise<number> {
  const start = performance.now();
  while (!(await isMet())) {
    if (performance.now() - start > withinMs) throw new Error(`Expected within ${withinMs} ms that ${condition}.`);
    await pause(PAUSE_MS);
  }
  return performance.now() - start;
}
