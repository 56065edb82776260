/*
 * Compares the price of fields with the CPU that they take in Node and PostgreSQL together, at the price of a point of 50
 * microseconds. What every request takes is subtracted. Fails if a price is not within a factor of 3.
 *
 *   npm run build && npx tsx bench/prices.ts [accounts] [operation…]
 */
import 'reflect-metadata';
import { NOW, openBase } from './base.js';
import { postmasterOf } from './measure.js';
import { cpuSeconds, postgresCpuSeconds } from './processes.js';
import { startClientele, type Server } from './servers.js';
import { PRICED } from './prices.queries.js';

const POINT_SECONDS = 50e-6;
/** CPU that is counted in ticks of 10 ms is measured to about 5 % in this time. */
const LEAST_CPU_SECONDS = 0.2;
const MOST_RUNS = 200;
/** Prices below this are not compared: they are within what a request takes by itself. */
const LEAST_POINTS = 10;
const MOST_FACTOR = 3;

interface Answer {
  data?: unknown;
  errors?: { message: string }[];
  extensions: { cost: { requested: number; actual: number } };
}

async function post({ url, headers }: Server, body: object): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer;
  if (answer.errors) throw new Error(`${JSON.stringify(body).slice(0, 200)}: ${answer.errors[0]!.message}`);
  return answer;
}

const [accounts = '100000', ...named] = process.argv.slice(2);
const base = await openBase(Number(accounts));
try {
  const postmaster = await postmasterOf(base);
  const server = await startClientele(base.url, base.key);
  try {
    const cpu = (): number => cpuSeconds(server.pid)! + postgresCpuSeconds(postmaster)!;
    const measure = async (query: string, variables: object = {}) => {
      // Compiles the query and warms the caches.
      for (let i = 0; i < 2; i++) await post(server, { query, variables });
      const before = cpu();
      let runs = 0;
      let answer: Answer;
      do {
        answer = await post(server, { query, variables });
        runs++;
      } while (runs < MOST_RUNS && cpu() - before < LEAST_CPU_SECONDS);
      return { points: (cpu() - before) / runs / POINT_SECONDS, cost: answer.extensions.cost };
    };
    const { points: request } = await measure('{ viewer { role } }');
    console.log(`a request by itself: ${request.toFixed(0)} points`);
    let isWithin = true;
    for (const { name, query, variables } of PRICED(NOW)) {
      if (named.length > 0 && !named.includes(name)) continue;
      const { points, cost } = await measure(query, variables);
      const measured = Math.max(0, points - request);
      const ratio = cost.actual / Math.max(measured, LEAST_POINTS);
      const isFar = Math.max(cost.actual, measured) > LEAST_POINTS && (ratio > MOST_FACTOR || ratio < 1 / MOST_FACTOR);
      isWithin &&= !isFar;
      console.log(
        `${name.padEnd(28)} requested ${cost.requested}, actual ${cost.actual}, measured ${measured.toFixed(0)}: ${ratio.toFixed(2)}${isFar ? '  !' : ''}`,
      );
    }
    if (!isWithin)
      throw new Error(`Expected prices within a factor of ${MOST_FACTOR} of the CPU that the fields take.`);
  } finally {
    await server.stop();
  }
} finally {
  await base.close();
}
