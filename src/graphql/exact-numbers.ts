/*
 * JSON.parse reads every number as a double, without telling that it lost digits: 750727362669608961 becomes
 * 750727362669609000, 1e400 becomes Infinity. Here such numbers are remembered by the object or list that contains them,
 * so that a field whose numbers must be kept exactly can refuse them.
 */
import { randomUUID } from 'node:crypto';
import { Kind, type ValueNode } from 'graphql';

type Holder = Record<string, unknown>;

/** The texts of numbers that lost digits, by the key or index in their object or list. */
const lostIn = new WeakMap<object, Map<string, string>>();

function remember(holder: object, key: string, text: string): void {
  const lost = lostIn.get(holder) ?? new Map<string, string>();
  lostIn.set(holder, lost.set(key, text));
}

/** The sign, the significant digits and the exponent of a decimal number; equal for equal numbers. */
function canonical(text: string): string {
  const [mantissa = '', exponent = '0'] = text.replace(/^-/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  let [first, last] = [0, digits.length];
  while (digits[first] === '0') first++;
  while (last > first && digits[last - 1] === '0') last--;
  if (first === last) return '0';
  const power = Number(exponent) - fraction.length + digits.length - last;
  return `${text.startsWith('-') ? '-' : ''}${digits.slice(first, last)}e${power}`;
}

/** Tells whether a double prints as the number that it was read from. */
const isKept = (text: string): boolean => canonical(text) === canonical(String(Number(text)));

/** May contain a number that loses digits: one with 16 characters or more, or with an exponent. */
const SUSPECT = /[[:,\s]-?(?:[\d.]{16}|\d[\d.]*[eE])/;
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d[\d.eE+-]*/g;
/** The only key of an object that stands for a number in JSON. It cannot be guessed. */
const MARK = randomUUID();

/** Returns the value of a JSON text, which is valid, and remembers its numbers that lost digits. */
export function rememberLostDigits(json: string, parsed: unknown): unknown {
  if (!SUSPECT.test(json)) return parsed;
  const marked = json.replace(TEXT_OR_NUMBER, (token) => {
    return token.startsWith('"') || isKept(token) ? token : `{"${MARK}":"${token}"}`;
  });
  return marked === json ? parsed : JSON.parse(marked, unmark);
}

/** Replaces a mark by its number; called for each value of an object or list, which is `this`. */
function unmark(this: Holder, key: string, value: unknown): unknown {
  const text = (Object(value) as Holder)[MARK];
  if (typeof text !== 'string') return value;
  remember(this, key, text);
  return Number(text);
}

/** Remembers the numbers that a literal of a document lost digits of. */
export function rememberLostDigitsOfLiteral(node: ValueNode, value: unknown): void {
  const parts: (readonly [key: string, node: ValueNode])[] =
    node.kind === Kind.OBJECT
      ? node.fields.map((field) => [field.name.value, field.value])
      : node.kind === Kind.LIST
        ? node.values.map((part, i) => [String(i), part])
        : [];
  for (const [key, part] of parts) {
    const isNumber = part.kind === Kind.INT || part.kind === Kind.FLOAT;
    if (!isNumber) rememberLostDigitsOfLiteral(part, (value as Holder)[key]);
    else if (!isKept(part.value)) remember(value as Holder, key, part.value);
  }
}

/**
 * Returns the text of a number in an object or list if it is not the number that was sent, or may not be: other programs
 * round whole numbers beyond 2^53 - 1 before they send them. Null if it is exact.
 */
export function inexactText(holder: object, key: string, value: unknown): string | null {
  if (typeof value !== 'number') return null;
  const isExact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  return lostIn.get(holder)?.get(key) ?? (isExact ? null : String(value));
}
