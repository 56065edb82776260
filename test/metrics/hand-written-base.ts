/**
 * 121 periods of 55 customers, written by hand, and their revenue day by day from 2020 to 2024, read from this table alone.
 * Each period is: first day, day after the last (- if it goes on), dollars a month, and what is special about it: t is a
 * trial, p a pause, and g a free month that is granted, which counts as a pause of the price before.
 */
import { account, phase, subscription, usd, type Given } from '../support/records.js';

const TABLE = `
a01: 2020-01-01 - 49
a02: 2020-01-15 - 120
a03: 2020-03-31 - 49
a04: 2020-07-01 - 15
a05: 2020-12-31 - 300
a06: 2021-02-28 - 49
a07: 2021-06-10 - 75
a08: 2022-01-01 - 49
a09: 2023-05-05 - 20
a10: 2024-12-31 - 1000
b01: 2020-01-01 2020-02-01 49
b02: 2020-01-10 2021-01-10 49
b03: 2020-02-29 2020-03-01 80
b04: 2020-05-01 2022-05-01 49
b05: 2020-08-20 2020-09-20 15
b06: 2021-01-01 2023-12-31 120
b07: 2021-04-15 2021-04-25 49
b08: 2022-02-02 2024-02-02 60
b09: 2023-01-31 2023-02-28 49
b10: 2023-11-01 2024-12-31 90
c01: 2020-01-01 2020-06-01 49; 2020-06-01 - 98
c02: 2020-02-01 2021-02-01 98; 2021-02-01 - 49
c03: 2020-04-10 2020-04-20 10; 2020-04-20 2022-01-01 30
c04: 2020-09-01 2021-03-01 50; 2021-03-01 2021-09-01 20
c05: 2021-01-01 2022-01-01 100; 2022-01-01 - 110
c06: 2021-05-31 2021-06-30 49; 2021-06-30 - 147
c07: 2022-03-01 2022-03-15 49; 2022-03-15 2023-03-15 98
c08: 2022-10-01 2023-10-01 200; 2023-10-01 - 150
c09: 2023-02-14 2023-08-14 49; 2023-08-14 - 50
c10: 2024-01-01 2024-07-01 10; 2024-07-01 2024-10-01 500
d01: 2020-01-01 2020-05-01 49; 2020-05-01 2020-07-01 49p; 2020-07-01 - 49
d02: 2020-03-01 2020-06-15 80; 2020-06-15 2020-09-15 80p; 2020-09-15 - 100
d03: 2020-06-01 2021-01-01 100; 2021-01-01 2021-02-01 100p; 2021-02-01 2022-02-01 60
d04: 2021-03-10 2021-08-10 49; 2021-08-10 2022-08-10 49p; 2022-08-10 2022-09-10 49
d05: 2021-07-01 2022-01-01 30; 2022-01-01 2022-04-01 60p; 2022-04-01 - 60
d06: 2022-01-15 2022-02-15 49; 2022-02-15 2022-03-15 20p; 2022-03-15 - 49
d07: 2023-01-01 2023-02-01 49; 2023-02-01 2023-04-15 49p; 2023-09-01 - 49
d08: 2024-02-29 2024-05-31 70; 2024-05-31 2024-06-30 70p; 2024-06-30 2024-11-30 70
e01: 2020-01-01 2020-01-15 49t; 2020-01-15 - 49
e02: 2020-10-01 2020-10-15 99t; 2020-10-15 2021-10-15 99
e03: 2021-02-01 2021-02-15 15t; 2021-02-15 2021-03-15 15
e04: 2022-06-16 2022-06-30 49t; 2022-06-30 - 49
e05: 2023-03-18 2023-04-01 200t; 2023-04-01 2024-04-01 200
e06: 2024-11-17 2024-12-01 49t; 2024-12-01 - 49
f01: 2020-01-01 2020-04-01 49; 2020-04-05 2020-08-01 49; 2020-12-01 2021-12-01 60; 2022-12-01 - 60
f02: 2020-02-10 2020-03-10 20; 2020-04-10 2020-05-10 20; 2020-06-10 2020-07-10 20; 2021-01-10 - 25
f03: 2021-01-01 2021-07-01 100; 2021-09-01 2022-03-01 120; 2022-03-01 2022-04-01 40; 2023-04-01 2024-11-15 40
f04: 2022-01-01 2022-12-31 49; 2023-01-03 2023-06-30 49; 2023-07-15 2023-08-15 98; 2023-08-15 2024-12-10 98
f05: 2020-05-05 2020-06-05 10; 2021-05-05 2021-06-05 10; 2022-05-05 2022-06-05 10; 2023-05-05 2023-06-05 10
g01: 2020-01-01 2021-01-01 49; 2021-01-01 2021-02-01 0g; 2021-02-01 2022-02-01 49; 2022-02-01 - 60
g02: 2021-04-01 2022-04-01 120; 2022-04-01 2022-05-01 0g; 2022-05-01 2023-05-01 120; 2023-05-01 2023-08-01 120
g03: 2022-07-10 2023-01-10 30; 2023-01-10 2023-02-10 0g; 2023-02-10 2023-03-10 20; 2023-06-10 - 20
h01: 2020-02-01 2020-03-01 10; 2020-03-01 2020-04-01 20; 2020-04-01 2020-05-01 30; 2020-05-01 2020-06-01 20p; 2020-06-01 - 10
h02: 2021-01-01 2021-01-15 49t; 2021-01-15 2021-04-01 49; 2021-04-01 2021-05-01 0g; 2021-05-01 2023-01-01 49
h03: 2022-02-01 2022-03-01 80; 2022-03-01 2022-04-01 80p; 2022-06-01 2022-07-01 80; 2022-07-01 2024-07-01 160
`;

