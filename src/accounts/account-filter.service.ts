import { setImmediate } from 'node:timers/promises';
import {
  edgesOfMonthsBefore,
  END_OF_TIME,
  START_OF_TIME,
  type Instant,
  type Zone,
} from '../classification/calendar.js';
import type { FactName } from '../classification/facts.js';
import { contains } from '../classification/policy.js';
import { isCustomerType, RELATIONSHIP_TYPES, type RelationshipType } from '../classification/timeline.js';
import type { Operator } from '../database/condition.js';
import { foldName, foldPrefix, rangeOfPrefix } from '../database/folding.js';
import { groupBy, indexBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import { loadZone } from '../derivation/zone.service.js';
import type { Sql } from '../database/statement.js';
import {
  admittedIds,
  checkCount,
  given,
  rangeOf,
  type NullableDateTimeComparator,
  type OrderComparator,
  type ReferenceComparator,
  type TextComparator,
} from '../graphql/filters.js';
import { InputCheck } from '../graphql/input-check.js';
import { readMoney, type MoneyInput } from '../money/money.type.js';
import type { Reference } from '../graphql/reference.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { requireMemberIds } from '../members/member.service.js';
import { requirePlanIds } from '../plans/plan.service.js';
import { loadPolicies } from '../policies/policy.service.js';
import { loadCurrency } from '../money/currency.service.js';
import type { AccountFilter } from './account-list.inputs.js';
import { isKnownAsOf, selectCriteriaSets, type AccountCondition, type AccountField } from './account-page.sql.js';

const MAX_DEPTH = 4;
const MAX_COMPARISONS = 50;
const MAX_TENURE_MONTHS = 1_200;
const MAX_NAME_LENGTH = 200;
const MAX_DOMAIN_LENGTH = 253;

type Values = Partial<Record<Operator, unknown>>;
type Comparator<Value> = OrderComparator<Value> & { isNull?: boolean | null };

/** Translates a filter to a condition at the instant `at`. Some filters are supported only if the instant is now. */
export async function readAccountFilter(
  sql: Sql,
  filter: AccountFilter,
  at: Instant,
  isNow: boolean,
): Promise<AccountCondition> {
  const reader = new AccountFilterReader(sql, at, isNow);
  const condition = await reader.read(filter, ['filter'], 1);
  reader.check.done();
  return condition;
}

const typesWhere = (isCustomer: boolean): RelationshipType[] =>
  RELATIONSHIP_TYPES.filter((type) => isCustomerType(type) === isCustomer);

const startingWith = (prefix: string): Values => {
  const range = rangeOfPrefix(prefix);
  return range ? { gte: range[0], lt: range[1] } : {};
};

/** Compares an instant that is stored as infinity if it never occurs. */
const isNever = (isNull: boolean | null | undefined): Values =>
  given(isNull, (is) => (is ? { gte: 'infinity' } : { lt: 'infinity' })) ?? {};

/** Matches accounts paying since an instant between the first and second edge, or the third and fourth, and so on. */
const payingSinceBetween = (edges: readonly string[]): AccountCondition[] =>
  edges.flatMap((from, i) =>
    i % 2 === 0
      ? [
          {
            all: [
              { field: 'payingSince', is: 'gte', value: from },
              { field: 'payingSince', is: 'lt', value: edges[i + 1] },
            ],
          } as const,
        ]
      : [],
  );

class AccountFilterReader {
  readonly check = new InputCheck();
  private comparisons = 0;
  private loadingZone: Promise<Zone> | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly at: Instant,
    private readonly isNow: boolean,
  ) {}

  async read(filter: AccountFilter, path: FieldPath, depth: number): Promise<AccountCondition> {
    if (depth > MAX_DEPTH) {
      refuse(
        UserErrorCode.TOO_MANY,
        path,
        `Expected and/or nested at most ${MAX_DEPTH} levels deep; got more. Flatten the filter.`,
      );
    }
    const { type, isCustomer, score, borderline, and, or } = filter;
    const all = [
      ...this.compare('type', type, [...path, 'type']),
      ...this.compare(
        'type',
        given(isCustomer, (is) => ({ in: typesWhere(is) })),
        [...path, 'isCustomer'],
      ),
      ...this.compare('score', score, [...path, 'score']),
      ...this.compare(
        'isBorderline',
        given(borderline, (eq) => ({ eq })),
        [...path, 'borderline'],
      ),
      ...this.compareInstant('nextTypeAt', filter.nextChangeAt, [...path, 'nextChangeAt']),
      ...this.compareInstant('createdAt', filter.createdAt, [...path, 'createdAt']),
      ...this.compareInstant('lastInteractionAt', filter.lastInteractionAt, [...path, 'lastInteractionAt']),
      ...this.compareText('name', filter.name, [...path, 'name'], MAX_NAME_LENGTH, true),
      ...this.compareText('domain', filter.domain, [...path, 'domain'], MAX_DOMAIN_LENGTH, true),
      ...this.compareText('externalId', filter.externalId, [...path, 'externalId'], MAX_NAME_LENGTH, false),
      ...(await this.compareTenure(filter.tenureMonths, [...path, 'tenureMonths'])),
      ...(await this.compareRevenue(filter.monthlyRecurringRevenue, [...path, 'monthlyRecurringRevenue'])),
      ...(await this.compareReference('plan', filter.plan, [...path, 'plan'], requirePlanIds)),
      ...(await this.compareReference(
        'successManager',
        filter.successManager,
        [...path, 'successManager'],
        requireMemberIds,
      )),
      ...(await this.compareCriteria(filter.unmetCriterion, [...path, 'unmetCriterion'])),
    ];
    if (and) all.push({ all: await this.readEach(and, [...path, 'and'], depth + 1) });
    if (or) all.push({ any: await this.readEach(or, [...path, 'or'], depth + 1) });
    return { all };
  }

  private async readEach(
    filters: readonly AccountFilter[],
    path: FieldPath,
    depth: number,
  ): Promise<AccountCondition[]> {
    const conditions: AccountCondition[] = [];
    for (const [i, filter] of filters.entries()) {
      this.count(path);
      // Each filter may take tens of milliseconds, for example with 100 names whose characters each fold to 18
      // characters.
      await setImmediate();
      conditions.push(await this.read(filter, [...path, i], depth));
    }
    return conditions;
  }

  private count(path: FieldPath): void {
    if (++this.comparisons > MAX_COMPARISONS) {
      refuse(
        UserErrorCode.TOO_MANY,
        path,
        `Expected at most ${MAX_COMPARISONS} comparisons and nested filters; got more. Shorten the filter.`,
      );
    }
  }

  /** Returns whether a field supports the filter's instant. Adds an error if it does not. */
  private isKnown(field: AccountField, path: FieldPath): boolean {
    if (this.isNow || isKnownAsOf(field)) return true;
    this.check.add(
      UserErrorCode.INVALID,
      path,
      'Expected a filter that asOf supports: type, isCustomer, monthlyRecurringRevenue, tenureMonths, name, domain, externalId, createdAt or successManager. Omit this filter, or asOf.',
    );
    return false;
  }

  /** Compares a field with values in stored form. */
  private compare(field: AccountField, values: Values | null | undefined, path: FieldPath): AccountCondition[] {
    const comparisons = Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== undefined);
    if (comparisons.length === 0 || !this.isKnown(field, path)) return [];
    return comparisons.map(([is, value]) => {
      this.count(path);
      if (Array.isArray(value)) checkCount(this.check, [...path, is], value);
      return { field, is: is as Operator, value };
    });
  }

  private compareText(
    field: AccountField,
    comparator: TextComparator | null | undefined,
    path: FieldPath,
    maxLength: number,
    isFolded: boolean,
  ): AccountCondition[] {
    const { startsWith, ...rest } = comparator ?? {};
    // A refused text is not folded, because some characters fold to 18 characters.
    const isValid = this.check.plainText([...path, 'startsWith'], startsWith, maxLength);
    const prefix = isValid ? (isFolded ? foldPrefix(startsWith) : startsWith) : '';
    const stored = this.stored(rest, path, (text, at) =>
      this.check.plainText(at, text, maxLength) && isFolded ? foldName(text) : text,
    );
    return [...this.compare(field, stored, path), ...this.compare(field, startingWith(prefix), path)];
  }

  private compareInstant(
    field: AccountField,
    comparator: NullableDateTimeComparator | null | undefined,
    path: FieldPath,
  ): AccountCondition[] {
    const { isNull, ...bounds } = comparator ?? {};
    const [from, until] = rangeOf(bounds, path);
    const isBounded = from > -Infinity || until < Infinity;
    return [
      ...this.compare(field, field === 'nextTypeAt' ? isNever(isNull) : { isNull }, path),
      ...this.compare(field, from > -Infinity ? { gte: toTimestamp(from) } : {}, path),
      // Even without an upper bound, a range excludes what never occurs.
      ...this.compare(field, isBounded ? { lt: toTimestamp(until) } : {}, path),
    ];
  }

  private async compareTenure(
    comparator: OrderComparator<number> | null | undefined,
    path: FieldPath,
  ): Promise<AccountCondition[]> {
    const months = this.stored(comparator, path, (value, at) => {
      this.check.number(at, value, 0, MAX_TENURE_MONTHS);
      return Math.min(Math.max(value, 0), MAX_TENURE_MONTHS);
    }) as OrderComparator<number>;
    if (this.compare('payingSince', months, path).length === 0) return [];
    const zone = await (this.loadingZone ??= loadZone(this.sql));
    const paidFor = (n: number): AccountCondition => this.paidFor(n, zone);
    const paidLessThan = (n: number): AccountCondition => this.paidLessThan(n, zone);
    const between = (from: number, to: number): AccountCondition => ({ all: [paidFor(from), paidLessThan(to)] });
    const { eq, in: oneOf, gt, gte, lt, lte } = months;
    return [
      ...(given(eq, (n) => [between(n, n + 1)]) ?? []),
      ...(given(oneOf, (several) => [{ any: several.map((n) => between(n, n + 1)) }]) ?? []),
      ...(given(gt, (n) => [paidFor(n + 1)]) ?? []),
      ...(given(gte, (n) => [paidFor(n)]) ?? []),
      ...(given(lt, (n) => [paidLessThan(n)]) ?? []),
      ...(given(lte, (n) => [paidLessThan(n + 1)]) ?? []),
    ];
  }

  /**
   * Matches a tenure of at least the given number of whole months: paying since before the first edge, or between the
   * next two.
   */
  private paidFor(months: number, zone: Zone): AccountCondition {
    if (months === 0) return { all: [] };
    const [first, ...edges] = this.edgesBefore(months, zone);
    return { any: [{ field: 'payingSince', is: 'lt', value: first }, ...payingSinceBetween(edges)] };
  }

  private paidLessThan(months: number, zone: Zone): AccountCondition {
    if (months === 0) return { any: [] };
    const edges = this.edgesBefore(months, zone);
    return {
      any: [...payingSinceBetween(edges.slice(0, -1)), { field: 'payingSince', is: 'gte', value: edges.at(-1) }],
    };
  }

  /** Clamps edges outside the range that PostgreSQL can store. No account lies beyond them. */
  private edgesBefore(months: number, zone: Zone): string[] {
    return edgesOfMonthsBefore(this.at, months, zone).map((edge) =>
      toTimestamp(edge > END_OF_TIME ? Infinity : Math.max(edge, START_OF_TIME)),
    );
  }

  private async compareRevenue(
    comparator: OrderComparator<MoneyInput> | null | undefined,
    path: FieldPath,
  ): Promise<AccountCondition[]> {
    if (!comparator) return [];
    const currency = await loadCurrency(this.sql);
    const store = (money: MoneyInput, at: FieldPath): number => readMoney(this.check, at, money, currency);
    return this.compare('mrrMinor', this.stored(comparator, path, store), path);
  }

  private async compareReference(
    field: AccountField,
    comparator: ReferenceComparator | null | undefined,
    path: FieldPath,
    require: (sql: Sql, references: readonly Reference[], pathOf: (i: number) => FieldPath) => Promise<string[]>,
  ): Promise<AccountCondition[]> {
    const ids = await admittedIds(comparator, path, (references, pathOf) => require(this.sql, references, pathOf));
    return this.compare(field, { in: ids, isNull: comparator?.isNull }, path);
  }

  /** Matches, for each policy in use, the sets of criteria met that lack a criterion on the fact. */
  private async compareCriteria(fact: FactName | null | undefined, path: FieldPath): Promise<AccountCondition[]> {
    if (!fact || !this.isKnown('criteriaMet', path)) return [];
    this.count(path);
    const [policies, sets] = await Promise.all([loadPolicies(this.sql), this.sql.run(selectCriteriaSets)]);
    const policyOf = indexBy(policies, ({ version }) => version);
    const setsWithoutFact = sets.filter(({ policyVersion, criteriaMet }) =>
      policyOf
        .get(policyVersion)!
        .criteria.some((criterion, i) => criterion.fact === fact && !contains(criteriaMet, i)),
    );
    return [
      {
        any: [...groupBy(setsWithoutFact, ({ policyVersion }) => policyVersion)].map(([version, ofPolicy]) => ({
          all: [
            { field: 'policyVersion', is: 'eq', value: version },
            { field: 'criteriaMet', is: 'in', value: ofPolicy.map(({ criteriaMet }) => criteriaMet) },
          ],
        })),
      },
    ];
  }

  /** Converts the values of a comparator to stored form. */
  private stored<Value>(
    comparator: Comparator<Value> | null | undefined,
    path: FieldPath,
    store: (value: Value, path: FieldPath) => unknown,
  ): Values {
    const { in: oneOf, isNull, ...bounds } = comparator ?? {};
    const stored = Object.entries(bounds).map(([is, value]) => [is, given(value, (one) => store(one, [...path, is]))]);
    return {
      ...(Object.fromEntries(stored) as Values),
      in: oneOf && this.storedEach(oneOf, [...path, 'in'], store),
      isNull,
    };
  }

  /** Converts the values of a list, or returns an empty list if there are too many. */
  private storedEach<Value>(
    values: readonly Value[],
    path: FieldPath,
    store: (value: Value, path: FieldPath) => unknown,
  ): unknown[] {
    return checkCount(this.check, path, values) ? values.map((value, i) => store(value, [...path, i])) : [];
  }
}
