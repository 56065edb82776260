import type { Instant } from '../../classification/calendar.js';
import type { ImportInput } from '../../imports/import.inputs.js';
import { euroRates } from './billing.js';
import { CAST } from './cast.js';
import { inventCompanies } from './companies.js';
import { Random } from './random.js';
import { recordsOf, type AccountRecords } from './records.js';
import { plansOn, SUCCESS_MANAGERS, SUPPORT_TEAM } from './vendor.js';

const SEED = 20_240_229;
/** Maximum number of records of one import. */
const MAX_RECORDS_PER_BATCH = 1_000;
const FIRST_ACCOUNT_NUMBER = 1001;

/**
 * Generates the client base of a fictional vendor as known at `now`, as imports to be sent in this order. The same `now`
 * gives the same base; another `now` gives the same companies and histories, shifted in time.
 */
export function makeDemoBase(now: Instant): ImportInput[] {
  const random = Random.ofSeed(SEED);
  const stories = random.shuffled(
    Object.values(CAST)
      .flat()
      .flatMap(([story, accounts]) => Array.from({ length: accounts }, () => story)),
  );
  const companies = inventCompanies(random, stories.length);
  const accounts = stories.map((story, i) => {
    const own = random.fork();
    return recordsOf(own, FIRST_ACCOUNT_NUMBER + i, companies[i]!, story(own, now), now);
  });
  const vendor: ImportInput = {
    plans: plansOn(now),
    members: [...SUCCESS_MANAGERS, ...SUPPORT_TEAM],
    exchangeRates: euroRates(now),
  };
  return [vendor, ...inBatches(accounts)];
}

/** Keeps an account's records together, so that each account is derived once. */
function inBatches(accounts: readonly AccountRecords[]): ImportInput[] {
  const batches: AccountRecords[][] = [];
  let size = Infinity;
  for (const records of accounts) {
    const count = 1 + records.subscriptions.length + records.interactions.length + records.usage.length;
    if (size + count > MAX_RECORDS_PER_BATCH) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)!.push(records);
    size += count;
  }
  return batches.map((batch) => ({
    accounts: batch.map(({ account }) => account),
    subscriptions: batch.flatMap(({ subscriptions }) => subscriptions),
    interactions: batch.flatMap(({ interactions }) => interactions),
    usage: batch.flatMap(({ usage }) => usage),
  }));
}
