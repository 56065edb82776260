import type { Instant } from '../classification/calendar.js';
import { evidenceFrom, findingsAt, lightestPath, type Evidence, type Findings } from '../classification/evidence.js';
import type { History } from '../classification/history.js';
import { contains, policyInForce, scorerOf, type Policy } from '../classification/policy.js';
import { valueAt, type Steps } from '../classification/steps.js';
import {
  judgeCriteria,
  relationshipStates,
  type JudgedCriterion,
  type Rules,
  type RelationshipState,
} from '../classification/timeline.js';

/** A history and what judges it, as the kernel takes them. Whatever is asked of it is worked out once. */
export class AccountTimeline {
  private computed: Steps<RelationshipState> | undefined;
  private readonly judged = new Map<Policy, readonly JudgedCriterion[]>();

  constructor(
    readonly history: History,
    readonly rules: Rules,
  ) {}

  /** How it stands at every instant. Evidence of one needs less. */
  get relationshipStates(): Steps<RelationshipState> {
    this.computed ??= relationshipStates(this.history, this.rules, this.judge);
    return this.computed;
  }

  /** What is found for the criteria of a policy at an instant, and until when that holds. */
  findingsAt(policy: Policy, at: Instant): Findings {
    return findingsAt(this.judge(policy), at);
  }

  assessAt(at: Instant): Assessment {
    return new Assessment(
      () => valueAt(this.relationshipStates, at),
      () => {
        const policy = valueAt(policyInForce(this.rules.policies), at);
        return evidenceFrom(policy, this.findingsAt(policy, at), at);
      },
    );
  }

  private judge = (policy: Policy): readonly JudgedCriterion[] => {
    const criteria = this.judged.get(policy) ?? judgeCriteria(this.history, policy, this.rules);
    this.judged.set(policy, criteria);
    return criteria;
  };
}

/** What is to be known of a standing to say more of it. */
export type Assessed = Pick<RelationshipState, 'type' | 'policy' | 'met' | 'isPaying'>;

/** How an account, or a history out of hand, stands at one instant; worked out when it is asked for. */
export class Assessment {
  private computed: Evidence[] | undefined;

  constructor(
    private readonly findStanding: () => Assessed,
    private readonly findEvidence: () => Evidence[],
  ) {}

  get standing(): Assessed {
    return this.findStanding();
  }

  /** One piece per criterion, in the policy's order. */
  get evidence(): Evidence[] {
    this.computed ??= this.findEvidence();
    return this.computed;
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
