import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** How many trials under faults a long run takes, of those that are cheapest; a few of each unless given. */
const LONG_RUN = process.env.CLIENTELE_FAULT_TRIALS;

/** Whether there is time for what takes minutes. */
export const isLongRun = LONG_RUN !== undefined;

/** The number of trials: `few` of them, or this share of a long run. */
export const trialsOf = (few: number, share = 1): number =>
  LONG_RUN === undefined ? few : Math.ceil(Number(LONG_RUN) * share);

/** What may differ from trial to trial; the same seed draws the same. */
export class Draw {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number, from `least` to `most`. */
  number = (least: number, most: number): number => uniformInt(this.#generator, least, most);

  one = <Choice>(choices: readonly Choice[]): Choice => choices[this.number(0, choices.length - 1)]!;
}

/** Tries one after the other, each with a draw of its own; what fails is told with what was drawn. */
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
