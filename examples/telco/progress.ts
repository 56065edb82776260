import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  show(done: number): void;
  stop(): void;
}

/** Shows a progress bar on a terminal, plain lines otherwise. */
export function showProgress(what: string, total: number): Progress {
  if (!process.stderr.isTTY) {
    return {
      show: (done) => console.error(`${what}: ${done} of ${total}`),
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({ format: `${what} {bar} {value} of {total}, {eta} s left` }, Presets.shades_classic);
  bar.start(total, 0);
  return { show: (done) => bar.update(done), stop: () => bar.stop() };
}
