import type { Instant } from '../classification/calendar.js';
import {
  blockRuleChanges,
  checkAccount,
  lockAccountsOf,
  mergeAccount,
  storeAccounts,
} from '../accounts/account.service.js';
import type { AccountRow } from '../accounts/account.sql.js';
import { indexBy } from '../database/grouping.js';
import { planForMany } from '../database/planning.js';
import type { Sql } from '../database/statement.js';
import { outcomeOf, type Merged, type Outcome } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import { problemOfExpectedUpdatedAt } from '../graphql/optimistic-lock.js';
import type { Currency } from '../money/money.type.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import {
  findInteractions,
  mergeInteraction,
  readInteractionDetails,
  storeInteractions,
} from '../interactions/interaction.service.js';
import { checkMember, lockMembersOf, memberIdsOf, mergeMember, storeMembers } from '../members/member.service.js';
import { checkPlan, lockPlansOf, mergePlan, problemOfOffer, storePlans } from '../plans/plan.service.js';
import { applyRates, holdCurrencies } from '../derivation/applied-rates.service.js';
import { changeFacts } from '../derivation/change-facts.service.js';
import type { FactWriter } from '../derivation/fact-writer.service.js';
import { ChangeCause } from '../derivation/relationship-change.entity.js';
import { lockRules } from '../derivation/rollout.service.js';
import { loadZone } from '../derivation/zone.service.js';
import { readExchangeRate } from '../exchange-rates/exchange-rate-check.service.js';
import { storeExchangeRates } from '../exchange-rates/exchange-rate.service.js';
import type { InputCheck } from '../graphql/input-check.js';
import type { ExchangeRateRow } from '../money/exchange-rate.sql.js';
import { countTouching } from '../subscriptions/import-subscription.service.js';
import { findSubscriptions, storeSubscriptions } from '../subscriptions/subscription.service.js';
import { mayAct, Role } from '../graphql/role.js';
import { loadCurrency } from '../money/currency.service.js';
import { problemOfCurrency } from '../money/exchange-rates.service.js';
import { lockUsageOf, mergeUsage, readUsage, storeUsage, type UsageDetails } from '../usage/usage.service.js';
import type { ExchangeRateImport, ImportInput, MemberImport, PlanImport, UsageImport } from './import.inputs.js';
import {
  mergeSubscriptions,
  readSubscription,
  refuseUnknownCurrencies,
  requirePlans,
  type SubscriptionSet,
} from './import-subscriptions.service.js';
import { noticeOfTouching, type ImportPayload } from './import.type.js';
import { BY_CURRENCY_AND_DAY, RecordSet } from './record-set.service.js';

export const MAX_RECORDS = 1_000;

/** Counts the records of all kinds in an import. */
export const countRecords = ({
  plans,
  exchangeRates,
  members,
  accounts,
  subscriptions,
  interactions,
  usage,
}: ImportInput): number =>
  [plans, exchangeRates, members, accounts, subscriptions, interactions, usage].reduce(
    (sum, records) => sum + (records?.length ?? 0),
    0,
  );

/**
 * Imports up to 1,000 records in one transaction. A record that is refused, including for lack of a role, does not
 * prevent the others from being recorded.
 */
export function importRecords(scope: WorkspaceScope, input: ImportInput, role: Role): Promise<ImportPayload> {
  const count = countRecords(input);
  if (count > MAX_RECORDS) {
    refuse(
      UserErrorCode.TOO_MANY,
      [],
      `Expected at most ${MAX_RECORDS} records in one call; got ${count}. Split them into several calls.`,
    );
  }
  return scope.write(async (sql) => {
    const [currency] = await Promise.all([loadCurrency(sql), sql.run(planForMany)]);
    return new Import(sql, scope, role, currency).run(input);
  });
}

/**
 * One import. It processes one kind of record after the other, so that a record is stored before the records that refer
 * to it.
 */
class Import {
  private readonly outcomes: Record<Outcome, number> = { created: 0, updated: 0, unchanged: 0 };

  constructor(
    private readonly sql: Sql,
    private readonly scope: WorkspaceScope,
    private readonly role: Role,
    private readonly currency: Currency,
  ) {}

