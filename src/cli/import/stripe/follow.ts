import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';
import { counted } from '../layout.js';
import type { ImportContext, SourcedRecord, Verdict } from '../source.js';
import type { Catalog } from './mapping/objects.js';
import { recordsOfCatalog, recordsOfCustomer } from './records.js';
import { readStripeClock } from './reading/clock.js';
import { explainStripeError, isTransient } from './reading/errors.js';
import { readEvents, type Change } from './reading/events.js';
import type { StatusSince } from './reading/status-since.js';
import { readCustomer } from './reading/whole-customer.js';
import type { FollowState } from './follow-state.js';

/**
 * Events are read again from this many seconds before the last one, because Stripe may list an event later than one created
 * after it.
 */
const OVERLAP_S = 300;

export interface FollowOptions {
  stripe: Stripe;
  key: string;
  context: ImportContext;
  intervalMs: number;
  statusSince: StatusSince;
  catalog: Catalog;
  /** Reads the catalog again, with ranks. */
  readCatalog: () => Promise<Catalog>;
  /** Where to begin. */
  state: FollowState;
  saveState: (state: FollowState) => Promise<void>;
  /** Imports records immediately. */
  send: (items: AsyncIterable<SourcedRecord | Verdict>) => Promise<string>;
}

/**
 * Imports what changes until the signal is aborted. An event is only a hint: the customer's objects are read again, so that
 * events may come late, twice and in any order. The state is saved after the records have been sent; events whose records
 * were sent before a crash are imported again, which changes nothing.
 */
export async function follow(options: FollowOptions): Promise<void> {
  const { context, intervalMs, saveState } = options;
  let { state, catalog } = options;
  const isStopped = (): boolean => context.signal.aborted;
  while (!isStopped()) {
    try {
      const now = await readStripeClock(options.stripe);
      const changes = await readChanges(options, state);
      const fresh = changesSince(changes, new Set(state.seen));
      if (fresh.hasCatalog) catalog = await options.readCatalog();
      await sendChanges(options, fresh, { ...catalog, readAt: now });
      state = nextState(state, changes, options.statusSince, now);
      await saveState(state);
    } catch (error) {
      if (isStopped()) return;
      const explained = explainStripeError(causeOf(error), options.key);
      if (!isWorthRetrying(causeOf(error))) throw explained;
      context.terminal.note(`${explained.message} Trying again in ${intervalMs / 1000} s.`);
    }
    await sleep(intervalMs, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

/** An import that stopped names the reason as its cause. */
const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? error.cause : error;

/** Whether the error is one of the connection to Stripe or to Clientele. */
const isWorthRetrying = (error: unknown): boolean =>
  isTransient(error) || (error as { retryable?: unknown }).retryable === true;

/** Returns the events of the overlap as well, so that the next state knows them. */
async function readChanges({ stripe, statusSince }: FollowOptions, { through }: FollowState): Promise<Change[]> {
  const changes: Change[] = [];
  for await (const change of readEvents(stripe, through - OVERLAP_S)) changes.push(change);
  for (const change of changes.toReversed()) statusSince.add(change);
  return changes;
}

interface Fresh {
  events: number;
  customers: Set<string>;
  hasCatalog: boolean;
}

/** Returns what events tell that have not been imported. */
function changesSince(changes: readonly Change[], seen: ReadonlySet<string>): Fresh {
  const fresh = changes.filter(({ id }) => !seen.has(id));
  const hasCatalog = fresh.some(({ subject }) => subject === 'catalog');
  // A product may be listed later than its first sale, whose subscription has then been refused.
  const relevant = hasCatalog ? changes : fresh;
  const customers = relevant.flatMap(({ subject }) => (typeof subject === 'object' ? [subject.customer] : []));
  return { events: fresh.length, customers: new Set(customers), hasCatalog };
}

async function sendChanges(
  options: FollowOptions,
  { events, customers, hasCatalog }: Fresh,
  catalog: Catalog,
): Promise<void> {
  if (customers.size === 0 && !hasCatalog) return;
  const outcome = await options.send(recordsOf(options, customers, hasCatalog, catalog));
  const what = [counted(events, 'event'), counted(customers.size, 'customer')].join(', ');
  options.context.terminal.print(`${new Date().toISOString().slice(0, 19)}Z  ${what}: ${outcome}`);
}

async function* recordsOf(
  { stripe, statusSince }: FollowOptions,
  customers: Iterable<string>,
  hasCatalog: boolean,
  catalog: Catalog,
): AsyncGenerator<SourcedRecord | Verdict> {
  if (hasCatalog) yield* recordsOfCatalog(catalog);
  for (const id of customers) {
    const objects = await readCustomer(stripe, id);
    yield* recordsOfCustomer({ ...objects, statusSince: statusSince.all }, catalog);
  }
}

function nextState(
  state: FollowState,
  changes: readonly Change[],
  statusSince: StatusSince,
  polledAt: number,
): FollowState {
  const through = changes.reduce((latest, { created }) => Math.max(latest, created), state.through);
  return {
    of: state.of,
    through,
    polledAt,
    seen: changes.flatMap(({ id, created }) => (created >= through - OVERLAP_S ? [id] : [])),
    statusSince: Object.fromEntries(statusSince.all),
  };
}
