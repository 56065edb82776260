import { FOND, onboarding, personalCare, personalContact, supportTickets } from './contacts.js';
import { Contract, MONTHLY, QUARTERLY, termsOf, TWO_YEARS, YEAR_IN_QUARTERS, YEARLY } from './contract.js';
import { daysAfter, daysBefore, monthsAfter } from './dates.js';
import {
  startMonthsBefore,
  closeCare,
  earlierTrial,
  partingWords,
  reasonToLeave,
  resizeAtRenewals,
  signedUp,
  withoutTerm,
} from './passages.js';
import type { Random } from './random.js';
import type { Story } from './story.js';
import { PLANS, teamPlanAt } from './vendor.js';

/** Tells whether a client has a success manager. Most do; the others appear in the worklist. */
const isMostlyManaged = (random: Random): boolean => random.chance(0.86);

/** Reached the top tier years ago and stayed, with regular personal care. */
export const steadyClient: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 38, 82);
  const contract = signedUp(random, start, termsOf(PLANS.business, random.int(60, 160), YEARLY));
  contract.continue(monthsAfter(start, 12), { plan: PLANS.enterprise, isTailored: random.chance(0.6) });
  resizeAtRenewals(random, contract, { from: monthsAfter(start, 24), to: now });
  const subsidiary = Contract.signed(
    monthsAfter(start, random.int(14, 30)),
    termsOf(PLANS.starter, random.int(4, 15), QUARTERLY),
  );
  const contacts = [...onboarding(random, start), ...closeCare(random, { from: start, to: now }, 5)];
  return {
    contracts: random.chance(0.3) ? [contract, subsidiary] : [contract],
    contacts,
    isManaged: isMostlyManaged(random),
  };
};

/** On the cheapest plan for years, with a close personal relationship. */
export const closeStarter: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 27, 70);
  const contract = signedUp(random, start, termsOf(PLANS.starter, random.int(3, 14), withoutTerm(random)));
  if (random.chance(0.5)) contract.resize(monthsAfter(start, random.int(6, 24)), random.int(10, 40));
  const contacts = [...onboarding(random, start), ...closeCare(random, { from: start, to: now }, 6)];
  return { contracts: [...earlierTrial(random, start), contract], contacts, isManaged: random.chance(0.8) };
};

/** Started small and upgraded from plan to plan, with more seats each time. */
export const expandingTeam: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 26, 48);
  const seats = random.int(4, 12);
  const contract = signedUp(random, start, termsOf(PLANS.starter, seats, MONTHLY))
    .continue(monthsAfter(start, random.int(4, 8)), { plan: teamPlanAt(start, now), seats: seats * 3, ...QUARTERLY })
    .continue(monthsAfter(start, random.int(11, 15)), { plan: PLANS.business, seats: seats * 7, ...YEARLY })
    .continue(monthsAfter(start, random.int(18, 24)), { plan: PLANS.enterprise, seats: seats * 12, ...TWO_YEARS });
  const contacts = [...onboarding(random, start), ...closeCare(random, { from: start, to: now }, 4)];
  return { contracts: [contract], contacts, isManaged: isMostlyManaged(random) };
};

/** Years on the top tier with hardly any contact: a client only by loyalty. */
export const silentClient: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 30, 66);
  const contract = Contract.signed(start, termsOf(PLANS.enterprise, random.int(90, 400), YEARLY));
  resizeAtRenewals(random, contract, { from: monthsAfter(start, 12), to: now });
  const contacts = [...onboarding(random, start), ...supportTickets(random, { from: start, to: now }, 0.5)];
  return { contracts: [contract], contacts, isManaged: random.chance(0.7) };
};

/** A second department has its own subscription on the top tier. */
export const twoDepartments: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 36, 60);
  const secondStart = startMonthsBefore(random, now, 6, 20);
  const first = Contract.signed(start, termsOf(teamPlanAt(start, now), random.int(15, 50), YEARLY));
  const second = Contract.signed(secondStart, termsOf(PLANS.enterprise, random.int(100, 300), YEAR_IN_QUARTERS));
  const contacts = [
    ...onboarding(random, start),
    ...onboarding(random, secondStart),
    ...closeCare(random, { from: start, to: now }, 5),
  ];
  return { contracts: [first, second], contacts, isManaged: isMostlyManaged(random) };
};

/** Little more than a year, but on the top tier, with tailored terms and frequent personal contact. */
export const youngClient: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 13, 21);
  const terms = { ...termsOf(PLANS.enterprise, random.int(120, 400), TWO_YEARS), isTailored: true };
  const contacts = [...onboarding(random, start), ...closeCare(random, { from: start, to: now }, 7)];
  return { contracts: [Contract.signed(start, terms)], contacts, isManaged: isMostlyManaged(random) };
};

/** A client by personal contact that has become rare: within weeks only two interactions remain in the window of a year. */
export const fadingClient: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 30, 60);
  const contract = Contract.signed(start, termsOf(PLANS.business, random.int(30, 110), YEARLY));
  const contacts = [
    ...onboarding(random, start),
    ...personalCare(random, { from: start, to: daysBefore(now, 375) }, 4, FOND),
    personalContact(random, 'BUSINESS_REVIEW', daysBefore(now, 365 - random.int(10, 75)), FOND),
    personalContact(random, 'TRAINING', daysBefore(now, random.int(150, 270))),
    personalContact(random, 'CALL', daysBefore(now, random.int(20, 130))),
  ];
  return { contracts: [contract], contacts, isManaged: isMostlyManaged(random) };
};

/** Still a client, but has cancelled. */
export const leavingClient: Story = (random, now) => {
  const end = daysAfter(now, random.int(12, 80));
  const start = monthsAfter(end, -12 * random.int(3, 5));
  const contract = Contract.signed(start, termsOf(PLANS.enterprise, random.int(80, 350), YEARLY));
  contract.end(end, reasonToLeave(random));
  const contacts = [
    ...onboarding(random, start),
    ...closeCare(random, { from: start, to: now }, 3),
    ...partingWords(random, daysBefore(now, random.int(15, 60))),
  ];
  return { contracts: [contract], contacts, isManaged: isMostlyManaged(random) };
};