  async run(input: ImportInput): Promise<ImportPayload> {
    const plans = new RecordSet('plans', input.plans ?? [], (check, field, record) => {
      this.requireAdmin(check, field, 'a plan', 'the plans');
      checkPlan(check, field, record);
    });
    const rates = new RecordSet(
      'exchangeRates',
      input.exchangeRates ?? [],
      (check, field, record: ExchangeRateImport) => {
        this.requireAdmin(check, field, 'an exchange rate', 'the rates');
        return readExchangeRate(check, field, record, this.currency);
      },
      BY_CURRENCY_AND_DAY,
    );
    const members = new RecordSet('members', input.members ?? [], checkMember);
    const accounts = new RecordSet('accounts', input.accounts ?? [], checkAccount);
    const subscriptions = new RecordSet('subscriptions', input.subscriptions ?? [], (check, field, record) =>
      readSubscription(check, field, record, this.currency),
    );
    const interactions = new RecordSet('interactions', input.interactions ?? [], (check, field, record) =>
      readInteractionDetails(check, field, record, this.currency, this.scope.now),
    );

    const usage = new RecordSet('usage', input.usage ?? [], (check, field, record) =>
      readUsage(check, field, record, this.currency),
    );

    await this.recordPlans(plans);
    await this.recordExchangeRates(rates);
    await this.recordMembers(members);
    const memberIds = await memberIdsOf(this.sql, [
      ...accounts.candidates.map(({ record }) => record.successManagerExternalId),
      ...interactions.candidates.map(({ record }) => record.memberExternalId),
    ]);
    accounts.refuseWhere(({ record }) =>
      unknownMember(record.successManagerExternalId, memberIds, 'successManagerExternalId'),
    );
    const sellsItems = subscriptions.candidates.some(({ record }) => record.phases.some(({ items }) => items));
    if (accounts.candidates.length > 0 || sellsItems) await blockRuleChanges(this.sql);
    const lock = (): Promise<AccountRow[]> =>
      lockAccountsOf(this.sql, [
        ...accounts.candidates.map(({ record }) => record.externalId),
        ...subscriptions.candidates.map(({ record }) => record.accountExternalId),
        ...interactions.candidates.map(({ record }) => record.accountExternalId),
        ...usage.candidates.map(({ record }) => record.accountExternalId),
      ]);
    await changeFacts(this.scope.within(this.sql), lock, ChangeCause.RECORD, async (facts, existing) => {
      const accountIds = await this.recordAccounts(facts, accounts, existing, memberIds);
      await this.recordSubscriptions(facts, subscriptions, accountIds);
      await this.recordInteractions(facts, interactions, accountIds, memberIds);
      await this.recordUsage(usage, accountIds);
    });

    // After the last lock of accounts, whose current state it locks.
    if (rates.candidates.length > 0) await applyRates(this.sql, this.scope.now);

    const zone = await loadZone(this.sql);
    const touching = subscriptions.candidates.reduce((sum, { draft }) => sum + countTouching(draft.phases, zone), 0);
    const sets = [plans, rates, members, accounts, subscriptions, interactions, usage];
    const total = (of: (set: (typeof sets)[number]) => number): number => sets.reduce((sum, set) => sum + of(set), 0);
    return {
      ...this.outcomes,
      // The first of equal copies is what the others would have recorded.
      unchanged: this.outcomes.unchanged + total(({ repeated }) => repeated),
      refused: total(({ refused }) => refused),
      userErrors: sets.flatMap(({ errors }) => errors),
      userErrorCount: total(({ errorCount }) => errorCount),
      notices: touching > 0 ? [noticeOfTouching(touching)] : [],
    };
  }

  private count(merged: readonly Merged<unknown>[]): void {
    for (const one of merged) this.outcomes[outcomeOf(one)]++;
  }

