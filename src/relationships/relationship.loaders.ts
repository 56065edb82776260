import DataLoader from 'dataloader';
import type { Instant } from '../classification/calendar.js';
import { evidenceFrom } from '../classification/evidence.js';
import { periodsOf as periodsOfStates, type Rules } from '../classification/timeline.js';
import { indexBy } from '../database/grouping.js';
import type { RequestContext } from '../graphql/context.js';
import { loaderOfGroups } from '../graphql/loader.js';
import { recordDeleted, stillThere } from '../graphql/record-deleted.js';
import { refuse, UserErrorCode } from '../graphql/user-error.js';
import { mapMaybePromise, type MaybePromise } from '../graphql/maybe-promise.js';
import { allPolicies, publishedPolicy } from '../policies/policy.loaders.js';
import { planRows } from '../plans/plan.loaders.js';
import { currency } from '../money/currency.loaders.js';
import { Assessment, AccountTimeline } from '../derivation/account-timeline.service.js';
import { readFindings } from '../derivation/findings.service.js';
import { loadHistories, type AccountHistory } from '../derivation/history.service.js';
import { selectPeriodsOfAccounts, type PeriodRow } from '../derivation/period.sql.js';
import { selectRelationshipsNow, type RelationshipNowRow, type RevenueNow } from '../derivation/account-now.sql.js';
import { workspaceZone } from '../derivation/zone.loaders.js';
import { zoneAt } from '../derivation/zone.service.js';
import { rulesUpTo, toRules } from '../derivation/rules.service.js';

const MAX_INSTANTS = 50;

/** An account to classify, and the latest policy rolled out to it. */
export interface ClassifiedAccount {
  uuid: string;
  policyVersion: number;
  /** The stored current relationship, if the statement that read the account also read it. */
  storedRelationship: RelationshipNowRow | null;
  /** Whether the account has been erased; its history is empty. */
  isErased: boolean;
}

/** Tells whether a stored row is valid at an instant. */
export const isValidAt = (
  { computedAt, validUntil }: Pick<RevenueNow, 'computedAt' | 'validUntil'>,
  at: Instant,
): boolean => computedAt <= at && at < validUntil;

/** Returns the stored relationship of an account if the instant is now and the stored row is valid; otherwise null. */
export function storedRelationshipAt(
  context: RequestContext,
  { uuid, storedRelationship, isErased }: ClassifiedAccount,
  at: Instant,
): MaybePromise<RelationshipNowRow | null> {
  if (at !== context.scope.now || isErased) return null;
  return storedRelationship && isValidAt(storedRelationship, at)
    ? storedRelationship
    : context.the(relationshipNow).load(uuid);
}

/** Each account has a stored row. */
const relationshipNow = ({ scope }: RequestContext): DataLoader<string, RelationshipNowRow | null> =>
  new DataLoader<string, RelationshipNowRow | null>(async (ids) => {
    const rows = indexBy(await scope.run(selectRelationshipsNow, ids), ({ accountId }) => accountId);
    return ids.map((id) => {
      const row = rows.get(id);
      if (!row) return recordDeleted('the account');
      return isValidAt(row, scope.now) ? row : null;
    });
  });

const periodsById = loaderOfGroups(selectPeriodsOfAccounts, ({ accountId }) => accountId);

/** Returns the periods of an account, oldest first. Together they cover all of time. */
export async function periodsOf(context: RequestContext, account: ClassifiedAccount): Promise<readonly PeriodRow[]> {
  if (account.isErased) return periodsOfStates((await context.the(timelineOfAccount).load(account)).relationshipStates);
  const periods = await context.the(periodsById).load(account.uuid);
  stillThere(periods[0], 'the account');
  return periods;
}

const historyOfAccount = (context: RequestContext): DataLoader<string, AccountHistory> =>
  new DataLoader((ids) => loadHistories(context.scope, ids, context.the(workspaceZone)));

export const workspaceRules = async (context: RequestContext): Promise<Rules> =>
  toRules(
    ...(await Promise.all([
      context.the(allPolicies),
      context.the(planRows),
      context.the(currency),
      context.the(workspaceZone),
    ])),
  );

/** Loads the history of an account with the rules that apply to it. */
export const timelineOfAccount = (context: RequestContext): DataLoader<ClassifiedAccount, AccountTimeline, string> =>
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

/** Assesses an account now, from the stored evidence; from the account's history if the stored evidence has expired. */
export function assessmentNow(context: RequestContext, account: ClassifiedAccount): MaybePromise<Assessment> {
  const { now } = context.scope;
  const fromHistory = async (): Promise<Assessment> =>
    (await context.the(timelineOfAccount).load(account)).assessAt(now);
  return mapMaybePromise(storedRelationshipAt(context, account, now), (stored) => {
    if (!stored?.evidence) return fromHistory();
    const findings = readFindings(stored.evidence);
    if (now >= findings.until) return fromHistory();
    const { type, currentPolicyVersion } = stored;
    const { met, isPaying } = findings;
    return mapMaybePromise(publishedPolicy(context, currentPolicyVersion), (policy) =>
      mapMaybePromise(
        zoneAt(context.scope, stored.workspaceRevision),
        (zone) =>
          new Assessment(
            () => ({ type, policy, met, isPaying }),
            () => evidenceFrom(policy, findings, now, zone),
            zone,
          ),
      ),
    );
  });
}

/** Counts the distinct instants of an operation, and refuses the operation if there are too many. */
export const instantLimiter = (): ((asOf: number) => void) => {
  const instants = new Set<number>();
  return (asOf) => {
    if (instants.add(asOf).size > MAX_INSTANTS) {
      refuse(UserErrorCode.TOO_MANY, ['asOf'], `Expected at most ${MAX_INSTANTS} different instants in one operation.`);
    }
  };
};
