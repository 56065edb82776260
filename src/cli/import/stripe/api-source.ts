import type Stripe from 'stripe';
import { wrap } from '../layout.js';
import type { ImportContext, Source } from '../source.js';
import type { StripeOptions } from './command.js';
import { noCustomers, readAllCustomers, readChangedCustomers, type Customers } from './customers.js';
import { follow } from './follow.js';
import { findState, newState, STATE_FILE, writeState, type FollowState } from './follow-state.js';
import { findKey } from './key-prompt.js';
import type { Catalog } from './mapping/objects.js';
import { rankProducts } from './mapping/plans.js';
import { confirmRanks } from './ranks.js';
import { Reconciliation } from './reconciliation.js';
import { recordsOfCatalog, recordsOfCustomer } from './records.js';
import { readCatalog } from './reading/catalog.js';
import { readStripeClock } from './reading/clock.js';
import { connectToStripe } from './reading/connect.js';
import { explainStripeError } from './reading/errors.js';
import { checkPermissions } from './reading/permissions.js';
import { StatusSince } from './reading/status-since.js';
import { REPORT_FILE } from './report-file.js';
import type { StripeSettings } from './source.js';

/** How often `--follow` asks for new events. */
const INTERVAL_MS = 10_000;

/** Opens Stripe's API. */
export async function openApi(
  options: StripeOptions,
  settings: StripeSettings,
  context: ImportContext,
): Promise<Source> {
  const key = await findKey(options.key ?? settings.key, context.terminal);
  const stripe = connectToStripe({ key, url: settings.url }, context.signal);
  const explain = (error: unknown): unknown =>
    context.signal.aborted ? context.signal.reason : explainStripeError(error, key);
  try {
    await checkPermissions(stripe);
    const now = await readStripeClock(stripe);
    const state = options.follow ? await findState(context, key, now) : undefined;
    const found = await readCatalog(stripe);
    // After a restart of `--follow`, the ranks have been confirmed.
    const isConfirmed = options.yes === true || state !== undefined;
    const catalog: Catalog = {
      ...found,
      ranks: await confirmRanks(found, context, isConfirmed),
      workspace: context.workspace,
      readAt: now,
    };
    const customers = await readCustomers(stripe, options, now, state, context);
    const source = sourceOf(catalog, customers, explain);
    if (!options.follow) return source;
    return { ...source, follow: followerOf({ stripe, key, context, catalog, customers, state }) };
  } catch (error) {
    throw explain(error);
  }
}

function readCustomers(
  stripe: Stripe,
  { since }: StripeOptions,
  now: number,
  state: FollowState | undefined,
  context: ImportContext,
): Promise<Customers> {
  if (state) return Promise.resolve(noCustomers(new StatusSince(state.statusSince)));
  return since === undefined
    ? readAllCustomers(stripe, now, context)
    : readChangedCustomers(stripe, since, now, context);
}

function sourceOf(catalog: Catalog, customers: Customers, explain: (error: unknown) => unknown): Source {
  const reconciliation = new Reconciliation();
  const statusSince = customers.statusSince.all;
  let done = 0;
  return {
    name: 'Stripe',
    reportFile: REPORT_FILE,
    async *records() {
      try {
        yield* recordsOfCatalog(catalog);
        for await (const objects of customers.all()) {
          yield* recordsOfCustomer({ ...objects, statusSince }, catalog, reconciliation);
          done++;
        }
      } catch (error) {
        throw explain(error);
      }
    },
    share: () => Math.min(1, done / Math.max(1, customers.total)),
    report: () =>
      Promise.resolve([
        ...reconciliation.report(),
        ...(customers.note === undefined ? [] : ['', ...wrap(customers.note)]),
      ]),
    close: () => customers.close(),
  };
}

interface Following {
  stripe: Stripe;
  key: string;
  context: ImportContext;
  catalog: Catalog;
  customers: Customers;
  state: FollowState | undefined;
}

const followerOf =
  ({ stripe, key, context, catalog, customers, state }: Following): NonNullable<Source['follow']> =>
  (send) => {
    const { workspace } = context;
    const readAgain = async (): Promise<Catalog> => {
      const found = await readCatalog(stripe);
      return { ...found, ranks: rankProducts(found.products, found.prices), workspace, readAt: catalog.readAt };
    };
    return follow({
      stripe,
      key,
      context,
      send,
      catalog,
      readCatalog: readAgain,
      statusSince: customers.statusSince,
      intervalMs: INTERVAL_MS,
      state: state ?? newState(context, key, catalog.readAt),
      saveState: (next) => writeState(STATE_FILE, next),
    });
  };
