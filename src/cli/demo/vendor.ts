import { type Instant } from '../../classification/calendar.js';
import type { MoneyInput } from '../../money/money.type.js';
import type { MemberImport, PlanImport } from '../../imports/import.inputs.js';
import { startOfDay, monthsAfter } from './dates.js';

/** A current or former plan of the fictional vendor. */
export interface Plan {
  externalId: string;
  name: string;
  rank: number;
  /** Price per seat and month in cents. */
  listPriceMinor: number;
}

export const PLANS = {
  free: { externalId: 'free', name: 'Free', rank: 0, listPriceMinor: 0 },
  starter: { externalId: 'starter', name: 'Starter', rank: 1, listPriceMinor: 12_00 },
  classic: { externalId: 'classic', name: 'Classic', rank: 2, listPriceMinor: 19_00 },
  team: { externalId: 'team', name: 'Team', rank: 2, listPriceMinor: 24_00 },
  business: { externalId: 'business', name: 'Business', rank: 3, listPriceMinor: 39_00 },
  enterprise: { externalId: 'enterprise', name: 'Enterprise', rank: 4, listPriceMinor: 59_00 },
} satisfies Record<string, Plan>;

/** What is sold beside a plan. */
export const ADD_ONS = {
  support: { externalId: 'priority-support', name: 'Priority support', rank: 0, listPriceMinor: 150_00 },
} satisfies Record<string, Plan>;

/** When Team replaced Classic. Existing subscriptions may keep Classic. */
const teamReplacedClassicAt = (now: Instant): Instant => startOfDay(monthsAfter(now, -36));
const freeOfferedFrom = (now: Instant): Instant => startOfDay(monthsAfter(now, -32));

/** Returns the plan of a mid-sized team that signed at `at`. */
export const teamPlanAt = (at: Instant, now: Instant): Plan =>
  at < teamReplacedClassicAt(now) ? PLANS.classic : PLANS.team;

/** Returns the vendor's plans with the periods in which they are offered. */
export function plansOn(now: Instant): PlanImport[] {
  const offers: Record<string, Pick<PlanImport, 'offeredFrom' | 'offeredUntil'>> = {
    [PLANS.free.externalId]: { offeredFrom: freeOfferedFrom(now) },
    [PLANS.classic.externalId]: { offeredUntil: teamReplacedClassicAt(now) },
    [PLANS.team.externalId]: { offeredFrom: teamReplacedClassicAt(now) },
  };
  return [...Object.values(PLANS), ...Object.values(ADD_ONS)].map(({ externalId, name, rank }) => ({
    externalId,
    name,
    rank,
    ...offers[externalId],
  }));
}

export const usd = (minor: number): MoneyInput => ({ amount: (minor / 100).toFixed(2), currencyCode: 'USD' });

const member = (externalId: string, name: string): MemberImport => ({
  externalId,
  name,
  email: `${externalId}@fernhollow.example`,
});

export const SUCCESS_MANAGERS: readonly MemberImport[] = [
  member('amara', 'Amara Okonedo'),
  member('jonas', 'Jonas Lindblad'),
  member('priya', 'Priya Raghavan'),
  member('elodie', 'Élodie Marchand'),
  member('mateo', 'Mateo Ibáñez'),
];
export const SUPPORT_TEAM: readonly MemberImport[] = [
  member('hanna', 'Hanna Kowalska'),
  member('tomas', 'Tomáš Vrána'),
  member('grace', 'Grace Adeyemi'),
];
