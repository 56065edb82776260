/*
 * Measures the throughput of `client.import` relative to the limit of the server: the same records in prepared request
 * bodies, sent directly with `fetch` at the same concurrency. Requires a running server with an empty workspace:
 *
 *   CLIENTELE_URL=http://localhost:4000/graphql CLIENTELE_API_KEY=clk_… npx tsx bench/sdk-import.ts 40000
 */
import { Clientele, type ImportRecord } from '@clientele/sdk';

const CONCURRENCY = 4;
const ROUNDS = 4;
const { CLIENTELE_URL: url = 'http://localhost:4000/graphql', CLIENTELE_API_KEY: apiKey = '' } = process.env;
const count = Number(process.argv[2] ?? 40_000);
const client = new Clientele({ url, apiKey });

/** Repeatedly yields an account, its subscription and two interactions. */
function* makeRecords(run: string): Generator<ImportRecord> {
  for (let index = 0; index < count / 4; index++) {
    const accountExternalId = `${run}-${index}`;
    yield { account: { externalId: accountExternalId, name: `Account ${index}` } };
    yield {
      subscription: {
        externalId: accountExternalId,
        accountExternalId,
        phases: [
          {
            from: '2025-01-01T00:00:00Z',
            planExternalId: 'bench',
            status: 'ACTIVE',
            unitPrice: { amount: '99.00', currencyCode: 'USD' },
            billingInterval: 'MONTH',
          },
        ],
      },
    };
    for (const month of ['03', '06']) {
      yield {
        interaction: {
          externalId: `${accountExternalId}-${month}`,
          accountExternalId,
          kind: 'CALL',
          occurredAt: `2025-${month}-01T00:00:00Z`,
          personalized: true,
        },
      };
    }
  }
}

/** Sends requests of a thousand records directly, and does not parse the responses. */
async function sendPlainly(run: string): Promise<number> {
  const records = [...makeRecords(run)];
  const bodies: string[] = [];
  for (let start = 0; start < records.length; start += 1_000) {
    const some = records.slice(start, start + 1_000);
    const input = {
      accounts: some.flatMap((one) => ('account' in one ? one.account : [])),
      subscriptions: some.flatMap((one) => ('subscription' in one ? one.subscription : [])),
      interactions: some.flatMap((one) => ('interaction' in one ? one.interaction : [])),
      idempotencyKey: `${run}-${start}`,
    };
    const query = 'mutation ($input: ImportInput!) { import(input: $input) { created refused } }';
    bodies.push(JSON.stringify({ query, variables: { input } }));
  }
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
  const startedAt = performance.now();
  const send = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const answer = await (await fetch(url, { method: 'POST', headers, body })).text();
      if (!answer.includes('"refused":0')) throw new Error(`Expected no refusals; got ${answer.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, send));
  return performance.now() - startedAt;
}

async function sendWithSdk(run: string): Promise<number> {
  const startedAt = performance.now();
  const { created, refused } = await client.import(makeRecords(run), { concurrency: CONCURRENCY });
  if (created !== count || refused !== 0)
    throw new Error(`Expected ${count} created; got ${created}, ${refused} refused.`);
  return performance.now() - startedAt;
}

await client.import([{ plan: { externalId: 'bench', name: 'Bench', rank: 1 } }]);
const seed = Date.now().toString(36);
for (let round = 1; round <= ROUNDS; round++) {
  // Alternate, so that both import into the same growing base and neither profits from going first.
  const ms = { plain: 0, sdk: 0 };
  const plainly = async () => (ms.plain = await sendPlainly(`${seed}-plain-${round}`));
  const withSdk = async () => (ms.sdk = await sendWithSdk(`${seed}-sdk-${round}`));
  for (const run of round % 2 === 1 ? [plainly, withSdk] : [withSdk, plainly]) await run();
  const rate = (taken: number): string => `${Math.round(count / (taken / 1000))} records/s`;
  console.log(
    `round ${round}: plain calls ${rate(ms.plain)}, SDK ${rate(ms.sdk)} (${Math.round((ms.plain / ms.sdk) * 100)}%)`,
  );
}
