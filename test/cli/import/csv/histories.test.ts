import { ofKind, readCsv } from './read-csv.js';

const UTC = { name: 'Acme', currencyCode: 'USD', timeZone: 'UTC' };
const HEADER = 'id,Account id,Plan,Status,Start,Trial end,End,Canceled at,Paused at,Churn reason,Price';

/** Reads the rows of one subscription. */
async function read(...rows: string[]) {
  const { records, verdicts, refused } = await readCsv({ subscriptions: [HEADER, ...rows].join('\n') }, UTC);
  expect(refused).toEqual([]);
  const [subscription] = ofKind(records, 'subscription');
  const day = (at: string | null | undefined) => at?.replace('T00:00:00.000Z', '') ?? at;
  return {
    phases: subscription!.phases.map(({ from, to, status }) => [day(from), day(to), status]),
    cancelAt: day(subscription!.cancelAt),
    cancelRequestedAt: day(subscription!.cancelRequestedAt),
    churnReason: subscription!.churnReason,
    approximate: verdicts.flatMap(({ reasons }) => reasons),
  };
}

describe('the history of a subscription in a CSV file', () => {
  it('is a trial and then paid time if the row has the end of the trial', async () => {
    expect(await read('s,a,Pro,active,2026-01-01,2026-01-14,,,,,10')).toMatchObject({
      phases: [
        ['2026-01-01', '2026-01-15', 'TRIALING'],
        ['2026-01-15', undefined, 'ACTIVE'],
      ],
      approximate: [],
    });
  });

  it('is only a trial if it ended with the trial, or has the status of a trial and no end of it', async () => {
    const ended = await read('s,a,Pro,canceled,2026-01-01,2026-01-14,2026-01-14,,,,10');
    expect(ended).toMatchObject({ phases: [['2026-01-01', '2026-01-15', 'TRIALING']], cancelAt: '2026-01-15' });
    const running = await read('s,a,Pro,trialing,2026-01-01,,,,,,10');
    expect(running.phases).toEqual([['2026-01-01', undefined, 'TRIALING']]);
  });

  it('ends at its end date, and was canceled then only if the file says so', async () => {
    const agreed = await read('s,a,Pro,active,2026-01-01,,2026-12-31,,,,10');
    expect(agreed).toMatchObject({ phases: [['2026-01-01', '2027-01-01', 'ACTIVE']], cancelAt: null });
    const canceled = await read('s,a,Pro,canceled,2026-01-01,,2026-03-31,2026-03-02,,Too expensive,10');
    expect(canceled).toMatchObject({ cancelAt: '2026-04-01', cancelRequestedAt: '2026-03-02', churnReason: 'PRICE' });
    const churned = await read('s,a,Pro,churned,2026-01-01,,,2026-03-02,,,10');
    expect(churned).toMatchObject({ cancelAt: '2026-03-03', cancelRequestedAt: undefined });
  });

  it('is paused from the date of the pause on, or approximately if the row has no such date', async () => {
    expect(await read('s,a,Pro,paused,2026-01-01,,,,2026-02-01,,10')).toMatchObject({
      phases: [
        ['2026-01-01', '2026-02-01', 'ACTIVE'],
        ['2026-02-01', undefined, 'PAUSED'],
      ],
      approximate: [],
    });
    const overdue = await read('s,a,Pro,past_due,2026-01-01,,,,,,10');
    expect(overdue.phases).toEqual([['2026-01-01', undefined, 'PAST_DUE']]);
    expect(overdue.approximate).toEqual([expect.stringMatching(/because the file has no date for it/)]);
  });

  it('consists of the rows with its id, in any order, each until the next one starts', async () => {
    expect(
      await read(
        's,a,Max,active,2026-03-31,,,,,,30',
        's,a,Pro,active,2026-01-01,,,,,,10',
        's,a,Pro,active,2026-02-01,,2026-03-31,,,,20',
      ),
    ).toMatchObject({
      phases: [
        ['2026-01-01', '2026-02-01', 'ACTIVE'],
        ['2026-02-01', '2026-03-31', 'ACTIVE'],
        ['2026-03-31', undefined, 'ACTIVE'],
      ],
    });
  });

  it('may end on the day on which it started', async () => {
    const ended = await read('s,a,Pro,canceled,2026-01-01T00:00:00Z,,2026-01-01T00:00:00Z,,,,10');
    expect(ended).toMatchObject({ phases: [['2026-01-01', '2026-01-01', 'ACTIVE']], cancelAt: null });
  });
});
