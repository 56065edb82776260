import type Stripe from 'stripe';
import { showProgress } from '../progress.js';
import type { ImportContext } from '../source.js';
import type { CustomerObjects } from './mapping/objects.js';
import { findChangedCustomers } from './reading/changed-customers.js';
import { readAll, type Counts } from './reading/read-all.js';
import { Spool } from './reading/spool.js';
import { readStatusSince, type StatusSince } from './reading/status-since.js';
import { readCustomer } from './reading/whole-customer.js';
import { describeSince, readSince } from './since.js';

/** The customers that an import maps. */
export interface Customers {
  all(): AsyncIterable<CustomerObjects>;
  /** An estimate, for the progress. */
  total: number;
  statusSince: StatusSince;
  /** What was left out, for the report. */
  note?: string;
  close(): Promise<void>;
}

/** Reads everything into a spool. */
export async function readAllCustomers(stripe: Stripe, now: number, { signal }: ImportContext): Promise<Customers> {
  const spool = await Spool.create();
  const progress = showProgress('Reading Stripe');
  let counts: Counts | undefined;
  const show = (latest: Counts): void => {
    counts = latest;
    progress.show(
      Object.values(latest).reduce((sum, some) => sum + some),
      undefined,
    );
  };
  try {
    const [statusSince] = await Promise.all([readStatusSince(stripe, now), readAll(stripe, spool, signal, show)]);
    const total = counts?.customer ?? 0;
    return { all: () => spool.customers(), total, statusSince, close: () => spool.remove() };
  } catch (error) {
    await spool.remove();
    throw error;
  } finally {
    progress.stop();
  }
}

/** Finds the customers that changed. Each is read only when the import reaches it. */
export async function readChangedCustomers(
  stripe: Stripe,
  date: string,
  now: number,
  { workspace }: ImportContext,
): Promise<Customers> {
  const since = readSince(date, workspace.timeZone, now);
  const [ids, statusSince] = await Promise.all([
    findChangedCustomers(stripe, since, now),
    readStatusSince(stripe, now),
  ]);
  return {
    async *all() {
      for (const id of ids) yield await readCustomer(stripe, id);
    },
    total: ids.length,
    statusSince,
    note: describeSince(date, ids.length),
    close: () => Promise.resolve(),
  };
}

/** For `--follow` after a restart: everything has been imported, and events tell what changed since. */
export const noCustomers = (statusSince: StatusSince): Customers => ({
  async *all() {
    // Nothing to read.
  },
  total: 0,
  statusSince,
  close: () => Promise.resolve(),
});
