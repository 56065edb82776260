import { groupBy } from '../src/database/grouping.js';
import type { Measurement } from './measure.js';

/** A measurement relative to the two servers of comparison; null if a server does not support the query. */
export interface Line extends Measurement {
  toLimit: number | null;
  toPostgraphile: number | null;
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const meanOf = (numbers: readonly (number | null)[]): number | null =>
  numbers.includes(null) ? null : mean(numbers as number[]);

/** Returns one line per query, server and number of connections: the mean of all rounds, and the peak memory. */
export function toLines(rounds: readonly Measurement[]): Line[] {
  const groups = groupBy(rounds, ({ query, server, connections }) => `${query} ${connections} ${server}`);
  const means = [...groups.values()].map((group): Measurement => ({
    ...group[0]!,
    rps: mean(group.map(({ rps }) => rps)),
    p50: meanOf(group.map(({ p50 }) => p50)),
    p99: meanOf(group.map(({ p99 }) => p99)),
    nodeCpu: meanOf(group.map(({ nodeCpu }) => nodeCpu)),
    postgresCpu: meanOf(group.map(({ postgresCpu }) => postgresCpu)),
    rss: group.some(({ rss }) => rss === null) ? null : Math.max(...group.map(({ rss }) => rss!)),
  }));
  return means.map((line) => {
    const to = (other: string): number | null => {
      const found = means.find(
        ({ query, connections, server }) =>
          query === line.query && connections === line.connections && server === other,
      );
      return found ? line.rps / found.rps : null;
    };
    return { ...line, toLimit: to('limit'), toPostgraphile: to('postgraphile') };
  });
}

const shown = (value: number | null, decimals: number): string => (value === null ? '' : value.toFixed(decimals));

const COLUMNS: readonly (readonly [heading: string, show: (line: Line) => string])[] = [
  ['query', ({ query }) => query],
  ['conns', ({ connections }) => String(connections)],
  ['server', ({ server }) => server],
  ['req/s', ({ rps }) => shown(rps, rps < 100 ? 2 : 0)],
  ['p50 ms', ({ p50 }) => shown(p50, 2)],
  ['p99 ms', ({ p99 }) => shown(p99, 2)],
  ['Node s/1000', ({ nodeCpu }) => shown(nodeCpu, 2)],
  ['Postgres s/1000', ({ postgresCpu }) => shown(postgresCpu, 2)],
  ['peak MB', ({ rss }) => shown(rss, 0)],
  ['to limit', ({ toLimit }) => shown(toLimit, 2)],
  ['to PostGraphile', ({ toPostgraphile }) => shown(toPostgraphile, 2)],
];

export function toTable(lines: readonly Line[]): string {
  const rows = [COLUMNS.map(([heading]) => heading), ...lines.map((line) => COLUMNS.map(([, show]) => show(line)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 || i === 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .join('\n');
}
