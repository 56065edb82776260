import { addDays } from '../../classification/calendar.js';
import { feedback, CONTENT, FOND, letters, onboarding, personalCare, supportTickets, usage } from './contacts.js';
import { Contract, MONTHLY, termsOf, TWO_YEARS, YEAR_IN_QUARTERS, YEARLY } from './contract.js';
import { startOfDay, monthsAfter } from './dates.js';
import { startMonthsBefore, closeCare, earlierTrial, addInterlude, signedUp, withoutTerm } from './passages.js';
import type { Story } from './story.js';
import { PLANS, teamPlanAt } from './vendor.js';

/** A few seats on the cheapest plan and an occasional support ticket. Most customers are like that. */
export const quietStarter: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 1, 58);
  const contract = signedUp(random, start, termsOf(PLANS.starter, random.int(1, 9), withoutTerm(random)));
  const changedAt = monthsAfter(start, random.int(2, 30));
  if (monthsAfter(changedAt, 2) < now && random.chance(0.6)) addInterlude(random, contract, changedAt);
  const contacts = [
    ...onboarding(random, start),
    ...supportTickets(random, { from: start, to: now }, 0.9, CONTENT),
    ...feedback(random, { from: start, to: now }, 0.25, CONTENT),
    ...usage(random, { from: start, to: now }, 0.3),
  ];
  return { contracts: [...earlierTrial(random, start), contract], contacts };
};

/** On a middle plan with yearly terms. Either it grew at its first renewal, or it gets emails; no personal care. */
export const yearlyTeam: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 13, 58);
  const plan = random.chance(0.7) ? teamPlanAt(start, now) : PLANS.business;
  const contract = signedUp(random, start, termsOf(plan, random.int(8, 60), random.pick([YEARLY, YEAR_IN_QUARTERS])));
  const span = { from: start, to: now };
  const contacts = [...onboarding(random, start), ...supportTickets(random, span, 1, CONTENT)];
  if (random.chance(0.4)) contract.resize(monthsAfter(start, 12), random.int(5, 40));
  else contacts.push(...letters(random, span, 1.8));
  contacts.push(...feedback(random, span, 0.3, CONTENT));
  return { contracts: [...earlierTrial(random, start), contract], contacts };
};

/** Two teams of one company have subscriptions, the second since recently. */
export const twoTeams: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 12, 40);
  const secondStart = startMonthsBefore(random, now, 1, 9);
  const first = signedUp(random, start, termsOf(teamPlanAt(start, now), random.int(6, 30), withoutTerm(random)));
  const second = Contract.signed(secondStart, termsOf(PLANS.starter, random.int(2, 12), MONTHLY));
  const contacts = [
    ...onboarding(random, start),
    ...onboarding(random, secondStart),
    ...supportTickets(random, { from: start, to: now }, 1.2, CONTENT),
  ];
  return { contracts: [first, second], contacts };
};

/** A large contract signed this year: high revenue, but no tenure yet. */
export const newEnterprise: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 0, 7);
  const terms = termsOf(PLANS.enterprise, random.int(60, 400), random.pick([YEARLY, TWO_YEARS]));
  const contract = Contract.signed(start, { ...terms, isTailored: random.chance(0.4) });
  const contacts = [...onboarding(random, start), ...closeCare(random, { from: start, to: now }, 7)];
  return { contracts: [...earlierTrial(random, start), contract], contacts, isManaged: random.chance(0.8) };
};

/** Meets every criterion of a client except the tenure of a year, which it reaches within weeks. */
export const almostOneYear: Story = (random, now) => {
  const start = startOfDay(addDays(monthsAfter(now, -12), random.int(5, 80)));
  const contract = Contract.signed(start, termsOf(PLANS.enterprise, random.int(60, 400), YEARLY));
  const contacts = [...onboarding(random, start), ...closeCare(random, { from: start, to: now }, 8)];
  return { contracts: [contract], contacts, isManaged: random.chance(0.7) };
};

/** A middle plan and a close relationship: becomes a client after the second year. */
export const almostTwoYears: Story = (random, now) => {
  const start = startOfDay(addDays(monthsAfter(now, -24), random.int(5, 80)));
  const contract = Contract.signed(start, termsOf(PLANS.business, random.int(25, 90), YEARLY));
  const contacts = [...onboarding(random, start), ...personalCare(random, { from: start, to: now }, 7, FOND)];
  return { contracts: [contract], contacts, isManaged: random.chance(0.7) };
};
