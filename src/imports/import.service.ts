import {
  blockRuleChanges,
  checkAccount,
  lockAccountsOf,
  mergeAccount,
  problemOfAttributes,
  storeAccounts,
} from '../accounts/account.service.js';
import type { AccountRow } from '../accounts/account.sql.js';
import { planForMany } from '../database/planning.js';
import type { Sql } from '../database/statement.js';
import { outcomeOf, type Merged, type Outcome } from '../database/upsert.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
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
import type { RecordKey } from '../graphql/record-identity.js';
import { storeIdentities, withIdentities } from '../identities/identity-changes.service.js';
import { checkReference, checkRequiredReference, referenceIn } from '../identities/reference-fields.js';
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
import {
  accountIdOf,
  memberIdOf,
  notAsExpected,
  otherAccount,
  unknownAccount,
  unknownMember,
} from './import-references.service.js';
import { noticeOfTouching, type ImportPayload } from './import.type.js';
import { matchRecorded } from './recorded-matches.service.js';
import { currencyAndDayOf, externalIdOf, RecordSet, type Candidate } from './record-set.service.js';

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
      currencyAndDayOf,
    );
    const members = new RecordSet('members', input.members ?? [], checkMember);
    const accounts = new RecordSet('accounts', input.accounts ?? [], (check, field, record) => {
      checkReference(check, field, record, 'successManager');
      checkAccount(check, field, record);
    });
    const subscriptions = new RecordSet('subscriptions', input.subscriptions ?? [], (check, field, record) => {
      checkRequiredReference(check, field, record, 'account');
      return readSubscription(check, field, record, this.currency);
    });
    const interactions = new RecordSet('interactions', input.interactions ?? [], (check, field, record) => {
      checkRequiredReference(check, field, record, 'account');
      checkReference(check, field, record, 'member');
      return readInteractionDetails(check, field, record, this.currency, this.scope.now);
    });
    const readUsageRecord = (check: InputCheck, field: FieldPath, record: UsageImport): UsageDetails => {
      checkRequiredReference(check, field, record, 'account');
      return readUsage(check, field, record, this.currency);
    };
    const usage = new RecordSet('usage', input.usage ?? [], readUsageRecord, externalIdOf);

    await this.recordPlans(plans);
    await this.recordExchangeRates(rates);
    await this.recordMembers(members);
    const memberIds = await memberIdsOf(this.sql, [
      ...accounts.candidates.map(({ record }) => referenceIn(record, 'successManager')),
      ...interactions.candidates.map(({ record }) => referenceIn(record, 'member')),
    ]);
    accounts.refuseWhere(({ record }) => unknownMember(record, 'successManager', memberIds));
    const sellsItems = subscriptions.candidates.some(({ record }) => record.phases.some(({ items }) => items));
    if (accounts.candidates.length > 0 || sellsItems) await blockRuleChanges(this.sql);
    let existing = new Map<RecordKey, AccountRow>();
    const lock = async (): Promise<readonly AccountRow[]> => {
      const referring = [...subscriptions.candidates, ...interactions.candidates, ...usage.candidates];
      const locked = await lockAccountsOf(this.sql, [
        ...accounts.candidates.flatMap(({ keys }) => keys),
        ...referring.map(({ record }) => referenceIn(record, 'account')!),
      ]);
      existing = locked.byKey;
      return locked.rows;
    };
    await changeFacts(this.scope.within(this.sql), lock, ChangeCause.RECORD, async (facts) => {
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
      plans.candidates.flatMap(({ keys }) => keys),
    );
    const matchOf = await matchRecorded(this.sql, 'Plan', plans, existing);
    plans.refuseWhere((one) => notAsExpected('plan', one.record, matchOf(one).before));
    const merge = (one: Candidate<PlanImport, void>) => {
      const { before, identities } = matchOf(one);
      return withIdentities(mergePlan(draftOf(one.record), before, this.scope.now), identities);
    };
    plans.refuseWhere((one) => {
      const problem = problemOfOffer(merge(one).after);
      return problem === null ? null : [['offeredUntil'], UserErrorCode.INVALID, problem];
    });
    const merged = plans.candidates.map(merge);
    await storePlans(this.sql, this.scope.now, merged);
    await storeIdentities(this.sql, 'Plan', merged);
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
      members.candidates.flatMap(({ keys }) => keys),
    );
    const matchOf = await matchRecorded(this.sql, 'Member', members, existing);
    members.refuseWhere((one) => notAsExpected('member', one.record, matchOf(one).before));
    const merged = members.candidates.map((one) => {
      const { before, identities } = matchOf(one);
      return withIdentities(mergeMember(draftOf(one.record), before, this.scope.now), identities);
    });
    await storeMembers(this.sql, this.scope.now, merged);
    await storeIdentities(this.sql, 'Member', merged);
    this.count(merged);
  }

  /** Records accounts. Returns the stored ids of recorded and of locked existing accounts, by key. */
  private async recordAccounts(
    facts: FactWriter,
    accounts: RecordSet<NonNullable<ImportInput['accounts']>[number], void>,
    existing: ReadonlyMap<RecordKey, AccountRow>,
    memberIds: ReadonlyMap<RecordKey, string>,
  ): Promise<Map<RecordKey, string>> {
    const matchOf = await matchRecorded(this.sql, 'Account', accounts, existing);
    accounts.refuseWhere((one) => notAsExpected('account', one.record, matchOf(one).before));
    const merge = (one: (typeof accounts.candidates)[number]) => {
      const { before, identities } = matchOf(one);
      const successManagerId = memberIdOf(one.record, 'successManager', memberIds);
      const draft = { ...draftOf(one.record), successManagerId };
      return withIdentities(mergeAccount(draft, before, this.scope.now), identities);
    };
    accounts.refuseWhere((one) => {
      const problem = problemOfAttributes(merge(one).after);
      return problem === null ? null : [['attributes'], UserErrorCode.TOO_LONG, problem];
    });
    const merged = accounts.candidates.map(merge);
    await storeAccounts(facts, this.scope.now, merged);
    await storeIdentities(this.sql, 'Account', merged);
    this.count(merged);
    return new Map([
      ...[...existing].map(([key, { id }]) => [key, id] as const),
      ...accounts.candidates.flatMap(({ keys }, i) => keys.map((key) => [key, merged[i]!.after.id] as const)),
    ]);
  }

  private async recordSubscriptions(
    facts: FactWriter,
    subscriptions: SubscriptionSet,
    accountIds: ReadonlyMap<RecordKey, string>,
  ): Promise<void> {
    subscriptions.refuseWhere(({ record }) => unknownAccount(record, accountIds));
    const planIds = await requirePlans(this.sql, subscriptions);
    await refuseUnknownCurrencies(this.sql, subscriptions, this.currency);
    const existing = await findSubscriptions(
      this.sql,
      subscriptions.candidates.flatMap(({ keys }) => keys),
    );
    const matchOf = await matchRecorded(this.sql, 'AccountSubscription', subscriptions, existing);
    subscriptions.refuseWhere((one) => otherAccount(one.record, matchOf(one).before, accountIds));
    subscriptions.refuseWhere((one) => notAsExpected('subscription', one.record, matchOf(one).before));
    const recorded = { accountIds, planIds, matchOf };
    const merged = await mergeSubscriptions(this.sql, subscriptions, recorded, this.scope.now, this.currency);
    await storeSubscriptions(facts, this.scope.now, merged);
    await storeIdentities(this.sql, 'AccountSubscription', merged);
    this.count(merged);
  }

  private async recordInteractions(
    facts: FactWriter,
    interactions: RecordSet<
      NonNullable<ImportInput['interactions']>[number],
      ReturnType<typeof readInteractionDetails>
    >,
    accountIds: ReadonlyMap<RecordKey, string>,
    memberIds: ReadonlyMap<RecordKey, string>,
  ): Promise<void> {
    interactions.refuseWhere(({ record }) => unknownAccount(record, accountIds));
    interactions.refuseWhere(({ record }) => unknownMember(record, 'member', memberIds));
    const existing = await findInteractions(
      this.sql,
      interactions.candidates.flatMap(({ keys }) => keys),
    );
    const matchOf = await matchRecorded(this.sql, 'Interaction', interactions, existing);
    interactions.refuseWhere((one) => otherAccount(one.record, matchOf(one).before, accountIds));
    interactions.refuseWhere((one) => notAsExpected('interaction', one.record, matchOf(one).before));
    const merged = interactions.candidates.map((one) => {
      const { before, identities } = matchOf(one);
      const draft = {
        accountId: accountIdOf(one.record, accountIds)!,
        externalId: one.record.externalId ?? before?.externalId ?? null,
        memberId: memberIdOf(one.record, 'member', memberIds),
        details: one.draft,
      };
      return withIdentities(mergeInteraction(draft, before, this.scope.now), identities);
    });
    await storeInteractions(facts, this.scope.now, merged);
    await storeIdentities(this.sql, 'Interaction', merged);
    this.count(merged);
  }

  private async recordUsage(
    usage: RecordSet<UsageImport, UsageDetails>,
    accountIds: ReadonlyMap<RecordKey, string>,
  ): Promise<void> {
    usage.refuseWhere(({ record }) => unknownAccount(record, accountIds));
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
    usage.refuseWhere(({ record }) => otherAccount(record, existing.get(record.externalId), accountIds));
    usage.refuseWhere(({ record }) => notAsExpected('usage record', record, existing.get(record.externalId)));
    const merged = usage.candidates.map(({ record, draft }) =>
      mergeUsage(accountIdOf(record, accountIds)!, draft, existing.get(record.externalId), this.scope.now),
    );
    await storeUsage(this.sql, this.scope.now, merged);
    this.count(merged);
  }
}

/** A record without externalId keeps the recorded one. */
const draftOf = <Record extends { externalId?: string | null }>(
  record: Record,
): Omit<Record, 'externalId'> & { externalId?: string } => {
  const { externalId, ...draft } = record;
  return typeof externalId === 'string' ? { ...draft, externalId } : draft;
};
