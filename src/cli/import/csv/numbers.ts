/* Amounts and numbers as spreadsheets and exports write them. */
import { ISO_DIGITS } from '../../../money/currency-digits.js';

/** The sign before the decimals. */
export const DECIMAL_SIGNS = ['point', 'comma'] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** A number as it is written, without its currency. */
interface WrittenNumber {
  isNegative: boolean;
  /** Digits, points, commas. Spaces and apostrophes between digits are removed. */
  digits: string;
  /** The text around the number, such as "€" or "USD"; empty if there is none. */
  unit: string;
}

const NUMBER = /^([^\d.,()−-]*)([-−]?)([^\d.,()−-]*)(\d[\d.,]*|[.,]\d+)([-−]?)([^\d.,-]*)$/u;

function split(text: string): WrittenNumber | null {
  const compact = text
    .trim()
    .replace(/(?<=\d)['’\s\u00a0\u202f](?=\d{3}(?!\d))/g, '')
    // A dash in place of the decimals, as in 12.000,- or 1200.—
    .replace(/(?<=\d[.,])[-–—]{1,2}(?=\D*$)/, '00');
  const inner = /^\((.*)\)$/.exec(compact)?.[1];
  const [, before = '', minus = '', middle = '', digits, after = '', unit = ''] = NUMBER.exec(inner ?? compact) ?? [];
  if (digits === undefined) return null;
  const units = `${before}${middle} ${unit}`.trim();
  const isNegative = inner !== undefined || minus !== '' || after !== '';
  return { isNegative, digits, unit: units };
}

/** Returns the decimal signs with which a text can be read as a number: both for "12" and "1,234". */
export function possibleSigns(text: string): DecimalSign[] {
  const written = split(text);
  return written ? DECIMAL_SIGNS.filter((sign) => isWrittenWith(written.digits, sign)) : [];
}

/** "0,125" has decimals: nobody groups thousands after a leading zero. */
const FORMS: Readonly<Record<DecimalSign, RegExp>> = {
  point: /^(?:\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d*)?$/,
  comma: /^(?:\d*|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d*)?$/,
};

const isWrittenWith = (digits: string, sign: DecimalSign): boolean => FORMS[sign].test(digits);

/** Whether a text can be read with either sign, with different results. */
export const isAmbiguousNumber = (text: string): boolean =>
  possibleSigns(text).length === 2 && /[.,]/.test(split(text)!.digits);

/** Returns a number as an exact decimal, such as "-1234.5"; null if the text is no number with this sign. */
export function readNumber(text: string, sign: DecimalSign): { decimal: string; unit: string } | null {
  const written = split(text);
  if (!written || !isWrittenWith(written.digits, sign)) return null;
  const plain =
    sign === 'point' ? written.digits.replaceAll(',', '') : written.digits.replaceAll('.', '').replace(',', '.');
  const decimal = plain
    .replace(/^0+(?=\d)/, '')
    .replace(/^\./, '0.')
    .replace(/\.$/, '');
  return { decimal: written.isNegative && Number(decimal) !== 0 ? `-${decimal}` : decimal, unit: written.unit };
}

/** Currencies by symbol. A symbol means the workspace's currency if it is listed, otherwise the first one. */
const SYMBOLS: Readonly<Record<string, readonly string[]>> = {
  $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN'],
  US$: ['USD'],
  CA$: ['CAD'],
  A$: ['AUD'],
  '€': ['EUR'],
  '£': ['GBP'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
  '₩': ['KRW'],
  zł: ['PLN'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  'Fr.': ['CHF'],
  R$: ['BRL'],
};

/** Returns the ISO 4217 code of a currency by its code or symbol; null if it is not known. */
export function readCurrency(text: string, workspaceCurrency: string): string | null {
  const trimmed = text.trim();
  const upper = trimmed.toUpperCase();
  if (ISO_DIGITS.has(upper)) return upper;
  const codes = SYMBOLS[trimmed] ?? SYMBOLS[trimmed.toLowerCase()];
  if (!codes) return null;
  return codes.includes(workspaceCurrency) ? workspaceCurrency : codes[0]!;
}
