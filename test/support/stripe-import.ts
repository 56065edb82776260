import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Stripe from 'stripe';
import { clientele, DEADLINE_MS, Running, type Settings } from './processes.js';
import { NOW, type TestServer, type TestWorkspace } from './server.js';
import {
  customer,
  monthOf,
  invoiceItem,
  JANUARY,
  DAY,
  monthlyInvoices,
  price,
  product,
  subscription,
} from './stripe-objects.js';
import { STRIPE_KEY, type StripeServer } from './stripe-server.js';

export const STARTER = price('price_starter', 'prod_starter', 1000);
export const TEAM = price('price_team', 'prod_team', 5000);

/** Returns how many months of a subscription have started by `now`, in seconds. */
function monthsUntil(start: number, now: number): number {
  let months = 0;
  while (monthOf(start, months) <= now) months++;
  return months;
}

/** Adds what is sold. Stripe's time is that of the server. */
export function addCatalog(stripe: StripeServer): void {
  stripe.now = NOW;
  stripe.put('products', product('prod_starter', 'Starter'), product('prod_team', 'Team'));
  stripe.put('prices', STARTER, TEAM);
}

/** Adds a catalog, and customers with a subscription and its monthly invoices each. */
export function addClientBase(stripe: StripeServer, customers: number): void {
  addCatalog(stripe);
  for (let index = 0; index < customers; index++) addCustomer(stripe, index);
}

const startOf = (index: number): number => JANUARY + (index % 300) * DAY;

/** The subscription of a customer, with an invoice for each month. */
export function sell(
  stripe: StripeServer,
  index: number,
  quantity = 1 + (index % 4),
  start = startOf(index),
): Stripe.Subscription {
  const months = monthsUntil(start, NOW / 1000);
  const sold = { customer: `cus_${index}`, price: index % 3 ? STARTER : TEAM, quantity, start, period: months - 1 };
  const bought = subscription(`sub_${index}`, sold);
  stripe.put('subscriptions', bought);
  stripe.put('invoices', ...monthlyInvoices(bought, months));
  return bought;
}

export function addCustomer(stripe: StripeServer, index: number, start = startOf(index)): Stripe.Subscription {
  stripe.put('customers', customer(`cus_${index}`, { created: start }));
  if (index % 5 === 0) stripe.put('invoiceitems', invoiceItem(`ii_${index}`, `cus_${index}`, 5000 + index));
  return sell(stripe, index, 1 + (index % 4), start);
}

/** Runs `clientele import stripe` in a folder of its own, against test servers. */
export class StripeImport {
  readonly folder = mkdtempSync(join(tmpdir(), 'stripe-import-'));
  /** Everything that the commands have written to their output. */
  output = '';

  constructor(
    readonly stripe: StripeServer,
    readonly server: Pick<TestServer, 'url'>,
    readonly workspace: Pick<TestWorkspace, 'key'>,
  ) {}

  get settings(): Settings {
    return {
      CLIENTELE_ENDPOINT: this.server.url,
      CLIENTELE_API_KEY: this.workspace.key,
      STRIPE_API_KEY: STRIPE_KEY,
      STRIPE_API_BASE: this.stripe.url,
      TMPDIR: this.folder,
    };
  }

  async run(
    args: string[] = [],
    settings: Settings = {},
  ): Promise<{ ending: number | NodeJS.Signals; stdout: string; stderr: string }> {
    const result = await clientele(
      ['import', 'stripe', ...args],
      { ...this.settings, ...settings },
      DEADLINE_MS,
      this.folder,
    );
    this.output += result.stdout + result.stderr;
    return result;
  }

  start(args: string[] = []): Running {
    return new Running(['import', 'stripe', ...args], this.settings, this.folder);
  }

  /** The names and contents of all files in the folder. */
  get files(): Record<string, string> {
    const names = readdirSync(this.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(
      names.map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
