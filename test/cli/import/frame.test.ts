import { ReasonGroups } from '../../../src/cli/import/groups.js';
import { amountOf, counted, section, table, wrap } from '../../../src/cli/import/layout.js';
import type { SourcedRecord } from '../../../src/cli/import/source.js';
import { Tally } from '../../../src/cli/import/tally.js';
import { makeRecordCheck } from '../../../src/cli/import/check-record.js';

describe('the report of an import', () => {
  it('counts reasons that differ only in quoted texts, ids and numbers together, with three examples', () => {
    const groups = new ReasonGroups();
    for (let line = 2; line < 7; line++) groups.add(`line ${line}`, `Expected a date; got "x${line}" in sub_${line}a.`);
    groups.add('line 9', 'Expected a plan.');
    expect(groups.all).toEqual([
      { reason: 'Expected a date; got "x2" in sub_2a.', count: 5, examples: ['line 2', 'line 3', 'line 4'] },
      { reason: 'Expected a plan.', count: 1, examples: ['line 9'] },
    ]);
  });

  it('counts further reasons together once there are 200 groups, so that memory does not grow', () => {
    const groups = new ReasonGroups();
    const word = (i: number) => [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    for (let i = 0; i < 1_000; i++) groups.add('line', `Expected ${word(i)}.`);
    expect(groups.all).toHaveLength(201);
    expect(groups.all.at(-1)).toEqual({ reason: 'Other reasons.', count: 800, examples: [] });
  });

  it('fits 80 columns, and escapes what could forge lines or control the terminal', () => {
    const lines = section('Title', wrap('Expected one of many words. '.repeat(9), '12 × '));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[2]).toMatch(/^ {2}12 × Expected/);
    expect(lines[3]).toMatch(/^ {7}\S/);
    expect(wrap('a\u001b[2Jb\nc')).toEqual(['a\\u001b[2Jb\\u000ac']);
  });

  it('aligns numbers to the right, and groups thousands', () => {
    expect(
      table([
        ['Client', '1'],
        ['Customer', '1,000'],
      ]),
    ).toEqual(['Client         1', 'Customer   1,000']);
    expect(['0', '999.9999', '-12000.50', '1234567'].map(amountOf)).toEqual([
      '0',
      '999.9999',
      '-12,000.50',
      '1,234,567',
    ]);
    expect([counted(1, 'row'), counted(1_200, 'row')]).toEqual(['1 row', '1,200 rows']);
  });
});

describe('the tally of an import', () => {
  it('counts a record that the server refuses as refused, however exact it is', async () => {
    const records = ['sub_1', 'sub_2'].map((id) => ({
      record: { account: { externalId: id, name: id } },
      origin: `subscription ${id}`,
      verdict: { subject: id, exactness: 'EXACT' as const, reasons: [] },
    }));
    async function* all(): AsyncGenerator<SourcedRecord> {
      for (const one of records) yield await Promise.resolve(one);
    }
    const tally = new Tally({ name: 'Test', records: all }, undefined);
    const read: SourcedRecord[] = [];
    for await (const one of tally.records()) read.push(one);
    const [first, second] = read;
    expect(tally.verdicts.EXACT).toBe(0);
    tally.refuse({
      record: first!.record,
      userErrors: [{ field: ['name'], code: 'INVALID', message: 'Expected another.', externalId: null }],
    });
    tally.settle(2);
    expect(second!.origin).toBe('subscription sub_2');
    expect(tally.verdicts).toEqual({ EXACT: 1, APPROXIMATE: 0, REFUSED: 1 });
  });
});

describe('the check of a dry run', () => {
  const check = makeRecordCheck('EUR', Date.parse('2026-01-01T00:00:00Z'));
  const phase = {
    from: '2025-01-01T00:00:00Z',
    status: 'ACTIVE',
    planExternalId: 'pro',
    unitPrice: { amount: '9.99', currencyCode: 'EUR' },
    billingInterval: 'MONTH',
  } as const;

  it('accepts what the server accepts', () => {
    expect(check({ account: { externalId: 'a', name: 'Acme' } })).toEqual([]);
    expect(check({ subscription: { externalId: 's', accountExternalId: 'a', phases: [phase] } })).toEqual([]);
  });

  it('refuses what the schema and the server refuse, with the path inside the record', () => {
    const messageOf = (record: object) =>
      check(record as never).map(({ field, message }) => `${field.join('.')}: ${message}`);
    expect(messageOf({ account: { externalId: 'a' } })).toEqual([expect.stringMatching(/"name" of required type/)]);
    expect(messageOf({ account: { externalId: 'a', name: ' ' } })).toEqual([
      expect.stringMatching(/^name: Expected a text/),
    ]);
    const phases = [{ ...phase, from: 'soon' }];
    expect(messageOf({ subscription: { externalId: 's', accountExternalId: 'a', phases } })).toEqual([
      expect.stringMatching(/^phases\.0\.from: Expected/),
    ]);
    const overlap = [phase, { ...phase, from: '2025-02-01T00:00:00Z' }];
    expect(messageOf({ subscription: { externalId: 's', accountExternalId: 'a', phases: overlap } })).not.toEqual([]);
    const future = { externalId: 'i', accountExternalId: 'a', kind: 'CALL', occurredAt: '2027-01-01T00:00:00Z' };
    expect(messageOf({ interaction: future })).toEqual([expect.stringMatching(/^occurredAt: Expected/)]);
  });
});
