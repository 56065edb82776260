/** What partners get wrong, one mistake each: the same for imports and for the single mutations. */
import { NOW } from './server.js';
import { usd, type Given } from './records.js';

/** A good record with `changes` has one mistake: where, of what code, and what its message must name. */
export interface Mistake {
  title: string;
  changes: Given;
  field: string;
  code: string;
  /** What was expected, what arrived and, if it does not follow from that, how to fix it. */
  says: string[];
}

export const mistake = (title: string, changes: Given, field: string, code: string, ...says: string[]): Mistake => ({
  title,
  changes,
  field,
  code,
  says,
});

const HALF_A_PAIR = '\ud83d';
const inMinutes = (minutes: number, ms = 0): string => new Date(NOW + minutes * 60_000 + ms).toISOString();
/** Texts that no field takes, whatever it is for. */
const unstorable = (field: string): Mistake[] => [
  mistake(`a NUL in ${field}`, { [field]: 'a\0b' }, field, 'INVALID', 'NUL', 'Remove'),
  mistake(`half of a surrogate pair in ${field}`, { [field]: HALF_A_PAIR }, field, 'INVALID', 'Unicode', 'surrogate'),
];
/** The same and what an id or a name cannot be either. */
export const unreadable = (field: string, max: number): Mistake[] => [
  ...unstorable(field),
  mistake(`a blank ${field}`, { [field]: ' \t\n' }, field, 'REQUIRED', 'a text', 'blank'),
  mistake(
    `a value of ${field} that is too long`,
    { [field]: 'x'.repeat(max + 1) },
    field,
    'TOO_LONG',
    `${max}`,
    `${max + 1}`,
  ),
];
export const notInstants = (field: string): Mistake[] => [
  mistake(`text that is not a date in ${field}`, { [field]: 'yesterday' }, field, 'INVALID', 'RFC 3339', 'for example'),
  mistake(
    `a date after the year 9999 in ${field}`,
    { [field]: '300000-01-01T00:00:00Z' },
    field,
    'INVALID',
    '0001 to 9999',
    'for example',
  ),
];
const notMoney = (name: string): Mistake[] => {
  const of = (what: string, money: Given, field: string, code: string, ...says: string[]): Mistake =>
    mistake(`${what} as ${name}`, { [name]: money }, `${name}.${field}`, code, ...says);
  return [
    of('a negative amount', usd('-1.00'), 'amount', 'OUT_OF_RANGE', 'from 0', '-1.00'),
    of('an amount above the maximum', usd('10000000000.01'), 'amount', 'OUT_OF_RANGE', '10000000000', '10000000000.01'),
    of('more decimals than dollars have', usd('49.905'), 'amount', 'INVALID', 'at most 2', '49.905', 'Round'),
    of('words', usd('forty'), 'amount', 'INVALID', 'decimal number', '"forty"'),
    of('an unknown currency', { amount: '1', currencyCode: 'XXQ' }, 'currencyCode', 'INVALID', 'ISO 4217', '"XXQ"'),
    of(
      'a currency that the workspace does not use',
      { amount: '1', currencyCode: 'EUR' },
      'currencyCode',
      'INVALID',
      'USD',
      'EUR',
      'Convert',
    ),
  ];
};
export const outOfRange = (field: string, value: number, min: number, max: number): Mistake =>
  mistake(`${value} as ${field}`, { [field]: value }, field, 'OUT_OF_RANGE', `from ${min} to ${max}`, `got ${value}`);

const attributes = (title: string, value: Given, code: string, ...says: string[]): Mistake =>
  mistake(title, { attributes: value }, 'attributes', code, ...says);

export const ACCOUNT_MISTAKES: Mistake[] = [
  ...unreadable('externalId', 200),
  ...unreadable('name', 200),
  ...unreadable('domain', 253),
  ...unstorable('desiredOutcome'),
  mistake(
    'a value of desiredOutcome that is too long',
    { desiredOutcome: 'x'.repeat(2_001) },
    'desiredOutcome',
    'TOO_LONG',
    '2000',
    '2001',
  ),
  attributes('a NUL in a key of attributes', { 'a\0b': 1 }, 'INVALID', 'NUL', 'Remove'),
  attributes('a NUL deep in attributes', { a: [{ b: 'c\0' }] }, 'INVALID', 'NUL', 'Remove'),
  attributes(
    'half of a surrogate pair in a key of attributes',
    { [HALF_A_PAIR]: 1 },
    'INVALID',
    'Unicode',
    'surrogate',
  ),
  attributes('half of a surrogate pair deep in attributes', { a: [HALF_A_PAIR] }, 'INVALID', 'Unicode', 'surrogate'),
  attributes('over 16 KiB of attributes', { a: Array<string>(4_000).fill('ab') }, 'TOO_LONG', '16384', '20007'),
];

export const INTERACTION_MISTAKES: Mistake[] = [
  ...unreadable('externalId', 200),
  ...notInstants('occurredAt'),
  mistake(
    'an interaction 6 minutes in the future',
    { occurredAt: inMinutes(6) },
    'occurredAt',
    'OUT_OF_RANGE',
    'at most 5 minutes after now',
    inMinutes(6),
    'once it has taken place',
  ),
  mistake(
    'an interaction 1 ms further in the future than clocks may differ',
    { occurredAt: inMinutes(5, 1) },
    'occurredAt',
    'OUT_OF_RANGE',
    'at most 5 minutes after now',
    inMinutes(5, 1),
  ),
  outOfRange('sentiment', 1.5, -1, 1),
  outOfRange('sentiment', -1.01, -1, 1),
  mistake(
    'a sentiment with three decimals',
    { sentiment: 0.123 },
    'sentiment',
    'INVALID',
    'two decimals',
    '0.123',
    'Round',
  ),
  outOfRange('effortMinutes', -1, 0, 100_000),
  outOfRange('effortMinutes', 100_001, 0, 100_000),
  ...unstorable('note'),
  mistake('a value of note that is too long', { note: 'x'.repeat(10_001) }, 'note', 'TOO_LONG', '10000', '10001'),
  ...notMoney('amount'),
];

/** A userError as it is to be answered: its message is looked at elsewhere. */
export const userErrorAt = (path: readonly string[], { field, code }: Mistake) => ({
  field: [...path, ...field.split('.')],
  code,
  message: expect.stringMatching(/^Expected .+\.$/) as string,
});