  private async recordPlans(plans: RecordSet<PlanImport, void>): Promise<void> {
    const existing = await lockPlansOf(
      this.sql,
      plans.candidates.map(({ record }) => record.externalId),
    );
    plans.refuseWhere(({ record }) => notAsExpected('plan', record, existing.get(record.externalId)));
    const merge = (record: PlanImport) => mergePlan(record, existing.get(record.externalId), this.scope.now);
    plans.refuseWhere(({ record }) => {
      const problem = problemOfOffer(merge(record).after);
      return problem === null ? null : [['offeredUntil'], UserErrorCode.INVALID, problem];
    });
    const merged = plans.candidates.map(({ record }) => merge(record));
    await storePlans(this.sql, this.scope.now, merged);
    this.count(merged);
  }

  private requireAdmin(check: InputCheck, field: FieldPath, one: string, all: string): void {
    if (mayAct(this.role, Role.ADMIN)) return;
    const message = `Expected a key with the role ADMIN to import ${one}; this one has ${this.role}. Omit ${all}, or ask an admin of the workspace.`;
    check.add(UserErrorCode.FORBIDDEN, field, message);
  }

  private async recordExchangeRates(rates: RecordSet<ExchangeRateImport, ExchangeRateRow>): Promise<void> {
    if (rates.candidates.length === 0) return;
    await lockRules(this.sql);
    this.count(
      await storeExchangeRates(
        this.sql,
        this.scope.now,
        rates.candidates.map(({ draft }) => draft),
      ),
    );
  }

  private async recordMembers(members: RecordSet<MemberImport, void>): Promise<void> {
    const existing = await lockMembersOf(
      this.sql,
      members.candidates.map(({ record }) => record.externalId),
    );
    members.refuseWhere(({ record }) => notAsExpected('member', record, existing.get(record.externalId)));
    const merged = members.candidates.map(({ record }) =>
      mergeMember(record, existing.get(record.externalId), this.scope.now),
    );
    await storeMembers(this.sql, this.scope.now, merged);
    this.count(merged);
  }

  /** Records accounts. Returns the stored ids of recorded and of locked existing accounts, by external id. */
  private async recordAccounts(
    facts: FactWriter,
    accounts: RecordSet<NonNullable<ImportInput['accounts']>[number], void>,
    existing: readonly AccountRow[],
    memberIds: Map<string, string>,
  ): Promise<Map<string, string>> {
    const before = indexBy(existing, ({ externalId }) => externalId!);
    accounts.refuseWhere(({ record }) => notAsExpected('account', record, before.get(record.externalId)));
    const merged = accounts.candidates.map(({ record: { successManagerExternalId, ...draft } }) =>
      mergeAccount(
        { ...draft, successManagerId: memberIdOf(successManagerExternalId, memberIds) },
        before.get(draft.externalId),
        this.scope.now,
      ),
    );
    await storeAccounts(facts, this.scope.now, merged);
    this.count(merged);
    return new Map([...existing, ...merged.map(({ after }) => after)].map(({ id, externalId }) => [externalId!, id]));
  }

  private async recordSubscriptions(
    facts: FactWriter,
    subscriptions: SubscriptionSet,
    accountIds: Map<string, string>,
  ): Promise<void> {
    subscriptions.refuseWhere(({ record }) => unknownAccount(record.accountExternalId, accountIds));
    const planIds = await requirePlans(this.sql, subscriptions);
    await refuseUnknownCurrencies(this.sql, subscriptions, this.currency);
    const existing = await findSubscriptions(
      this.sql,
      subscriptions.candidates.map(({ record }) => record.externalId),
    );
    subscriptions.refuseWhere(({ record }) =>
      otherAccount(existing.get(record.externalId)?.accountId, accountIds.get(record.accountExternalId)),
    );
    subscriptions.refuseWhere(({ record }) => notAsExpected('subscription', record, existing.get(record.externalId)));
    const recorded = { accountIds, planIds, existing };
    const merged = await mergeSubscriptions(this.sql, subscriptions, recorded, this.scope.now, this.currency);
    await storeSubscriptions(facts, this.scope.now, merged);
    this.count(merged);
  }

