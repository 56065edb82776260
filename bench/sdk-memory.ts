/*
 * Measures how the memory of `client.import` grows with the number of records. The built SDK sends to a stub server in a
 * separate process, which reports every record as created. The heap is measured after a forced garbage collection.
 *
 *   npm run build -w sdk && npx tsx bench/sdk-memory.ts 1000000
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type * as Sdk from '@clientele/sdk';

const STEPS = 10;

function serve(): void {
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { input } = (body as { variables: { input: Record<string, unknown> } }).variables;
      const created = Object.values(input).reduce<number>(
        (sum, some) => sum + (Array.isArray(some) ? some.length : 0),
        0,
      );
      const data = { import: { created, updated: 0, unchanged: 0, refused: 0, userErrors: [] } };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
  process.once('disconnect', () => process.exit());
}

async function measure(count: number): Promise<void> {
  const built = new URL('../sdk/dist/esm/index.js', import.meta.url).href;
  const { Clientele } = (await import(built)) as typeof Sdk;
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;

  const server = fork(process.argv[1]!, ['--serve']);
  const [port] = (await once(server, 'message')) as [number];
  const client = new Clientele({ url: `http://127.0.0.1:${port}/graphql`, apiKey: 'clk_bench' });

  const heapsMb: number[] = [];
  function* records(): Generator<Sdk.ImportRecord> {
    for (let index = 1; index <= count; index++) {
      yield { account: { externalId: `account-${index}`, name: `Account ${index}`, domain: `a${index}.example` } };
      if (index % (count / STEPS) !== 0) continue;
      collectGarbage();
      heapsMb.push(process.memoryUsage().heapUsed / 1e6);
      console.log(`${index} records read: ${heapsMb.at(-1)!.toFixed(1)} MB of heap`);
    }
  }
  const startedAt = performance.now();
  const { created, refused } = await client.import(records());
  const seconds = (performance.now() - startedAt) / 1_000;
  server.disconnect();
  if (created !== count || refused !== 0)
    throw new Error(`Expected ${count} created; got ${created}, ${refused} refused.`);
  const ratio = heapsMb.at(-1)! / heapsMb[0]!;
  console.log(`${count} records in ${seconds.toFixed(1)} s; the last heap is ${ratio.toFixed(2)} times the first`);
}

if (process.argv[2] === '--serve') serve();
else await measure(Number(process.argv[2] ?? 1_000_000));
