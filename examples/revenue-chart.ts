/*
 * Draws the revenue movements of the last 36 months, read through the SDK, as an SVG file:
 *
 *   CLIENTELE_API_KEY=clk_… npm run example:revenue-chart -- revenue.svg
 *
 * Default of CLIENTELE_URL: http://localhost:4000/graphql.
 */
import { writeFileSync } from 'node:fs';
import { Clientele, type RevenueMovement } from '@clientele/sdk';
import { DateTime } from 'luxon';

const MONTHS = 36;
const GAINS = [
  ['new', '#1b7f5c'],
  ['expansion', '#4fb286'],
  ['reactivation', '#9fd8bd'],
  ['resume', '#d5efe2'],
] as const;
const LOSSES = [
  ['churn', '#b3382c'],
  ['contraction', '#df7d5f'],
  ['pause', '#f3c6b3'],
] as const;

const [LEFT, TOP, WIDTH, HEIGHT] = [70, 60, 860, 250];
const REVENUE_HEIGHT = 130;

const amountOf = ({ amount }: { amount: string }): number => Number(amount);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const shown = (value: number): string => new Intl.NumberFormat('en', { notation: 'compact' }).format(value);

/** Rounds up to 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!;
}

/** Draws monthly gains above a line and losses below it, and underneath the resulting recurring revenue. */
export function drawMovements(months: readonly RevenueMovement[], title: string): string {
  const total = (month: RevenueMovement, kinds: readonly (readonly [keyof RevenueMovement, string])[]): number =>
    sum(kinds.map(([kind]) => amountOf(month[kind] as { amount: string })));
  const most = roundUp(Math.max(...months.flatMap((month) => [total(month, GAINS), total(month, LOSSES)])));
  const highest = roundUp(Math.max(...months.map(({ end }) => amountOf(end))));
  const zero = TOP + HEIGHT / 2;
  const step = WIDTH / months.length;
  const y = (value: number): number => zero - (value / most) * (HEIGHT / 2);
  const base = TOP + HEIGHT + 50 + REVENUE_HEIGHT;
  const yOfRevenue = (value: number): number => base - (value / highest) * REVENUE_HEIGHT;

  const parts: string[] = [];
  const text = (x: number, at: number, words: string, more = ''): number =>
    parts.push(`<text x="${x.toFixed(1)}" y="${at.toFixed(1)}" ${more}>${words}</text>`);
  const line = (at: number): number => parts.push(`<path d="M${LEFT} ${at.toFixed(1)}h${WIDTH}" stroke="#d9dce1"/>`);

  text(LEFT, 24, title, 'font-size="16" font-weight="600"');
  for (const value of [most, most / 2, 0, -most / 2, -most]) {
    line(y(value));
    text(LEFT - 8, y(value) + 4, shown(value), 'text-anchor="end"');
  }
  months.forEach((month, i) => {
    for (const [kinds, sign] of [
      [GAINS, 1],
      [LOSSES, -1],
    ] as const) {
      let stacked = 0;
      for (const [kind, color] of kinds) {
        const value = amountOf(month[kind]);
        const [from, to] = [y(sign * stacked), y(sign * (stacked += value))];
        if (value === 0) continue;
        const x = LEFT + i * step + step * 0.15;
        parts.push(
          `<rect x="${x.toFixed(1)}" y="${Math.min(from, to).toFixed(1)}" width="${(step * 0.7).toFixed(1)}" height="${Math.abs(to - from).toFixed(1)}" fill="${color}"><title>${month.firstDay.slice(0, 7)} ${kind} ${month[kind].amount}</title></rect>`,
        );
      }
    }
    if (i % 3 === 0) text(LEFT + (i + 0.5) * step, base + 18, month.firstDay.slice(0, 7), 'text-anchor="middle"');
  });
  for (const value of [0, highest]) {
    line(yOfRevenue(value));
    text(LEFT - 8, yOfRevenue(value) + 4, shown(value), 'text-anchor="end"');
  }
  const points = months.map(
    ({ end }, i) => `${(LEFT + (i + 0.5) * step).toFixed(1)},${yOfRevenue(amountOf(end)).toFixed(1)}`,
  );
  parts.push(`<polyline points="${points.join(' ')}" fill="none" stroke="#2b4c7e" stroke-width="2"/>`);
  text(LEFT, TOP + HEIGHT + 40, 'Recurring revenue per month, at the end of each month', 'font-weight="600"');
  [...GAINS, ...LOSSES].forEach(([kind, color], i) => {
    parts.push(`<rect x="${LEFT + i * 120}" y="36" width="11" height="11" fill="${color}"/>`);
    text(LEFT + i * 120 + 16, 46, kind);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 20} ${base + 30}" font-family="sans-serif" font-size="12" fill="#333"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`;
}

async function main(): Promise<void> {
  const { CLIENTELE_URL: url = 'http://localhost:4000/graphql', CLIENTELE_API_KEY: apiKey } = process.env;
  const [, , file] = process.argv;
  if (!file || !apiKey) {
    throw new Error(
      'Expected an API key in CLIENTELE_API_KEY, and the file to write: npm run example:revenue-chart -- FILE',
    );
  }
  const client = new Clientele({ url, apiKey });
  const [{ name, currencyCode }, { day }] = await Promise.all([client.workspace(), client.clientBase()]);
  const thisMonth = DateTime.fromISO(day, { zone: 'utc' }).startOf('month');
  const [from, to] = [thisMonth.minus({ months: MONTHS }), thisMonth.minus({ months: 1 })];
  const months = await client.revenueMovements({ from: from.toISODate()!, to: to.toISODate()! });
  writeFileSync(file, drawMovements(months, `${name}: how recurring revenue moved (${currencyCode})`));
  console.log(`${months.length} months drawn to ${file}.`);
}

if (process.argv[1]?.endsWith('revenue-chart.ts')) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
