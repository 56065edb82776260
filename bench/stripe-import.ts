/*
 * Measures the rate and the memory of `clientele import stripe`. A test server of Stripe generates the objects as they are
 * listed, and a stub of Clientele reports every record as created, both in a separate process. With CLIENTELE_ENDPOINT and
 * CLIENTELE_API_KEY, the records go to that server instead.
 *
 *   npm run build && npx tsx bench/stripe-import.ts 100000 24
 *
 * The arguments are the numbers of subscriptions, and of invoices for each.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type Stripe from 'stripe';
import {
  customer,
  line,
  invoice,
  JANUARY,
  monthOf,
  price,
  product,
  subscription,
} from '../test/support/stripe-objects.js';
import { STRIPE_KEY, StripeServer } from '../test/support/stripe-server.js';
import { ArrayList, type ObjectList, type StripeObject } from '../test/support/stripe/object-list.js';

const [subscriptions = 100_000, invoices = 24] = process.argv
  .slice(2)
  .filter((arg) => arg !== '--serve')
  .map(Number);

/** Objects that are made when they are listed. `idOf` ends with the index. */
class GeneratedList implements ObjectList {
  constructor(
    private readonly length: number,
    private readonly make: (index: number) => object,
  ) {}

  find(): undefined {
    return undefined;
  }

  select(): ReturnType<ObjectList['select']> {
    return {
      length: this.length,
      at: (index) => this.make(index) as StripeObject,
      indexOf: (id) => Number(/\d+$/.exec(id)![0]),
    };
  }
}

const starter = price('price_starter', 'prod_starter', 1000);

function subscriptionOf(index: number): Stripe.Subscription {
  return subscription(`sub_${index}`, {
    customer: `cus_${index}`,
    price: starter,
    quantity: 1 + (index % 9),
    period: invoices - 1,
  });
}

/** The newest invoices of all subscriptions come first, so that those of a customer are as far apart as they can be. */
function invoiceOf(index: number): Stripe.Invoice {
  const month = invoices - 1 - Math.floor(index / subscriptions);
  const of = subscriptionOf(index % subscriptions);
  return invoice(`in_${index}`, of, [line(`il_${index}`, of, monthOf(JANUARY, month), monthOf(JANUARY, month + 1))]);
}

async function serve(): Promise<void> {
  const products = new ArrayList();
  products.put(product('prod_starter', 'Starter') as unknown as StripeObject);
  const prices = new ArrayList();
  prices.put(starter as unknown as StripeObject);
  const stripe = await StripeServer.start({
    products,
    prices,
    customers: new GeneratedList(subscriptions, (index) => customer(`cus_${index}`)),
    subscriptions: new GeneratedList(subscriptions, subscriptionOf),
    invoices: new GeneratedList(subscriptions * invoices, invoiceOf),
  });
  stripe.now = monthOf(JANUARY, invoices - 1) * 1000 + 86_400_000;
  const clientele = createServer((request, response) => {
    void json(request).then((body) => {
      const { input = {} } = (body as { variables?: { input?: object } }).variables ?? {};
      const created = Object.values(input).reduce<number>(
        (sum, some) => sum + (Array.isArray(some) ? some.length : 0),
        0,
      );
      const workspace = { id: 'wrk_1', name: 'Bench', currencyCode: 'USD', timeZone: 'UTC' };
      const counts = { accounts: 0, customers: 0, counts: [] };
      const data = {
        workspace,
        clientBase: counts,
        accounts: { nodes: [], edges: [], pageInfo: { hasNextPage: false, endCursor: null } },
        import: { created, updated: 0, unchanged: 0, refused: 0, userErrors: [], notices: [] },
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
    });
  });
  clientele.listen(0, '127.0.0.1', () => {
    const { port } = clientele.address() as AddressInfo;
    process.send!({ stripe: stripe.url, clientele: `http://127.0.0.1:${port}/graphql` });
  });
  // Bounds what the list of requests needs.
  setInterval(() => (stripe.requests.length = 0), 1_000).unref();
  process.once('disconnect', () => process.exit());
}

const CLI = fileURLToPath(new URL('../dist/src/cli/clientele.js', import.meta.url));

async function measure(): Promise<void> {
  const server = fork(process.argv[1]!, [String(subscriptions), String(invoices), '--serve']);
  const [urls] = (await once(server, 'message')) as [{ stripe: string; clientele: string }];
  const folder = mkdtempSync(join(tmpdir(), 'stripe-bench-'));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CLI, 'import', 'stripe', '--yes'], {
    cwd: folder,
    env: {
      CLIENTELE_API_KEY: `clk_${'a'.repeat(12)}_${'a'.repeat(43)}`,
      CLIENTELE_ENDPOINT: urls.clientele,
      ...process.env,
      STRIPE_API_KEY: STRIPE_KEY,
      STRIPE_API_BASE: urls.stripe,
      TMPDIR: folder,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ending = once(child, 'close');
  let peakMb = 0;
  let spoolMb = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peakMb = Math.max(peakMb, readPeakMb(child.pid!));
    spoolMb = Math.max(spoolMb, sizeMb(folder));
    await Promise.race([sleep(1_000), ending]);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const [code] = (await ending) as [number];
  server.disconnect();
  rmSync(folder, { recursive: true });
  console.log(output.split('\n').slice(0, 3).join('\n'));
  console.log(
    `${subscriptions} subscriptions with ${invoices} invoices each: exit code ${code}, ${seconds.toFixed(0)} s, ` +
      `${Math.round(subscriptions / seconds)} subscriptions and ${Math.round((subscriptions * invoices) / seconds)} invoices per second, ` +
      `peak memory ${peakMb.toFixed(0)} MB, spool ${spoolMb.toFixed(0)} MB`,
  );
}

/** The peak of the resident set so far; 0 where there is no /proc, and after the end. */
function readPeakMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function sizeMb(folder: string): number {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0) / 1e6;
  } catch {
    // A file was removed meanwhile.
    return 0;
  }
}

if (process.argv.includes('--serve')) await serve();
else await measure();
