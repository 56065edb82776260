import { contact, CONTENT, feedback, onboarding, purchase, SOUR, supportTickets } from './contacts.js';
import { Contract, MONTHLY, termsOf, YEARLY } from './contract.js';
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
import type { Story } from './story.js';
import { PLANS, teamPlanAt } from './vendor.js';

/** A few months on the cheapest plan. */
export const shortStay: Story = (random, now) => {
  const end = startMonthsBefore(random, now, 1, 40);
  const start = startMonthsBefore(random, end, 2, 10);
  const contract = signedUp(random, start, termsOf(PLANS.starter, random.int(1, 8), withoutTerm(random)));
  contract.end(end, reasonToLeave(random));
  const contacts = [...onboarding(random, start), ...supportTickets(random, { from: start, to: end }, 2, SOUR)];
  if (random.chance(0.4)) contacts.push(contact(random, 'FEEDBACK', daysBefore(end, 3), SOUR));
  return { contracts: [...earlierTrial(random, start), contract], contacts };
};

/** Paid for one to three whole years and did not renew. */
export const endedTeam: Story = (random, now) => {
  const end = startMonthsBefore(random, now, 1, 36);
  const start = monthsAfter(end, -12 * random.int(1, 3));
  const contract = Contract.signed(start, termsOf(teamPlanAt(start, now), random.int(5, 50), YEARLY));
  contract.end(end, reasonToLeave(random));
  const contacts = [
    ...onboarding(random, start),
    ...supportTickets(random, { from: start, to: end }, 1.2, CONTENT),
    ...feedback(random, { from: start, to: end }, 0.4, SOUR),
  ];
  return { contracts: [...earlierTrial(random, start), contract], contacts };
};

/** Stopped paying, and was cancelled after a month of reminders. */
export const unpaidLeaver: Story = (random, now) => {
  const end = startMonthsBefore(random, now, 1, 24);
  const overdueSince = daysBefore(end, 30);
  const start = startMonthsBefore(random, overdueSince, 2, 14);
  const contract = signedUp(random, start, termsOf(teamPlanAt(start, now), random.int(3, 15), MONTHLY));
  contract.fallBehind(overdueSince).end(end, 'NOT_PAID');
  const reminders = [7, 21].map((days) => ({
    ...contact(random, 'EMAIL', daysAfter(overdueSince, days)),
    note: 'Reminded them of the open invoice.',
  }));
  return { contracts: [contract], contacts: [...onboarding(random, start), ...reminders] };
};

/** One or two purchases long ago, without a subscription. */
export const pastBuyer: Story = (random, now) => {
  const contacts = [purchase(random, daysBefore(now, random.int(100, 700)))];
  if (random.chance(0.4)) contacts.push(purchase(random, daysBefore(now, random.int(300, 900))));
  return { contracts: [], contacts };
};

/** Was a client for years and left. */
export const formerClient: Story = (random, now) => {
  const end = startMonthsBefore(random, now, 1, 26);
  const start = monthsAfter(end, -12 * random.int(3, 4));
  const contract = Contract.signed(start, termsOf(PLANS.enterprise, random.int(60, 300), YEARLY));
  resizeAtRenewals(random, contract, { from: monthsAfter(start, 12), to: end });
  contract.end(end, reasonToLeave(random));
  const contacts = [
    ...onboarding(random, start),
    ...closeCare(random, { from: start, to: end }, 2.5),
    ...partingWords(random, daysBefore(end, random.int(40, 110))),
  ];
  return { contracts: [contract], contacts, isManaged: random.chance(0.3) };
};
