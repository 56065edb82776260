import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The number of fault trials in a long run, for the cheapest kind. Default: a few of each kind. */
const LONG_RUN = process.env.CLIENTELE_FAULT_TRIALS;

/** Whether tests may take minutes. */
export const isLongRun = LONG_RUN !== undefined;

/** Returns the number of trials: `few`, or the given share of a long run. */
export const trialsOf = (few: number, share = 1): number =>
  LONG_RUN === undefined ? few : Math.ceil(Number(LONG_RUN) * share);

/** The random choices of a trial, reproducible from its seed. */
export class Draw {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Draws a whole number from `least` to `most`. */
  number = (least: number, most: number): number => uniformInt(this.#generator, least, most);

  one = <Choice>(choices: readonly Choice[]): Choice => choices[this.number(0, choices.length - 1)]!;
}

/** Runs trials one after the other, each with its own draw. A failure reports the draw. */
export async function inTrials(
  count: number,
  trial: (draw: Draw, noted: (what: unknown) => void) => Promise<void>,
): Promise<void> {
  for (let seed = 1; seed <= count; seed++) {
    let drawn: unknown;
    try {
      await trial(new Draw(seed), (what) => (drawn = what));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`Trial ${seed} of ${count}, ${JSON.stringify(drawn)}: ${reason}`, { cause: error });
    }
  }
}
