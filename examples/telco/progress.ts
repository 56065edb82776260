import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  advance(count: number): void;
  stop(): void;
}

/** A bar on a terminal, plain lines elsewhere. */
export function showProgress(what: string, total: number): Progress {
  if (!process.stderr.isTTY) {
    let done = 0;
    return {
      advance: (count) => console.error(`${what}: ${(done += count)} of ${total}`),
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({ format: `${what} {bar} {value} of {total}, {eta} s left` }, Presets.shades_classic);
  bar.start(total, 0);
  return { advance: (count) => bar.increment(count), stop: () => bar.stop() };
}
