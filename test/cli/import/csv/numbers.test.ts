import fc from 'fast-check';
import { isAmbiguousNumber, possibleSigns, readCurrency, readNumber } from '../../../../src/cli/import/csv/numbers.js';

describe('an amount of a CSV file', () => {
  it.each([
    ['1.234,56 €', 'comma', '1234.56', '€'],
    ['$1,234.56', 'point', '1234.56', '$'],
    ['1234.5 EUR', 'point', '1234.5', 'EUR'],
    ['EUR 1234,5', 'comma', '1234.5', 'EUR'],
    ['CHF 1’234.50', 'point', '1234.50', 'CHF'],
    ['1 234 567,8', 'comma', '1234567.8', ''],
    ['-12,00', 'comma', '-12.00', ''],
    ['−12', 'comma', '-12', ''],
    ['$-12.50', 'point', '-12.50', '$'],
    ['-$12.50', 'point', '-12.50', '$'],
    ['(12.50)', 'point', '-12.50', ''],
    ['12.50-', 'point', '-12.50', ''],
    ['12.000,-', 'comma', '12000.00', ''],
    ['12.000,– €', 'comma', '12000.00', '€'],
    ['CHF 1’200.—', 'point', '1200.00', 'CHF'],
    ['.5', 'point', '0.5', ''],
    ['0,125', 'comma', '0.125', ''],
    ['-0', 'point', '0', ''],
    ['007', 'point', '7', ''],
  ] as const)('is read from %s', (text, sign, decimal, unit) => {
    expect(readNumber(text, sign)).toEqual({ decimal, unit });
  });

  it.each(['', 'free', '1,2,3', '1.234.56', '12,34.5,6', '--5', '1.2345.678,9'])('is not read from %j', (text) => {
    expect(possibleSigns(text).map((sign) => readNumber(text, sign))).toEqual([]);
  });

  it('is ambiguous only if a point or comma can separate either thousands or decimals', () => {
    expect(['1.234', '1,234', '12.345 €'].map(isAmbiguousNumber)).toEqual([true, true, true]);
    expect(['1234', '0.125', '1,23', '1.234,5', '1,234,567', '1.2345'].map(isAmbiguousNumber)).toEqual(
      Array<boolean>(6).fill(false),
    );
  });

  it('is read exactly from any form in which a spreadsheet writes it', () => {
    const forms = [
      ['en-US', 'point'],
      ['de-DE', 'comma'],
      ['fr-FR', 'comma'],
      ['de-CH', 'point'],
      ['pl-PL', 'comma'],
    ] as const;
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.constantFrom(...forms), (cents, [locale, sign]) => {
        const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100);
        expect(Number(readNumber(text, sign)?.decimal)).toBe(cents === 0 ? 0 : cents / 100);
      }),
    );
  });

  it('has the currency of its code or symbol, and $ means the dollar of the workspace', () => {
    const read = (text: string) => readCurrency(text, 'EUR');
    expect(['eur', '€', '£', '$', 'zł', 'kr'].map(read)).toEqual(['EUR', 'EUR', 'GBP', 'USD', 'PLN', 'SEK']);
    expect([readCurrency('$', 'CAD'), readCurrency('kr', 'DKK'), read('gold')]).toEqual(['CAD', 'DKK', null]);
  });
});
