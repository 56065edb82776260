import type { Instant } from '../../classification/calendar.js';
import type { AccountImport, InteractionImport, SubscriptionImport, UsageImport } from '../../imports/import.inputs.js';
import { asSold, usageOf } from './billing.js';
import type { Company } from './companies.js';
import type { Random } from './random.js';
import type { Life, Role } from './story.js';
import { SUCCESS_MANAGERS, SUPPORT_TEAM } from './vendor.js';

/** All records of one account. */
export interface AccountRecords {
  account: AccountImport;
  subscriptions: SubscriptionImport[];
  interactions: InteractionImport[];
  usage: UsageImport[];
}

const segmentOf = (seats: number): string =>
  seats < 20 ? 'Small business' : seats < 150 ? 'Mid-market' : 'Enterprise';

/** One in this many accounts has an identity, as if Stripe billed it. */
const BILLED_BY_STRIPE = 10;

const SOURCES = ['Referral', 'Search', 'Event', 'Partner', 'Outbound'];

/** Makes the records of account `number` from a company and its history, as known at `now`. */
export function recordsOf(random: Random, number: number, company: Company, life: Life, now: Instant): AccountRecords {
  const { name, domain, industry, country, desiredOutcome } = company;
  const accountExternalId = `acc-${number}`;
  const seats = Math.max(0, ...life.contracts.map((contract) => contract.seats)) || random.int(2, 60);
  const manager = random.pick(SUCCESS_MANAGERS).externalId!;

  const participantOf = (by: Role | null): string | null =>
    by === 'SUCCESS' ? manager : by === 'SUPPORT' ? random.pick(SUPPORT_TEAM).externalId! : null;

  return {
    account: {
      externalId: accountExternalId,
      identities: number % BILLED_BY_STRIPE === 0 ? [{ source: 'stripe', externalId: `cus_demo${number}` }] : null,
      name,
      domain,
      desiredOutcome,
      successManagerExternalId: life.isManaged ? manager : null,
      attributes: {
        segment: segmentOf(seats),
        industry,
        country,
        employees: seats * random.int(3, 9) + random.int(0, 9),
        source: random.pick(SOURCES),
      },
    },
    subscriptions: life.contracts.map(({ phases, churnReason }, i) =>
      asSold({ externalId: `sub-${number}-${i + 1}`, accountExternalId, churnReason, phases }, number, country),
    ),
    interactions: life.contacts
      .filter(({ occurredAt }) => occurredAt <= now)
      .toSorted((a, b) => a.occurredAt - b.occurredAt)
      .map(({ by, ...contact }, i) => ({
        externalId: `int-${number}-${i + 1}`,
        accountExternalId,
        memberExternalId: participantOf(by),
        ...contact,
      })),
    usage: usageOf(
      number,
      accountExternalId,
      life.contracts.flatMap(({ phases }) => phases),
      now,
    ),
  };
}
