import { ACCENTS, COMPOSITIONS, FOLDS, IGNORED, MARK_ORDER } from './folding-table.js';

/*
 * Names are compared in folded form, which is stored. Everything is read from the generated table, never from the runtime's
 * Unicode data, because servers with different Node.js versions must fold a name to the same text. The rules are in
 * scripts/folding-rules.ts. A character that the table does not contain stays as it is.
 */

const linesOf = (table: string): string[] => table.split('\n').filter((line) => line !== '');

function* charactersIn(ranges: string): Generator<string> {
  for (const range of ranges.split(' ')) {
    const [from = 0, to = from] = range.split('-').map((hex) => parseInt(hex, 16));
    for (let at = from; at <= to; at++) yield String.fromCodePoint(at);
  }
}

function* foldsIn(line: string): Generator<[character: string, text: string]> {
  const [, hexFrom = '', hexTo, step, texts = ''] = /^([0-9a-f]+)(?:-([0-9a-f]+)\/(\d))? (.*)$/u.exec(line)!;
  const from = parseInt(hexFrom, 16);
  if (hexTo === undefined) {
    for (const [i, text] of texts.split(' ').entries())
      yield [String.fromCodePoint(from + i), text.replaceAll('␣', ' ')];
    return;
  }
  const to = parseInt(hexTo, 16);
  for (let at = from; at <= to; at += Number(step)) {
    yield [String.fromCodePoint(at), String.fromCodePoint(texts.codePointAt(0)! + at - from)];
  }
}

const accents = new Set(charactersIn(ACCENTS));
const markOrder = new Map(
  linesOf(MARK_ORDER).flatMap((ranges, order) => [...charactersIn(ranges)].map((mark) => [mark, order] as const)),
);
const decompositions = new Map(linesOf(FOLDS).flatMap((line) => [...foldsIn(line)]));
for (const character of charactersIn(IGNORED)) decompositions.set(character, '');

/** The composed characters by their second part, and then by their first. */
const compositions = new Map<string, Map<string, string>>();
for (const triple of COMPOSITIONS.trim().split(/\s/)) {
  const [first = '', second = '', composed = ''] = triple;
  if (!compositions.has(second)) compositions.set(second, new Map());
  compositions.get(second)!.set(first, composed);
  decompositions.set(composed, (decompositions.get(first) ?? first) + second);
}

/** Matches the characters that are ordered, left out or composed. */
const COMBINING = new RegExp(`[${[...markOrder.keys(), ...accents, ...compositions.keys()].join('')}]`, 'u');

/** Decomposes a Hangul syllable into its letters, as section 3.12 of the Unicode Standard does. */
function hangulLetters(syllable: number): string {
  const [vowels, finals] = [21, 28];
  const lead = 0x1100 + Math.floor(syllable / (vowels * finals));
  const vowel = 0x1161 + (Math.floor(syllable / finals) % vowels);
  const final = syllable % finals;
  return String.fromCharCode(lead, vowel) + (final === 0 ? '' : String.fromCharCode(0x11a7 + final));
}

function decompositionOf(character: string): string {
  const hangul = character.codePointAt(0)! - 0xac00;
  return hangul >= 0 && hangul < 11_172 ? hangulLetters(hangul) : (decompositions.get(character) ?? character);
}

/** Puts each sequence of marks in order, so that the order in which they were typed does not matter. */
function orderMarks(characters: string[]): void {
  const orderOf = (i: number): number | undefined => markOrder.get(characters[i] ?? '');
  for (let start = 0; start < characters.length; start++) {
    let end = start;
    while (orderOf(end) !== undefined) end++;
    if (end - start < 2) continue;
    const marks = characters.slice(start, end).sort((a, b) => markOrder.get(a)! - markOrder.get(b)!);
    characters.splice(start, marks.length, ...marks);
    start = end;
  }
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** Normalizes a text for comparison in lists: without accents, case-insensitive ("STRASSE" equals "straße"). */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase().replace(/[\t-\r`]/g, (one) => (one === '`' ? "'" : ' '));
  let decomposed = '';
  for (const character of text) decomposed += decompositionOf(character);
  if (!COMBINING.test(decomposed)) return decomposed;
  const characters = [...decomposed];
  orderMarks(characters);
  const folded: string[] = [];
  for (const character of characters) {
    const composed = compositions.get(character)?.get(folded.at(-1) ?? '');
    if (composed !== undefined) folded[folded.length - 1] = composed;
    else if (!accents.has(character)) folded.push(character);
  }
  return folded.join('');
}

/** Returns a range [from, until) that contains exactly the texts with a prefix; null for an empty prefix. */
export const rangeOfPrefix = (prefix: string): readonly [from: string, until: string] | null =>
  prefix === '' ? null : [prefix, `${prefix}\u{10FFFF}`];

/** Normalizes a name prefix for filtering. A trailing blank is part of the prefix. */
export const foldPrefix = (prefix: string): string => fold(prefix).replace(/^ +/, '');

/** Normalizes a name for filtering and ordering. */
export const foldName = (name: string): string => foldPrefix(name).replace(/ +$/, '');
