import fc from 'fast-check';
import type Stripe from 'stripe';
import { readCatalog } from '../../../../src/cli/import/stripe/reading/catalog.js';
import { connectToStripe } from '../../../../src/cli/import/stripe/reading/connect.js';
import { findChangedCustomers } from '../../../../src/cli/import/stripe/reading/changed-customers.js';
import { readEvents, toChange, type Change } from '../../../../src/cli/import/stripe/reading/events.js';
import { readStatusSince, StatusSince } from '../../../../src/cli/import/stripe/reading/status-since.js';
import { follow } from '../../../../src/cli/import/stripe/follow.js';
import { newState, type FollowState } from '../../../../src/cli/import/stripe/follow-state.js';
import type { ImportContext, SourcedRecord } from '../../../../src/cli/import/source.js';
import { DAY, event, price, subscription } from '../../../support/stripe-objects.js';
import { addClientBase, addCustomer, sell } from '../../../support/stripe-import.js';
import { STRIPE_KEY, StripeServer } from '../../../support/stripe-server.js';
import { NOW } from '../../../support/server.js';
import { waitUntil } from '../../../support/wait-until.js';

const NOW_S = NOW / 1000;
const bought = subscription('sub_1', { customer: 'cus_1', price: price('price_1', 'prod_1', 100) });
const paused = { ...bought, pause_collection: { behavior: 'void', resumes_at: null } };

/** A change of a subscription's status. */
const changed = (id: string, created: number, isPaused: boolean): Stripe.Event =>
  event(id, 'customer.subscription.updated', created, isPaused ? paused : bought, { pause_collection: null });

