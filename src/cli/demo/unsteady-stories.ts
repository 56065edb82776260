/** Stories of customers at risk. */
import {
  contact,
  CONTENT,
  feedback,
  firstCall,
  onboarding,
  personalCare,
  purchase,
  SOUR,
  supportTickets,
} from './contacts.js';
import { Contract, MONTHLY, QUARTERLY, termsOf, YEARLY } from './contract.js';
import { daysAfter, daysBefore, monthsAfter } from './dates.js';
import { startMonthsBefore, reasonToLeave, signedUp, withoutTerm } from './passages.js';
import type { Story } from './story.js';
import { PLANS, teamPlanAt } from './vendor.js';

/** One-off purchases without a subscription: a customer until the last purchase is too long ago. */
export const recentBuyer: Story = (random, now) => {
  const contacts = [firstCall(random, daysBefore(now, 85)), purchase(random, daysBefore(now, random.int(5, 78)))];
  if (random.chance(0.4)) contacts.push(purchase(random, daysBefore(now, random.int(120, 500))));
  return { contracts: [], contacts };
};

/** The last invoice is unpaid. */
export const overdueCustomer: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 4, 30);
  const overdueSince = daysBefore(now, random.int(6, 30));
  const contract = signedUp(random, start, termsOf(teamPlanAt(start, now), random.int(5, 30), MONTHLY));
  contract.fallBehind(overdueSince);
  const contacts = [
    ...onboarding(random, start),
    ...supportTickets(random, { from: start, to: now }, 1, CONTENT),
    { ...contact(random, 'EMAIL', daysAfter(overdueSince, 5)), note: 'Reminded them of the open invoice.' },
  ];
  return { contracts: [contract], contacts };
};

/** A paused subscription, in some cases with a date on which it resumes. */
export const pausedCustomer: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 4, 30);
  const contract = signedUp(random, start, termsOf(PLANS.starter, random.int(2, 12), QUARTERLY));
  contract.pause(daysBefore(now, random.int(8, 80)));
  if (random.chance(0.5)) contract.continue(daysAfter(now, random.int(10, 100)));
  const contacts = [...onboarding(random, start), ...supportTickets(random, { from: start, to: now }, 0.7)];
  return { contracts: [contract], contacts };
};

/** Left and came back after some months, so tenure restarts. */
export const returningCustomer: Story = (random, now) => {
  const returned = startMonthsBefore(random, now, 1, 10);
  const left = startMonthsBefore(random, returned, 3, 10);
  const start = startMonthsBefore(random, left, 6, 20);
  const contract = signedUp(random, start, termsOf(PLANS.starter, random.int(3, 15), withoutTerm(random)));
  contract.end(left).continue(returned, { plan: teamPlanAt(returned, now) });
  const contacts = [
    ...onboarding(random, start),
    ...supportTickets(random, { from: start, to: left }, 1.2, SOUR),
    contact(random, 'CALL', daysBefore(returned, random.int(5, 20)), CONTENT),
    ...supportTickets(random, { from: returned, to: now }, 1.2, CONTENT),
  ];
  return { contracts: [contract], contacts };
};

/** Fewer seats, then a smaller plan. */
export const shrinkingTeam: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 14, 40);
  const contract = signedUp(random, start, termsOf(PLANS.business, random.int(30, 120), MONTHLY));
  contract.resize(monthsAfter(start, random.int(4, 8)), -random.int(20, 45));
  const downgradedAt = monthsAfter(start, random.int(10, 13));
  if (random.chance(0.7)) contract.continue(downgradedAt, { plan: teamPlanAt(downgradedAt, now) });
  const contacts = [
    ...onboarding(random, start),
    ...supportTickets(random, { from: start, to: now }, 1.8, SOUR),
    ...feedback(random, { from: start, to: now }, 0.7, SOUR),
    ...personalCare(random, { from: start, to: now }, 1, SOUR),
  ];
  return { contracts: [contract], contacts, isManaged: random.chance(0.4) };
};

/** Has cancelled for the end of the current year. */
export const leavingCustomer: Story = (random, now) => {
  const end = daysAfter(now, random.int(8, 200));
  const start = monthsAfter(end, -12 * random.int(1, 3));
  const contract = Contract.signed(start, termsOf(teamPlanAt(start, now), random.int(6, 45), YEARLY));
  contract.end(end, reasonToLeave(random));
  const contacts = [
    ...onboarding(random, start),
    ...supportTickets(random, { from: start, to: now }, 1.5, SOUR),
    ...feedback(random, { from: start, to: now }, 0.5, SOUR),
  ];
  return { contracts: [contract], contacts };
};
