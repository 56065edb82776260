import DataLoader from 'dataloader';
import type { Instant } from '../classification/calendar.js';
import { evidenceAt, lightestPath, type Evidence } from '../classification/evidence.js';
import { contains, scorerOf } from '../classification/policy.js';
import { valueAt, type Steps } from '../classification/steps.js';
import { standings, type Rules, type Standing } from '../classification/timeline.js';
import { groupBy } from '../database/grouping.js';
import type { RequestContext } from '../graphql/context.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { allPolicies } from '../policies/policy.loaders.js';
import { planRows } from '../plans/plan.loaders.js';
import { currency } from '../workspaces/workspace.loaders.js';
import { loadHistories, type AccountHistory } from './history.service.js';
import { selectPeriodsOfAccounts, type PeriodRow } from './period.sql.js';
import type { JudgedAccount, Relationship } from './relationship.type.js';
import { rulesUpTo, toRules } from './rules.service.js';

const MAX_INSTANTS = 50;

/** The stored periods of an account, oldest first. */
export const periodsOfAccount = ({ scope }: RequestContext): DataLoader<string, PeriodRow[]> =>
  new DataLoader(async (ids) => {
    const periods = groupBy(await scope.run(selectPeriodsOfAccounts, ids), ({ accountId }) => accountId);
    return ids.map((id) => periods.get(id) ?? []);
  });

export const historyOfAccount = ({ scope }: RequestContext): DataLoader<string, AccountHistory> =>
  new DataLoader((ids) => loadHistories(scope, ids));

export const workspaceRules = async (context: RequestContext): Promise<Rules> =>
  toRules(...(await Promise.all([context.the(allPolicies), context.the(planRows), context.the(currency)])));

/** An account's history and what judges it, as the kernel takes them. */
export interface Case {
  history: AccountHistory;
  rules: Rules;
  standings: Steps<Standing>;
}

export const caseOf = (context: RequestContext): DataLoader<JudgedAccount, Case, string> =>
  new DataLoader(
    async (accounts) => {
      const [rules, histories] = await Promise.all([
        context.the(workspaceRules),
        context.the(historyOfAccount).loadMany(accounts.map(({ uuid }) => uuid)),
      ]);
      return accounts.map(({ policyVersion }, i) => {
        const history = histories[i]!;
        if (history instanceof Error) return history;
        const judging = rulesUpTo(rules, policyVersion);
        return { history, rules: judging, standings: standings(history, judging) };
      });
    },
    { cacheKeyFn: ({ uuid }) => uuid },
  );

/** How an account stands at the instant of a relationship. */
export class Assessment {
  private made: Evidence[] | undefined;

  constructor(
    readonly judged: Case,
    readonly asOf: Instant,
    readonly standing: Standing,
  ) {}

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

export const assessmentOf = (context: RequestContext): DataLoader<Relationship, Assessment> =>
  new DataLoader(async (relationships) => {
    const cases = await context.the(caseOf).loadMany(relationships.map(({ account }) => account));
    return relationships.map(({ asOf }, i) => {
      const judged = cases[i]!;
      return judged instanceof Error ? judged : new Assessment(judged, asOf, valueAt(judged.standings, asOf));
    });
  });

/** Notes that the operation asks about an instant; refuses one that asks about too many. */
export const instantsAsked = (): ((asOf: number) => void) => {
  const instants = new Set<number>();
  return (asOf) => {
    if (instants.add(asOf).size > MAX_INSTANTS) {
      refuse(UserErrorCode.TOO_MANY, ['asOf'], `Expected at most ${MAX_INSTANTS} different instants in one operation.`);
    }
  };
};
