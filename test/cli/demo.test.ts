import { checkAccount } from '../../src/accounts/account.service.js';
import { addDays, DAY_MS, type Instant, UTC } from '../../src/classification/calendar.js';
import { isBorderline } from '../../src/classification/evidence.js';
import { toHistory, type History } from '../../src/classification/history.js';
import { BASELINE_POLICY } from '../../src/classification/policy.js';
import { valueAt } from '../../src/classification/steps.js';
import {
  periodAt,
  periodsOf,
  RELATIONSHIP_TYPES,
  relationshipStates,
  intervalsByType,
  topRankOf,
  type RelationshipType,
  type Rules,
  type RelationshipState,
} from '../../src/classification/timeline.js';
import { CAST } from '../../src/cli/demo/cast.js';
import { fadingClient, leavingClient } from '../../src/cli/demo/client-stories.js';
import { almostOneYear, almostTwoYears } from '../../src/cli/demo/customer-stories.js';
import { makeDemoBase } from '../../src/cli/demo/demo-base.js';
import { Random } from '../../src/cli/demo/random.js';
import { recordsOf, type AccountRecords } from '../../src/cli/demo/records.js';
import type { Story } from '../../src/cli/demo/story.js';
import { recentBuyer } from '../../src/cli/demo/unsteady-stories.js';
import { plansOn } from '../../src/cli/demo/vendor.js';
import { InputCheck } from '../../src/graphql/input-check.js';
import { currencyOf } from '../../src/money/money.type.js';
import type { ImportInput, SubscriptionImport } from '../../src/imports/import.inputs.js';
import { readInteractionDetails } from '../../src/interactions/interaction.service.js';
import { draftedPhases } from '../../src/subscriptions/drafted-phases.service.js';
import type { RecordedDiscount } from '../../src/subscriptions/discount.js';
import { readPhases } from '../../src/subscriptions/phase.service.js';

/** Leap days, ends of months, and the first and last millisecond of a day. */
const DATES = [
  '2024-02-29T12:00:00.000Z',
  '2025-03-01T00:00:00.000Z',
  '2026-08-31T06:07:08.009Z',
  '2026-11-22T23:59:59.999Z',
  '2027-01-31T00:00:00.001Z',
].map((text): [string, Instant] => [text, Date.parse(text)]);

const USD = currencyOf('USD', 2);
const rankOfPlan = new Map(plansOn(0).map(({ externalId, rank }) => [externalId, rank]));

function rulesOn(now: Instant): Rules {
  const plans = plansOn(now).map(({ rank, offeredFrom, offeredUntil }) => ({
    rank,
    offeredFrom: offeredFrom ?? -Infinity,
    offeredUntil: offeredUntil ?? Infinity,
  }));
  return { policies: [BASELINE_POLICY], topRank: topRankOf(plans), minorPerMajor: USD.minorPerMajor, zone: UTC };
}

/** Returns the history that the kernel gets from an import of the records; throws if the import would refuse them. */
function historyOf({ account, subscriptions, interactions }: AccountRecords, now: Instant): History {
  const check = new InputCheck();
  checkAccount(check, [account.externalId!], account);
  const phases = subscriptions.flatMap(({ externalId, phases: inputs, discounts }) =>
    draftedPhases(externalId!, readPhases(check, [externalId!], inputs, USD), recordedDiscounts(discounts, inputs), {
      currency: USD,
      zone: UTC,
      rankOf: (planExternalId) => rankOfPlan.get(planExternalId)!,
    }),
  );
  const contacts = interactions.map((record) => {
    const details = readInteractionDetails(check, [record.externalId!], record, USD, now);
    return {
      id: record.externalId!,
      at: details.occurredAt,
      kind: details.kind,
      personalized: details.personalized ?? false,
      initiative: details.initiative ?? 'UNKNOWN',
      sentimentHundredths: details.sentimentHundredths ?? null,
    };
  });
  check.done();
  return toHistory(phases, contacts, UTC);
}

const recordedDiscounts = (
  discounts: SubscriptionImport['discounts'],
  phases: SubscriptionImport['phases'],
): RecordedDiscount[] =>
  (discounts ?? []).map(({ code, percentOff, duration, from, to }) => ({
    ...{ code: code ?? null, percentOff: percentOff ?? null, amountOff: null, duration, currencyCode: null },
    ...{ from: from ?? Math.min(...phases.map((phase) => phase.from)), to: to ?? null },
  }));

interface Judged {
  records: AccountRecords;
  state: RelationshipState;
  /** The type that the account changes to within 90 days through the passage of time; null if it does not change. */
  nextType: RelationshipType | null;
}

function judge(records: AccountRecords, now: Instant): Judged {
  const steps = relationshipStates(historyOf(records, now), rulesOn(now));
  const intervals = intervalsByType(periodsOf(steps));
  const { to } = periodAt(intervals, now);
  return {
    records,
    state: valueAt(steps, now),
    nextType: to <= addDays(now, 90) ? periodAt(intervals, to).type : null,
  };
}

