import DataLoader from 'dataloader';
import type { Instant } from '../classification/calendar.js';
import { evidenceFrom } from '../classification/evidence.js';
import type { Rules } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import type { RequestContext } from '../graphql/context.js';
import { loaderOfGroups } from '../graphql/loader.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { allPolicies, publishedPolicy } from '../policies/policy.loaders.js';
import { planRows } from '../plans/plan.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { Assessment, AccountTimeline } from '../derivation/account-timeline.service.js';
import { readFindings } from '../derivation/findings.service.js';
import { loadHistories, type AccountHistory } from '../derivation/history.service.js';
import { selectPeriodsOfAccounts } from '../derivation/period.sql.js';
import { selectRelationshipsNow, type RelationshipNowRow, type RevenueNow } from '../derivation/account-now.sql.js';
import { rulesUpTo, toRules } from '../derivation/rules.service.js';

const MAX_INSTANTS = 50;

/** Whose relationship, and what may judge it: the policies rolled out to the account. */
export interface JudgedAccount {
  uuid: string;
  policyVersion: number;
  /** How it stands now, where that was read along with it. */
  standing: RelationshipNowRow | null;
}

/** Whether time has not passed by what is stored, and has reached it. */
export const isValidAt = ({ computedAt, validUntil }: RevenueNow, at: Instant): boolean =>
  computedAt <= at && at < validUntil;

/** How an account stands at an instant, where that is now, as most ask; null where what is stored does not hold then. */
export function standingAt(
  context: RequestContext,
  { uuid, standing }: JudgedAccount,
  at: Instant,
): MaybePromise<RelationshipNowRow | null> {
  if (at !== context.scope.now) return null;
  return standing && isValidAt(standing, at) ? standing : context.the(relationshipNow).load(uuid);
}

const relationshipNow = ({ scope }: RequestContext): DataLoader<string, RelationshipNowRow | null> =>
  new DataLoader(async (ids) => {
    const rows = indexBy(await scope.run(selectRelationshipsNow, ids), ({ accountId }) => accountId);
    return ids.map((id) => {
      const row = rows.get(id);
      return row && isValidAt(row, scope.now) ? row : null;
    });
  });

/** The stored periods of an account, oldest first. */
export const periodsOfAccount = loaderOfGroups(selectPeriodsOfAccounts, ({ accountId }) => accountId);

export const historyOfAccount = ({ scope }: RequestContext): DataLoader<string, AccountHistory> =>
  new DataLoader((ids) => loadHistories(scope, ids));

export const workspaceRules = async (context: RequestContext): Promise<Rules> =>
  toRules(...(await Promise.all([context.the(allPolicies), context.the(planRows), context.the(currency)])));

/** An account's history and what judges it. */
export const caseOf = (context: RequestContext): DataLoader<JudgedAccount, AccountTimeline, string> =>
  new DataLoader(
    async (accounts) => {
      const [rules, histories] = await Promise.all([
        context.the(workspaceRules),
        context.the(historyOfAccount).loadMany(accounts.map(({ uuid }) => uuid)),
      ]);
      return accounts.map(({ policyVersion }, i) => {
        const history = histories[i]!;
        return history instanceof Error ? history : new AccountTimeline(history, rulesUpTo(rules, policyVersion));
      });
    },
    { cacheKeyFn: ({ uuid }) => uuid },
  );

/** How an account stands now, with the evidence; found in its history where what is stored does not hold any more. */
export function assessmentNow(context: RequestContext, account: JudgedAccount): MaybePromise<Assessment> {
  const { now } = context.scope;
  const inHistory = async (): Promise<Assessment> => (await context.the(caseOf).load(account)).assessAt(now);
  return mapMaybePromise(standingAt(context, account, now), (standing) => {
    if (!standing?.evidence) return inHistory();
    const findings = readFindings(standing.evidence);
    if (now >= findings.until) return inHistory();
    const { type, currentPolicyVersion } = standing;
    const { met, isPaying } = findings;
    return mapMaybePromise(
      publishedPolicy(context, currentPolicyVersion),
      (policy) =>
        new Assessment(
          () => ({ type, policy, met, isPaying }),
          () => evidenceFrom(policy, findings, now),
        ),
    );
  });
}

/** Notes that the operation asks about an instant; refuses one that asks about too many. */
export const instantsAsked = (): ((asOf: number) => void) => {
  const instants = new Set<number>();
  return (asOf) => {
    if (instants.add(asOf).size > MAX_INSTANTS) {
      refuse(UserErrorCode.TOO_MANY, ['asOf'], `Expected at most ${MAX_INSTANTS} different instants in one operation.`);
    }
  };
};
