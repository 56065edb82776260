import type { Instant } from '../classification/calendar.js';
import { evidenceAt, lightestPath, type Evidence } from '../classification/evidence.js';
import type { History } from '../classification/history.js';
import { contains, policyInForce, scorerOf } from '../classification/policy.js';
import { valueAt, type Steps } from '../classification/steps.js';
import { standings, type Rules, type Standing } from '../classification/timeline.js';

/** A history and what judges it, as the kernel takes them. */
export class Case {
  private made: Steps<Standing> | undefined;

  constructor(
    readonly history: History,
    readonly rules: Rules,
  ) {}

  /** How it stands at every instant: worked out when it is first asked for, since evidence of one needs less. */
  get standings(): Steps<Standing> {
    this.made ??= standings(this.history, this.rules);
    return this.made;
  }
}

/** How a case stands at one instant. */
export class Assessment {
  private made: Evidence[] | undefined;

  constructor(
    readonly judged: Case,
    readonly asOf: Instant,
  ) {}

  get standing(): Standing {
    return valueAt(this.judged.standings, this.asOf);
  }

  /** One piece per criterion, in the policy's order. */
  get evidence(): Evidence[] {
    const { history, rules } = this.judged;
    this.made ??= evidenceAt(history, valueAt(policyInForce(rules.policies), this.asOf), rules, this.asOf);
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
