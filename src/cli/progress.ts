/** Reports the progress of a long task: `done` of `total` steps. */
export type Progress = (task: string, done: number, total: number) => void;

/** Shows progress on one line of a terminal, or as a new line every 10 % if the output is not a terminal. */
export function showProgress(output: NodeJS.WriteStream = process.stdout): Progress {
  let shownTenth = -1;
  return (task, done, total) => {
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    if (output.isTTY) {
      output.write(`\r${task}: ${percent} %${done === total ? '\n' : ''}`);
    } else if (Math.floor(percent / 10) > shownTenth) {
      shownTenth = Math.floor(percent / 10);
      output.write(`${task}: ${percent} %\n`);
    }
  };
}
