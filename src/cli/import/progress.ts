import { Presets, SingleBar } from 'cli-progress';
import { count } from './layout.js';

/** How often a line of progress is written if the output is not a terminal. */
const LINE_INTERVAL_MS = 10_000;

export interface Progress {
  /** Shows the number of records done, and the share of the input that was read, if known. */
  show(records: number, share: number | undefined): void;
  stop(): void;
}

/** Shows a bar on a terminal, and a line every 10 s otherwise. */
export function showProgress(what: string, output: NodeJS.WriteStream = process.stderr): Progress {
  return output.isTTY ? bar(what, output) : lines(what, output);
}

function bar(what: string, stream: NodeJS.WriteStream): Progress {
  const format = (_: object, { progress }: { progress: number }, { records }: { records?: number }): string => {
    const width = 30;
    const full = Math.round(progress * width);
    const drawn =
      progress > 0 ? `${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(progress * 100)} %  ` : '';
    return `${what}  ${drawn}${count(records ?? 0)} records`;
  };
  const shown = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  shown.start(1, 0, { records: 0 });
  return {
    show: (records, share) => shown.update(share ?? 0, { records }),
    stop: () => shown.stop(),
  };
}

function lines(what: string, output: NodeJS.WriteStream): Progress {
  let shownAt = performance.now();
  return {
    show: (records, share) => {
      if (performance.now() - shownAt < LINE_INTERVAL_MS) return;
      shownAt = performance.now();
      output.write(
        `${what}: ${count(records)} records${share === undefined ? '' : `, ${Math.floor(share * 100)} % read`}\n`,
      );
    },
    stop: () => undefined,
  };
}
