import { mkdtempSync, readdirSync, rmSync, statSync, mkdirSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CustomerObjects } from '../../../../src/cli/import/stripe/reading/objects.js';
import { readCatalog } from '../../../../src/cli/import/stripe/reading/catalog.js';
import { connectToStripe } from '../../../../src/cli/import/stripe/reading/connect.js';
import { explainStripeError } from '../../../../src/cli/import/stripe/reading/errors.js';
import { checkPermissions } from '../../../../src/cli/import/stripe/reading/permissions.js';
import { readAll } from '../../../../src/cli/import/stripe/reading/read-all.js';
import { Spool } from '../../../../src/cli/import/stripe/reading/spool.js';
import { readCustomer } from '../../../../src/cli/import/stripe/reading/whole-customer.js';
import {
  coupon,
  creditNote,
  customer,
  DAY,
  discount,
  invoice,
  invoiceItem,
  JANUARY,
  line,
  monthlyInvoices,
  price,
  product,
  subscription,
} from '../../../support/stripe-objects.js';
import { STRIPE_KEY, StripeServer, type Fault } from '../../../support/stripe-server.js';

const starter = price('price_starter', 'prod_starter', 1000);

describe('reading Stripe', () => {
  let server: StripeServer;
  const folder = mkdtempSync(join(tmpdir(), 'stripe-reading-'));
  const never = new AbortController().signal;
  const connect = (key = STRIPE_KEY, signal = never) => connectToStripe({ key, url: server.url }, signal);

  beforeEach(async () => {
    server = await StripeServer.start();
    server.put('products', product('prod_starter', 'Starter'));
    server.put('prices', starter);
  });
  afterEach(() => server.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Adds customers with a subscription and invoices each. */
  function addCustomers(count: number, months = 2): void {
    for (let index = 0; index < count; index++) {
      const start = JANUARY + index * DAY;
      const bought = subscription(`sub_${index}`, { customer: `cus_${index}`, price: starter, start });
      server.put('customers', customer(`cus_${index}`, { created: start }));
      server.put('subscriptions', bought);
      server.put('invoices', ...monthlyInvoices(bought, months));
    }
  }

  async function readEverything(signal = never): Promise<CustomerObjects[]> {
    const spool = await Spool.create(folder);
    try {
      await readAll(connect(STRIPE_KEY, signal), spool, signal);
      const all: CustomerObjects[] = [];
      for await (const one of spool.customers()) all.push(one);
      return all.sort((one, other) => (one.customer.id < other.customer.id ? -1 : 1));
    } finally {
      await spool.remove();
    }
  }

  const idsOf = (all: readonly CustomerObjects[]) =>
    all.map((one) => [one.customer, ...one.subscriptions, ...one.invoices].map(({ id }) => id).sort());

  it('returns each object of many pages once, with those of its customer', async () => {
    addCustomers(130);
    const all = await readEverything();
    expect(all).toHaveLength(130);
    for (const { customer: owner, subscriptions, invoices } of all) {
      const index = owner.id.slice('cus_'.length);
      expect(subscriptions.map(({ id }) => id)).toEqual([`sub_${index}`]);
      expect(invoices.map(({ id }) => id).sort()).toEqual([`in_sub_${index}_0`, `in_sub_${index}_1`]);
    }
    expect(server.requests.filter((path) => path.startsWith('invoices?'))).toHaveLength(3);
  });

  it('reads canceled subscriptions, and customers that have been deleted', async () => {
    const ended = subscription(
      'sub_ended',
      { customer: 'cus_gone', price: starter },
      { status: 'canceled', ended_at: JANUARY + DAY },
    );
    server.put('subscriptions', ended);
    expect(await readEverything()).toMatchObject([
      { customer: { id: 'cus_gone', deleted: true }, subscriptions: [{ id: 'sub_ended', status: 'canceled' }] },
    ]);
  });

  it('reads all lines of an invoice and all items of a subscription, of which Stripe embeds the first ten', async () => {
    const bought = subscription('sub_1', { customer: 'cus_1', price: starter });
    const lines = Array.from({ length: 123 }, (_, index) => line(`il_${index}`, bought, JANUARY, JANUARY + DAY));
    const [item] = bought.items.data;
    bought.items.data = Array.from({ length: 12 }, (_, index) => ({ ...item!, id: `si_${index}` }));
    server.put('customers', customer('cus_1'));
    server.put('subscriptions', bought);
    server.put('subscription_items', ...bought.items.data);
    server.put('invoices', invoice('in_1', bought, lines));
    const [one] = await readEverything();
    expect(one!.invoices[0]!.lines.has_more).toBe(false);
    expect(one!.invoices[0]!.lines.data.map(({ id }) => id)).toEqual(lines.map(({ id }) => id));
    expect(one!.subscriptions[0]!.items.data).toHaveLength(12);
  });

  it('reads discounts with deleted coupons, tiers and the products of coupons, which Stripe leaves out unless asked', async () => {
    const deleted = coupon('deleted');
    const off = [discount('di_1', 'twenty'), discount('di_2', '', { source: { coupon: deleted, type: 'coupon' } })];
    server.put('subscriptions', subscription('sub_1', { customer: 'cus_1', price: starter }, { discounts: off }));
    server.put('coupons', coupon('twenty', { applies_to: { products: ['prod_starter'] } }));
    server.put('prices', price('price_tiers', 'prod_starter', 0, { tiers: [{ up_to: null, unit_amount: 5 }] }));
    const catalog = await readCatalog(connect());
    expect(catalog.coupons.get('twenty')).toMatchObject({ applies_to: { products: ['prod_starter'] } });
    expect(catalog.prices.get('price_tiers')).toMatchObject({ tiers: [{ up_to: null, unit_amount: 5 }] });
    expect((await readEverything())[0]!.subscriptions[0]!.discounts).toEqual(off);
  });

  it('reads the same objects of a single customer as of all', async () => {
    addCustomers(3);
    const [billed] = monthlyInvoices(subscription('sub_1', { customer: 'cus_1', price: starter }), 1);
    server.put('credit_notes', creditNote('cn_1', billed!, 500));
    server.put('invoiceitems', invoiceItem('ii_1', 'cus_1', 700));
    const ofAll = (await readEverything()).find((one) => one.customer.id === 'cus_1');
    expect(JSON.parse(JSON.stringify(await readCustomer(connect(), 'cus_1')))).toEqual(ofAll);
    expect(ofAll).toMatchObject({ creditNotes: [{ id: 'cn_1' }], invoiceItems: [{ id: 'ii_1' }] });
  });

  describe('when Stripe has trouble', () => {
    /** Gives each path at most one of the faults. */
    const once = (faults: Record<string, Fault>) => {
      const left = new Map(Object.entries(faults));
      return (path: string) => {
        const name = [...left.keys()].find((start) => path.startsWith(start));
        const fault = left.get(name ?? '');
        left.delete(name ?? '');
        return fault;
      };
    };

    it('waits as long as a 429 asks, and repeats failed and broken requests', async () => {
      addCustomers(5);
      const calm = idsOf(await readEverything());
      const startedAt = performance.now();
      server.fault = once({
        customers: { status: 429, headers: { 'retry-after': '1' } },
        subscriptions: { status: 500 },
        subscription_schedules: { breaks: 'within' },
        invoices: { breaks: 'before' },
        invoiceitems: { delayMs: 300 },
        credit_notes: { status: 502, body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } },
      });
      expect(idsOf(await readEverything())).toEqual(calm);
      expect(performance.now() - startedAt).toBeGreaterThan(1000);
    });

    it('continues a list although the object that it read last has been deleted meanwhile', async () => {
      addCustomers(150, 1);
      const all = idsOf(await readEverything());
      let pages = 0;
      server.fault = (path) => {
        if (path.startsWith('invoices?') && ++pages === 2) {
          const lost = /starting_after=(\w+)/.exec(path)![1]!;
          server.remove('invoices', lost);
        }
        return undefined;
      };
      expect(idsOf(await readEverything())).toEqual(all);
    });

    it('stops at once when it is interrupted during a wait', async () => {
      addCustomers(1);
      server.fault = () => ({ status: 429, headers: { 'retry-after': '60' } });
      const interruption = new AbortController();
      setTimeout(() => interruption.abort(new Error('Interrupted')), 200);
      const startedAt = performance.now();
      await expect(readEverything(interruption.signal)).rejects.toThrow();
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    });
  });

  describe('with a key that does not suffice', () => {
    const refusal = async (key: string): Promise<string> => {
      const error = await checkPermissions(connect(key)).then(
        () => new Error('nothing was refused'),
        (reason: unknown) => explainStripeError(reason, key),
      );
      expect(error.message).not.toContain(key);
      return error.message;
    };

    it('names every permission that it lacks, before anything else is read', async () => {
      const key = 'rk_test_lacking';
      server.keys.set(key, new Set(['rak_invoice_read', 'rak_plan_read']));
      expect(await refusal(key)).toBe(
        'The Stripe key may not read Invoices (rak_invoice_read), Prices (rak_plan_read). Edit the key at ' +
          'https://dashboard.stripe.com/apikeys, set these permissions to Read, and run the command again.',
      );
      expect(server.requests.every((path) => path.includes('limit=1'))).toBe(true);
    });

    it('says that Stripe does not know the key', async () => {
      expect(await refusal('rk_test_unknown')).toContain('Stripe does not know the key');
    });

    it('refuses a publishable key and other texts without repeating them', () => {
      for (const key of ['pk_live_123', 'clk_secret', 'rk_live_with space', '']) {
        const error = (() => {
          try {
            connect(key);
          } catch (reason) {
            return (reason as Error).message;
          }
          return '';
        })();
        expect(error).toMatch(/^Expected a restricted key of Stripe, rk_/);
        if (key !== '') expect(error).not.toContain(key);
      }
    });

    it('refuses to send the key unencrypted to another machine', () => {
      expect(() => connectToStripe({ key: STRIPE_KEY, url: 'http://stripe.example' }, never)).toThrow(
        /STRIPE_API_BASE: expected/,
      );
    });
  });

  describe('the spool', () => {
    it('is readable by its owner only, and removed at the end', async () => {
      const spool = await Spool.create(folder);
      for (let index = 0; index < 200; index++) spool.add(customer('cus_1', { description: 'x'.repeat(1000) }));
      const [name] = readdirSync(folder);
      const path = join(folder, name!);
      const modes = [path, ...readdirSync(path).map((file) => join(path, file))].map(
        (each) => statSync(each).mode & 0o777,
      );
      expect(modes).toEqual([0o700, 0o600]);
      await spool.remove();
      expect(readdirSync(folder)).toEqual([]);
    });

    it('removes spools of killed imports, and keeps those of running ones', async () => {
      const running = `clientele-stripe-${hostname()}-${process.pid}-running`;
      const elsewhere = 'clientele-stripe-another-machine-1-abcdef';
      // Linux gives out no process id above 2 to the power of 22.
      for (const name of [running, elsewhere, `clientele-stripe-${hostname()}-4194305-dead`])
        mkdirSync(join(folder, name));
      const spool = await Spool.create(folder);
      expect(readdirSync(folder)).toHaveLength(3);
      await spool.remove();
      expect(readdirSync(folder).sort()).toEqual([elsewhere, running].sort());
    });
  });
});