const recordsIn = ({ accounts, subscriptions, interactions, usage }: ImportInput): AccountRecords[] =>
  (accounts ?? []).map((account) => ({
    account,
    subscriptions: (subscriptions ?? []).filter((one) => one.accountExternalId === account.externalId),
    interactions: (interactions ?? []).filter((one) => one.accountExternalId === account.externalId),
    usage: (usage ?? []).filter((one) => one.accountExternalId === account.externalId),
  }));

const allOf = <Kind extends keyof ImportInput>(base: readonly ImportInput[], kind: Kind) =>
  base.flatMap((batch) => (batch[kind] ?? []) as NonNullable<ImportInput[Kind]>[number][]);

const KINDS = ['plans', 'members', 'accounts', 'subscriptions', 'interactions', 'usage'] as const;

describe.each(DATES)('the demo client base on %s', (_, now) => {
  const base = makeDemoBase(now);
  const judged = base.flatMap(recordsIn).map((records) => judge(records, now));
  const shareOf = (type: RelationshipType): number =>
    judged.filter(({ state }) => state.type === type).length / judged.length;

  test('is the same each time it is generated', () => {
    expect(makeDemoBase(now)).toEqual(base);
  });

  test('has a realistic number of records of each kind', () => {
    expect(allOf(base, 'plans')).toHaveLength(7);
    expect(allOf(base, 'members')).toHaveLength(8);
    expect(judged).toHaveLength(400);
    expect(allOf(base, 'subscriptions').length).toBeGreaterThan(420);
    expect(allOf(base, 'subscriptions').length).toBeLessThan(480);
    expect(allOf(base, 'interactions').length).toBeGreaterThan(3_000);
    expect(allOf(base, 'interactions').length).toBeLessThan(5_000);
  });

  test.each([
    ['CLIENT', 0.2, 0.25],
    ['CUSTOMER', 0.4, 0.45],
    ['TRIAL', 0.03, 0.05],
    ['PROSPECT', 0.07, 0.09],
    ['FORMER_CUSTOMER', 0.16, 0.2],
    ['FORMER_CLIENT', 0.04, 0.06],
  ] as const)('has a realistic share of accounts of the type %s', (type, from, to) => {
    expect(shareOf(type)).toBeGreaterThanOrEqual(from);
    expect(shareOf(type)).toBeLessThanOrEqual(to);
  });

  test('has a few clients without a success manager', () => {
    const clients = judged.filter(({ state }) => state.type === 'CLIENT');
    const unmanaged = clients.filter(({ records }) => records.account.successManagerExternalId === null);
    expect(unmanaged.length).toBeGreaterThanOrEqual(5);
    expect(unmanaged.length).toBeLessThan(clients.length / 3);
  });

  test('has customers that are one criterion short of being clients', () => {
    const borderline = judged.filter(({ state }) => isBorderline(state));
    expect(borderline.length).toBeGreaterThanOrEqual(15);
    expect(borderline.filter(({ state }) => state.type === 'CUSTOMER').length).toBeGreaterThanOrEqual(15);
  });

  test('has accounts whose type changes within 90 days through the passage of time', () => {
    const nextTypes = judged.filter(({ nextType }) => nextType !== null).map(({ nextType }) => nextType);
    expect(nextTypes.length).toBeGreaterThanOrEqual(15);
    for (const type of ['CLIENT', 'CUSTOMER', 'FORMER_CUSTOMER', 'FORMER_CLIENT']) expect(nextTypes).toContain(type);
  });

  test('has no interaction in the future', () => {
    expect(Math.max(...allOf(base, 'interactions').map(({ occurredAt }) => occurredAt))).toBeLessThanOrEqual(now);
  });

  test('sells in a second currency, with add-ons, discounts and usage', () => {
    const subscriptions = allOf(base, 'subscriptions');
    const phases = subscriptions.flatMap((one) => one.phases);
    const inEuros = phases.filter(
      ({ unitPrice, items }) => (unitPrice ?? items![0]!.unitPrice)!.currencyCode === 'EUR',
    );
    expect(inEuros.length / phases.length).toBeGreaterThan(0.15);
    expect(inEuros.length / phases.length).toBeLessThan(0.5);
    expect(phases.filter(({ items }) => items).length).toBeGreaterThan(10);
    const durations = subscriptions.flatMap(({ discounts }) => (discounts ?? []).map(({ duration }) => duration));
    for (const duration of ['REPEATING', 'FOREVER']) {
      expect(durations.filter((one) => one === duration).length).toBeGreaterThan(10);
    }
    expect(allOf(base, 'usage').length).toBeGreaterThan(50);
    expect(allOf(base, 'exchangeRates').length).toBeGreaterThan(12);
  });

  test('has histories of up to seven years', () => {
    const first = Math.min(...allOf(base, 'subscriptions').flatMap(({ phases }) => phases.map(({ from }) => from)));
    expect((now - first) / (365 * DAY_MS)).toBeGreaterThan(5);
    expect((now - first) / (365 * DAY_MS)).toBeLessThan(7.5);
  });

  test('has subscriptions whose phases are in order, not empty, and do not overlap', () => {
    for (const { phases } of allOf(base, 'subscriptions')) {
      phases.forEach(({ from, to }, i) => {
        expect(to ?? Infinity).toBeGreaterThan(from);
        expect(from).toBeGreaterThanOrEqual(i === 0 ? -Infinity : (phases[i - 1]!.to ?? Infinity));
      });
    }
  });

  test('has companies with unique names and domains', () => {
    const accounts = allOf(base, 'accounts');
    expect(new Set(accounts.map(({ name }) => name)).size).toBe(accounts.length);
    expect(new Set(accounts.map(({ domain }) => domain)).size).toBe(accounts.length);
    for (const { domain } of accounts) expect(domain).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*\.example$/);
  });

  test.each(KINDS)('has %s with unique external ids', (kind) => {
    const ids = allOf(base, kind).map(({ externalId }) => externalId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('comes in batches of at most 1,000 records, each of which refers only to itself and earlier batches', () => {
    const known = { plan: new Set<string>(), member: new Set<string>(), account: new Set<string>() };
    for (const { plans, members, accounts, subscriptions, interactions, usage, exchangeRates } of base) {
      const kinds = [plans, members, accounts, subscriptions, interactions, usage, exchangeRates];
      expect(kinds.reduce((sum, records) => sum + (records?.length ?? 0), 0)).toBeLessThanOrEqual(1_000);
      plans?.forEach(({ externalId }) => known.plan.add(externalId!));
      members?.forEach(({ externalId }) => known.member.add(externalId!));
      accounts?.forEach(({ externalId }) => known.account.add(externalId!));
      const membersNamed = [
        ...(accounts ?? []).map(({ successManagerExternalId }) => successManagerExternalId),
        ...(interactions ?? []).map(({ memberExternalId }) => memberExternalId),
      ].filter((id) => typeof id === 'string');
      expect(membersNamed.filter((id) => !known.member.has(id))).toEqual([]);
      const plansNamed = (subscriptions ?? []).flatMap(({ phases }) =>
        phases.flatMap(({ items, planExternalId }) => items?.map((item) => item.planExternalId!) ?? [planExternalId!]),
      );
      expect(plansNamed.filter((id) => !known.plan.has(id))).toEqual([]);
      const accountsNamed = [...(subscriptions ?? []), ...(interactions ?? []), ...(usage ?? [])].map(
        (one) => one.accountExternalId!,
      );
      expect(accountsNamed.filter((id) => !known.account.has(id))).toEqual([]);
    }
  });
});

describe('the demo story', () => {
  const ACCOUNTS_PER_STORY = 5;
  const COMPANY = {
    name: 'Any',
    domain: 'any.example',
    industry: 'Retail',
    country: 'Peru',
    desiredOutcome: null,
  } as const;
  /** The first, a middle and the last day of each month of a leap year; day 0 is the last one of the month before. */
  const days = Array.from({ length: 12 }, (_, month) =>
    [0, 1, 15].map((day) => Date.UTC(2028, month, day, 2 * month, 30)),
  ).flat();

  function* judgedAccounts(story: Story): Generator<Judged> {
    const random = Random.ofSeed(7);
    for (const now of days) {
      for (let i = 0; i < ACCOUNTS_PER_STORY; i++) {
        const own = random.fork();
        yield judge(recordsOf(own, 1, COMPANY, story(own, now), now), now);
      }
    }
  }

  const stories = RELATIONSHIP_TYPES.flatMap((type) =>
    CAST[type].map(([story]): [string, RelationshipType, Story] => [story.name, type, story]),
  );

  test.each(stories)('%s makes every account a %s, for every random seed and every day', (_, type, story) => {
    for (const { state, records } of judgedAccounts(story)) {
      if (state.type !== type) throw new Error(`Expected ${type}; got ${state.type}: ${JSON.stringify(records)}`);
    }
  });

  test.each<[string, RelationshipType, Story]>([
    ['almostOneYear', 'CLIENT', almostOneYear],
    ['almostTwoYears', 'CLIENT', almostTwoYears],
    ['fadingClient', 'CUSTOMER', fadingClient],
    ['leavingClient', 'FORMER_CLIENT', leavingClient],
    ['recentBuyer', 'FORMER_CUSTOMER', recentBuyer],
  ])('%s makes every account a %s within 90 days through the passage of time', (_, type, story) => {
    for (const { nextType } of judgedAccounts(story)) expect(nextType).toBe(type);
  });
});
