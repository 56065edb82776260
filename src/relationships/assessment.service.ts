import type { Instant } from '../classification/calendar.js';
import { evidenceAt, lightestPath, type Evidence } from '../classification/evidence.js';
import type { History } from '../classification/history.js';
import { contains, scorerOf } from '../classification/policy.js';
import { valueAt, type Steps } from '../classification/steps.js';
import { standings, type Rules, type Standing } from '../classification/timeline.js';

/** A history and what judges it, as the kernel takes them, and how it stands at every instant. */
export interface Case {
  history: History;
  rules: Rules;
  standings: Steps<Standing>;
}

export const judge = (history: History, rules: Rules): Case => ({
  history,
  rules,
  standings: standings(history, rules),
});

/** How a case stands at one instant. */
export class Assessment {
  readonly standing: Standing;
  private made: Evidence[] | undefined;

  constructor(
    readonly judged: Case,
    readonly asOf: Instant,
  ) {
    this.standing = valueAt(judged.standings, asOf);
  }

  /** One piece per criterion, in the policy's order. */
  get evidence(): Evidence[] {
    const { history, rules } = this.judged;
    this.made ??= evidenceAt(history, this.standing.policy, rules, this.asOf);
    return this.made;
  }

  get score(): number {
    return scorerOf(this.standing.policy).score(this.standing.met);
  }

  /** The evidence of the lightest set of unmet criteria that would make a client. */
  get missing(): Evidence[] {
    const path = lightestPath(this.standing.policy, this.standing.met) ?? 0;
    return this.evidence.filter((_, i) => contains(path, i));
  }
}
