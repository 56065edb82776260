import fc from 'fast-check';
import { DateTime } from 'luxon';
import { isAmbiguousDate, possibleOrders, readDate } from '../../../../src/cli/import/csv/dates.js';

const ZONE = 'Europe/Berlin';
const at = (text: string, order: 'DMY' | 'MDY' = 'DMY', edge: 'START' | 'END' = 'START') =>
  readDate(text, order, ZONE, edge);

describe('a date of a CSV file', () => {
  it('is a day in the time zone of the workspace, which starts at midnight there', () => {
    expect(at('2025-12-31')).toBe('2025-12-30T23:00:00.000Z');
    expect(at('2025-07-01')).toBe('2025-06-30T22:00:00.000Z');
  });

  it('means the end of its day where it is an end, also on days of 23 and 25 hours', () => {
    expect(at('31.12.2025', 'DMY', 'END')).toBe('2025-12-31T23:00:00.000Z');
    expect(at('30.03.2025', 'DMY', 'END')).toBe('2025-03-30T22:00:00.000Z');
    expect(at('26.10.2025', 'DMY', 'END')).toBe('2025-10-26T23:00:00.000Z');
  });

  it('with a time is that instant, also where it is an end', () => {
    expect(at('2025-12-31 14:30', 'DMY', 'END')).toBe('2025-12-31T13:30:00.000Z');
    expect(at('12/31/2025 2:30 PM', 'MDY')).toBe('2025-12-31T13:30:00.000Z');
    expect(at('12/31/2025 12:05 am', 'MDY')).toBe('2025-12-30T23:05:00.000Z');
    expect(at('2025-12-31T14:30:15.250-05:00')).toBe('2025-12-31T19:30:15.250Z');
    expect(at('2015-12-20 08:26:49 UTC')).toBe('2015-12-20T08:26:49.000Z');
  });

  it.each([
    ['31.12.2025', '2025-12-31'],
    ['1.2.25', '2025-02-01'],
    ['31.12.69', '2069-12-31'],
    ['1.12.99', '1999-12-01'],
    ['3-Feb-25', '2025-02-03'],
    ['1. März 2025', '2025-03-01'],
    ['3 Dez 2025', '2025-12-03'],
    ['Feb 1, 2025, 5:00 PM', '2025-02-01T17:00'],
    ['2025/02/01', '2025-02-01'],
    ['20250201', '2025-02-01'],
    ['1 Feb 2025', '2025-02-01'],
    ['Feb 1, 2025', '2025-02-01'],
    ['45689', '2025-02-01'],
    ['45689,5', '2025-02-01T12:00'],
  ])('written as %s is read', (text, expected) => {
    expect(at(text)).toBe(DateTime.fromISO(expected, { zone: ZONE }).toUTC().toISO());
  });

  it.each(['', 'soon', '31.02.2025', '2025-13-01', '32/13/2025', '2025', '12:30', '2025-01-01 25:00', '12'])(
    'is not read from %j',
    (text) => {
      expect(possibleOrders(text)).toEqual([]);
      expect(at(text)).toBeNull();
    },
  );

  it('is ambiguous only if exchanging day and month gives another date', () => {
    expect(['01/02/2025', '1-2-2025'].map(isAmbiguousDate)).toEqual([true, true]);
    expect(
      ['01.02.2025', '05/05/2025', '13/02/2025', '02/13/2025', '2025-02-01', '45689'].map(isAmbiguousDate),
    ).toEqual(Array<boolean>(6).fill(false));
  });

  it('is read from any form in which it is written', () => {
    const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    const forms = [
      ['yyyy-MM-dd', 'DMY'],
      ['dd.MM.yyyy', 'MDY'],
      ['d.M.yyyy', 'DMY'],
      ['dd/MM/yyyy', 'DMY'],
      ['M/d/yyyy', 'MDY'],
      ['MM-dd-yyyy', 'MDY'],
      ['d MMM yyyy', 'MDY'],
      ['MMMM d, yyyy', 'DMY'],
    ] as const;
    fc.assert(
      fc.property(day, fc.constantFrom(...forms), (value, [form, order]) => {
        const date = DateTime.fromISO(value.toISOString().slice(0, 10), { zone: ZONE });
        expect(at(date.setLocale('en').toFormat(form), order)).toBe(date.toUTC().toISO());
      }),
    );
  });
});