describe('events of Stripe', () => {
  let stripe: StripeServer;
  const stop = new AbortController();
  const connect = (signal = stop.signal) => connectToStripe({ key: STRIPE_KEY, url: stripe.url }, signal);
  beforeEach(async () => {
    stripe = await StripeServer.start();
    stripe.now = NOW;
  });
  afterEach(() => stripe.close());
  afterAll(() => stop.abort());

  it('name the customer whose objects changed, or the catalog', async () => {
    const objects = {
      customer: { object: 'customer', id: 'cus_1' },
      invoice: { object: 'invoice', id: 'in_1', customer: 'cus_2' },
      expanded: { object: 'credit_note', id: 'cn_1', customer: { id: 'cus_3' } },
      discount: { object: 'discount', id: 'di_1', customer: 'cus_4' },
      price: { object: 'price', id: 'price_1' },
      charge: { object: 'charge', id: 'ch_1', customer: 'cus_5' },
      ownerless: { object: 'invoice', id: 'in_2', customer: null },
    };
    Object.entries(objects).forEach(([id, object], index) =>
      stripe.put('events', event(id, 'any', NOW_S - index, object)),
    );
    const subjects: Record<string, Change['subject']> = {};
    for await (const { id, subject } of readEvents(connect(), NOW_S - DAY)) subjects[id] = subject;
    expect(subjects).toEqual({
      customer: { customer: 'cus_1' },
      invoice: { customer: 'cus_2' },
      expanded: { customer: 'cus_3' },
      discount: { customer: 'cus_4' },
      price: 'catalog',
      charge: undefined,
      ownerless: undefined,
    });
  });

  it('tell since when a subscription has been paused, also if the pause was prolonged', async () => {
    stripe.put('events', changed('evt_1', NOW_S - 20 * DAY, true), changed('evt_2', NOW_S - 10 * DAY, true));
    stripe.put('events', changed('evt_old', NOW_S - 40 * DAY, true), changed('evt_other', NOW_S - DAY, false));
    stripe.put(
      'events',
      event('evt_3', 'customer.subscription.updated', NOW_S - 5 * DAY, { ...paused, id: 'sub_2' }, { metadata: {} }),
    );
    stripe.remove('events', 'evt_other');
    expect((await readStatusSince(connect(), NOW_S)).all).toEqual(new Map([['sub_1', NOW_S - 20 * DAY]]));
  });

  it('tell the same about pauses however often events are listed', () => {
    const history = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(history, fc.array(fc.nat(7)), (states, repeated) => {
        const changes = states.map((isPaused, index) => toChange(changed(`evt_${index}`, 1000 + index, isPaused)));
        const once = new StatusSince();
        for (const change of changes) once.add(change);
        const again = new StatusSince();
        for (const change of changes) again.add(change);
        for (const index of repeated) if (changes[index]) again.add(changes[index]);
        expect(again.all).toEqual(once.all);
        // The oracle: the first of the last unbroken row of paused states.
        const last = states.lastIndexOf(false);
        expect(once.all).toEqual(states.at(-1) ? new Map([['sub_1', 1000 + last + 1]]) : new Map());
      }),
    );
  });

  it('find customers that changed without a new object, in the last 30 days', async () => {
    addClientBase(stripe, 4);
    stripe.put('events', event('evt_1', 'customer.subscription.updated', NOW_S - 2 * DAY, sell(stripe, 1)));
    stripe.put('events', event('evt_2', 'customer.subscription.updated', NOW_S - 40 * DAY, sell(stripe, 2)));
    stripe.put('events', event('evt_3', 'charge.succeeded', NOW_S - DAY, { object: 'charge', customer: 'cus_3' }));
    addCustomer(stripe, 9, NOW_S - DAY);
    expect(await findChangedCustomers(connect(), NOW_S - 3 * DAY, NOW_S)).toEqual(['cus_1', 'cus_9']);
  });

  describe('that are followed', () => {
    /** Follows with short waits until the condition holds, and returns what was sent at each time. */
    async function followUntil(isDone: (sent: string[][], notes: string[]) => boolean, start?: Partial<FollowState>) {
      const stopping = new AbortController();
      const sent: string[][] = [];
      const notes: string[] = [];
      const terminal = { note: (text: string) => notes.push(text), print: () => undefined };
      const workspace = { name: 'Test', currencyCode: 'USD', timeZone: 'UTC' };
      const context = {
        workspaceId: 'wrk_1',
        workspace,
        isDryRun: false,
        terminal,
        signal: stopping.signal,
      } as unknown as ImportContext;
      const catalog = {
        products: new Map(),
        prices: new Map(),
        coupons: new Map(),
        ranks: new Map(),
        workspace,
        readAt: NOW_S,
      };
      let state = { ...newState(context, STRIPE_KEY, NOW_S), ...start };
      const following = follow({
        stripe: connect(stopping.signal),
        key: STRIPE_KEY,
        context,
        intervalMs: 20,
        statusSince: new StatusSince(state.statusSince),
        catalog,
        readCatalog: async () => ({ ...catalog, products: (await readCatalog(connect())).products }),
        state,
        saveState: (next) => Promise.resolve(void (state = next)),
        send: async (items) => {
          const origins: string[] = [];
          for await (const item of items) if ('record' in item) origins.push((item satisfies SourcedRecord).origin);
          sent.push(origins);
          return `${origins.length} records`;
        },
      });
      try {
        let hasEnded = false;
        const end = following.finally(() => (hasEnded = true));
        await Promise.race([end, waitUntil('the changes are sent', () => hasEnded || isDone(sent, notes))]);
      } finally {
        stopping.abort();
        await following.catch(() => undefined);
      }
      return { sent, notes, state };
    }

    it('are imported once each, however late and however often Stripe lists them', async () => {
      addClientBase(stripe, 3);
      stripe.put('events', event('evt_5', 'customer.updated', NOW_S + 5, { object: 'customer', id: 'cus_1' }));
      const late = event('evt_3', 'customer.updated', NOW_S - 100, { object: 'customer', id: 'cus_2' });
      let polls = 0;
      stripe.fault = (path) => {
        if (path.includes('created') && ++polls === 3) stripe.put('events', late);
        return undefined;
      };
      const { sent, state } = await followUntil((some) => some.length === 2 && polls > 6);
      expect(sent).toEqual([
        ['customer cus_1', 'subscription sub_1'],
        ['customer cus_2', 'subscription sub_2'],
      ]);
      expect(state).toMatchObject({ through: NOW_S + 5, polledAt: NOW_S, seen: ['evt_5', 'evt_3'] });
    });

    it('import a product that is listed later than its first sale, and the sale again', async () => {
      addClientBase(stripe, 2);
      stripe.put('events', event('evt_1', 'customer.subscription.created', NOW_S + 5, sell(stripe, 1)));
      let polls = 0;
      stripe.fault = (path) => {
        const sold = event('evt_2', 'product.created', NOW_S + 4, { object: 'product', id: 'prod_team' });
        if (path.includes('created') && ++polls === 3) stripe.put('events', sold);
        return undefined;
      };
      const { sent } = await followUntil((some) => some.length === 2);
      expect(sent).toEqual([
        ['customer cus_1', 'subscription sub_1'],
        ['product prod_team', 'product prod_starter', 'customer cus_1', 'subscription sub_1'],
      ]);
    });

    it('are read again when Stripe or the network fails, and none is lost', async () => {
      addClientBase(stripe, 2);
      stripe.put('events', event('evt_1', 'customer.updated', NOW_S + 5, { object: 'customer', id: 'cus_1' }));
      let failures = 0;
      stripe.fault = (path) =>
        path.startsWith('customers/') && failures++ < 1
          ? { status: 500, headers: { 'stripe-should-retry': 'false' } }
          : undefined;
      const { sent, notes } = await followUntil((some) => some.some((origins) => origins.length === 2));
      expect(sent.at(-1)).toEqual(['customer cus_1', 'subscription sub_1']);
      expect(notes).toEqual([
        expect.stringMatching(/^Stripe refused a request, request req_\d+: .+ Trying again in 0\.02 s\.$/),
      ]);
    });

    it('end the command when the key has been revoked', async () => {
      stripe.keys.delete(STRIPE_KEY);
      await expect(followUntil(() => false)).rejects.toThrow(/^Stripe does not know the key/);
    });
  });
});