interface HandWrittenPeriod {
  from: string;
  to: string | null;
  dollars: number;
  mark: string;
}

/** The periods of each customer. */
export const CUSTOMERS: ReadonlyMap<string, readonly HandWrittenPeriod[]> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [name, periods] = line.split(': ') as [string, string];
      return [
        name,
        periods.split('; ').map((period) => {
          const [from, to, price] = period.split(' ') as [string, string, string];
          return { from, to: to === '-' ? null : to, dollars: parseInt(price, 10), mark: price.replace(/\d/g, '') };
        }),
      ];
    }),
);

const STATUS: Record<string, string> = { t: 'TRIALING', p: 'PAUSED' };

/** The customers as records of an import. */
export const handWrittenRecords = (): { accounts: Given[]; subscriptions: Given[] } => ({
  accounts: [...CUSTOMERS.keys()].map((name) => account(name)),
  subscriptions: [...CUSTOMERS].map(([name, periods]) =>
    subscription(
      name,
      name,
      periods.map(({ from, to, dollars, mark }) =>
        phase(from, to, { status: STATUS[mark] ?? 'ACTIVE', unitPrice: usd(`${dollars}.00`) }),
      ),
    ),
  ),
});

/** The state of a customer on a day, in dollars a month. */
export interface Day {
  mrr: number;
  paused: number;
  isKept: boolean;
}

const NOTHING: Day = { mrr: 0, paused: 0, isKept: false };

/** Returns the state on a day. Days are compared as text. */
export function stateOn(periods: readonly HandWrittenPeriod[], day: string): Day {
  const index = periods.findIndex(({ from, to }) => from <= day && (to === null || day < to));
  const period = periods[index];
  if (!period || period.mark === 't') return NOTHING;
  if (period.mark === 'g') return { mrr: 0, paused: periods[index - 1]!.dollars, isKept: true };
  if (period.mark === 'p') return { mrr: 0, paused: period.dollars, isKept: true };
  return { mrr: period.dollars, paused: 0, isKept: true };
}