  private async recordInteractions(
    facts: FactWriter,
    interactions: RecordSet<
      NonNullable<ImportInput['interactions']>[number],
      ReturnType<typeof readInteractionDetails>
    >,
    accountIds: Map<string, string>,
    memberIds: Map<string, string>,
  ): Promise<void> {
    interactions.refuseWhere(({ record }) => unknownAccount(record.accountExternalId, accountIds));
    interactions.refuseWhere(({ record }) => unknownMember(record.memberExternalId, memberIds, 'memberExternalId'));
    const existing = await findInteractions(
      this.sql,
      interactions.candidates.map(({ record }) => record.externalId),
    );
    interactions.refuseWhere(({ record }) =>
      otherAccount(existing.get(record.externalId)?.accountId, accountIds.get(record.accountExternalId)),
    );
    interactions.refuseWhere(({ record }) => notAsExpected('interaction', record, existing.get(record.externalId)));
    const merged = interactions.candidates.map(({ record, draft }) =>
      mergeInteraction(
        {
          accountId: accountIds.get(record.accountExternalId)!,
          externalId: record.externalId,
          memberId: memberIdOf(record.memberExternalId, memberIds),
          details: draft,
        },
        existing.get(record.externalId),
        this.scope.now,
      ),
    );
    await storeInteractions(facts, this.scope.now, merged);
    this.count(merged);
  }

  private async recordUsage(
    usage: RecordSet<UsageImport, UsageDetails>,
    accountIds: Map<string, string>,
  ): Promise<void> {
    usage.refuseWhere(({ record }) => unknownAccount(record.accountExternalId, accountIds));
    const rated = await holdCurrencies(
      this.sql,
      usage.candidates.map(({ draft }) => draft.currencyCode),
    );
    usage.refuseWhere(({ draft }) => {
      const problem = problemOfCurrency(rated, draft.currencyCode);
      return problem === null ? null : [['amount', 'currencyCode'], UserErrorCode.NOT_FOUND, problem];
    });
    const existing = await lockUsageOf(
      this.sql,
      usage.candidates.map(({ record }) => record.externalId),
    );
    usage.refuseWhere(({ record }) =>
      otherAccount(existing.get(record.externalId)?.accountId, accountIds.get(record.accountExternalId)),
    );
    usage.refuseWhere(({ record }) => notAsExpected('usage record', record, existing.get(record.externalId)));
    const merged = usage.candidates.map(({ record, draft }) =>
      mergeUsage(accountIds.get(record.accountExternalId)!, draft, existing.get(record.externalId), this.scope.now),
    );
    await storeUsage(this.sql, this.scope.now, merged);
    this.count(merged);
  }
}

type Problem = readonly [FieldPath, UserErrorCode, string] | null;

/** Returns undefined to keep the member and null to clear it. */
const memberIdOf = (externalId: string | null | undefined, ids: Map<string, string>): string | null | undefined =>
  externalId === null || externalId === undefined ? externalId : ids.get(externalId);

const unknownMember = (externalId: string | null | undefined, ids: Map<string, string>, field: string): Problem =>
  externalId === null || externalId === undefined || ids.has(externalId)
    ? null
    : [
        [field],
        UserErrorCode.NOT_FOUND,
        `Expected the externalId of a member of this workspace or this call; no member has the externalId ${JSON.stringify(externalId)}.`,
      ];

const unknownAccount = (externalId: string, ids: Map<string, string>): Problem =>
  ids.has(externalId)
    ? null
    : [
        ['accountExternalId'],
        UserErrorCode.NOT_FOUND,
        `Expected the externalId of an account of this workspace or this call; no account has the externalId ${JSON.stringify(externalId)}.`,
      ];

const notAsExpected = (
  what: string,
  { expectedUpdatedAt }: { expectedUpdatedAt?: Instant | null },
  recorded: { updatedAt: Instant } | undefined,
): Problem => problemOfExpectedUpdatedAt(what, recorded, expectedUpdatedAt);

const otherAccount = (recorded: string | undefined, given: string | undefined): Problem =>
  recorded === undefined || recorded === given
    ? null
    : [
        ['accountExternalId'],
        UserErrorCode.CONFLICT,
        'Expected the account that the record was recorded with; a record cannot move to another account. Use another externalId for a new record.',
      ];
