/** Stories of accounts that have not bought anything. */
import { contact, firstCall, letters, onboarding, SOUR, supportTickets, usage } from './contacts.js';
import { Contract, MONTHLY, termsOf } from './contract.js';
import { daysAfter, daysBefore, monthsBefore } from './dates.js';
import { startMonthsBefore, reasonToLeave, withoutTerm } from './passages.js';
import type { Story } from './story.js';
import { PLANS } from './vendor.js';

/** A running trial. Most continue as a paid subscription; the others end unless the account signs. */
export const runningTrial: Story = (random, now) => {
  const start = daysBefore(now, random.int(2, 12));
  const end = daysAfter(start, random.pick([14, 14, 30]));
  const plan = random.pick([PLANS.starter, PLANS.team, PLANS.team, PLANS.business]);
  const contract = Contract.onTrial(start, termsOf(plan, random.int(2, 25), withoutTerm(random)));
  if (random.chance(0.6)) contract.continue(end);
  else contract.end(end);
  return { contracts: [contract], contacts: onboarding(random, start) };
};

/** A trial that ended without a purchase. */
export const churnedAfterTrial: Story = (random, now) => {
  const end = startMonthsBefore(random, now, 1, 20);
  const start = daysBefore(end, 14);
  const contract = Contract.onTrial(start, termsOf(PLANS.starter, random.int(2, 12), MONTHLY));
  contract.end(end, random.chance(0.6) ? reasonToLeave(random) : null);
  const contacts = onboarding(random, start);
  if (random.chance(0.4)) contacts.push(contact(random, 'FEEDBACK', daysAfter(end, 7), SOUR));
  return { contracts: [contract], contacts };
};

/** On the free plan, so not a customer. */
export const freeUser: Story = (random, now) => {
  const start = startMonthsBefore(random, now, 1, 30);
  const contacts = [
    ...usage(random, { from: start, to: now }, 1),
    ...letters(random, { from: start, to: now }, 0.8),
    ...supportTickets(random, { from: start, to: now }, 0.3),
  ];
  return { contracts: [Contract.signed(start, termsOf(PLANS.free, random.int(1, 3), MONTHLY))], contacts };
};

/** A lead with conversations only. */
export const openLead: Story = (random, now) => {
  const since = monthsBefore(now, random.int(1, 9), random.int(0, 27));
  const contacts = [firstCall(random, since), ...letters(random, { from: since, to: now }, 4)];
  return { contracts: [], contacts };
};
