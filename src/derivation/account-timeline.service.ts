import type { Instant, Zone } from '../classification/calendar.js';
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

/** The history of an account with the rules that apply to it. Every result is computed on first use and kept. */
export class AccountTimeline {
  private computed: Steps<RelationshipState> | undefined;
  private readonly judged = new Map<Policy, readonly JudgedCriterion[]>();

  constructor(
    readonly history: History,
    readonly rules: Rules,
  ) {}

  /** The relationship at every instant. Evidence at a single instant costs less: see `findingsAt`. */
  get relationshipStates(): Steps<RelationshipState> {
    this.computed ??= relationshipStates(this.history, this.rules, this.judge);
    return this.computed;
  }

  /** Returns the findings for the criteria of a policy at an instant, and until when they are valid. */
  findingsAt(policy: Policy, at: Instant): Findings {
    return findingsAt(this.judge(policy), at);
  }

  assessAt(at: Instant): Assessment {
    return new Assessment(
      () => valueAt(this.relationshipStates, at),
      () => {
        const policy = valueAt(policyInForce(this.rules.policies), at);
        return evidenceFrom(policy, this.findingsAt(policy, at), at, this.rules.zone);
      },
      this.rules.zone,
    );
  }

  private judge = (policy: Policy): readonly JudgedCriterion[] => {
    const criteria = this.judged.get(policy) ?? judgeCriteria(this.history, policy, this.rules);
    this.judged.set(policy, criteria);
    return criteria;
  };
}

/** The part of a relationship state that an assessment needs. */
export type AssessedState = Pick<RelationshipState, 'type' | 'policy' | 'met' | 'isPaying'>;

/** The relationship of an account, or of a hypothetical history, at one instant. Computed lazily. */
export class Assessment {
  private computed: Evidence[] | undefined;

  constructor(
    private readonly findState: () => AssessedState,
    private readonly findEvidence: () => Evidence[],
    /** The time zone in which its dates are shown. */
    readonly zone: Zone,
  ) {}

  get state(): AssessedState {
    return this.findState();
  }

  /** One item per criterion, in the policy's order. */
  get evidence(): Evidence[] {
    this.computed ??= this.findEvidence();
    return this.computed;
  }

  get score(): number {
    return scorerOf(this.state.policy).score(this.state.met);
  }

  /** The evidence for the unmet criteria with the least total weight that would satisfy the policy. */
  get missing(): Evidence[] {
    const path = lightestPath(this.state.policy, this.state.met) ?? 0;
    return this.evidence.filter((_, i) => contains(path, i));
  }
}
