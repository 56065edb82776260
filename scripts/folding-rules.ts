/*
 * How texts are folded for comparison, stated in terms of the Unicode data of the Node.js that runs this file.
 * emit-folding-table.ts writes the result down, so that the server depends on no Unicode data but the table.
 */

/** Letters that Unicode does not decompose and that people type without their stroke, hook or ligature. */
const PLAIN_LETTERS: Record<string, string> = {
  ...{ æ: 'ae', œ: 'oe', þ: 'th', ß: 'ss', ŋ: 'n', ð: 'd', đ: 'd', ɖ: 'd', ɗ: 'd', ħ: 'h', ŧ: 't', ł: 'l', ø: 'o' },
  ...{ ƀ: 'b', ɓ: 'b', ƈ: 'c', ƒ: 'f', ǥ: 'g', ɠ: 'g', ɨ: 'i', ƙ: 'k', ƴ: 'y', ʉ: 'u', ƶ: 'z' },
};

/** Apostrophes, quotation marks, dashes and slashes, each with the character that people type for them. */
const PUNCTUATION: [all: string, typed: string][] = [
  ['‘’‚‛′‹›`´ʹʻʼʽˈ׳', "'"],
  ['“”„‟″«»〝〞〟״', '"'],
  ['‐‑‒–—―−⁃־', '-'],
  ['⁄∕', '/'],
];

const OWN = new Map<string, string>([
  ...Object.entries(PLAIN_LETTERS),
  ...PUNCTUATION.flatMap(([all, typed]) => [...all].map((one) => [one, typed] as const)),
  ['\u0640', ''], // The Arabic tatweel only stretches a word.
]);

/** Other white space than that of category Zs. */
const WHITE_SPACE = /[\p{Zs}\t\n\v\f\r\u0085\u2028\u2029]/u;

/** Invisible characters, such as the soft hyphen, joiners and variation selectors. */
export const isIgnored = (character: string): boolean => /\p{Default_Ignorable_Code_Point}/u.test(character);

/**
 * Marks that are not compared: combining accents, Hebrew points and accents, Arabic vowel signs, and the hamza and madda
 * of the Arabic alef. In other scripts a mark makes another letter or vowel (バス bus, パス pass).
 */
export const isAccent = (character: string): boolean =>
  /\p{M}/u.test(character) && /[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670]/u.test(character);

/**
 * Letters of their own alphabets although Unicode composes them with an accent: Cyrillic й, ў, ї, ѓ, ќ, and Arabic letters
 * with a hamza. Cyrillic ё is compared as е, as most Russian texts are printed.
 */
export const ACCENTED_LETTERS = [...'йўїѓќؤئۀۂۓ'];

const isComposedOfAccents = (character: string): boolean => [...character.normalize('NFD')].slice(1).every(isAccent);

/** Whether a character is compared in its composed form. Hangul is compared by its letters, so that 하 begins 한국. */
export const isCompared = (character: string): boolean =>
  character.normalize('NFD') !== character &&
  character.normalize('NFC') === character &&
  !/[\uac00-\ud7a3]/.test(character) &&
  (ACCENTED_LETTERS.includes(character) || !isComposedOfAccents(character)) &&
  decompositionOf(character) === character.normalize('NFD');

/** Returns the text that a character is compared as, decomposed. */
export function decompositionOf(character: string): string {
  if (isIgnored(character)) return '';
  if (WHITE_SPACE.test(character)) return ' ';
  const own = OWN.get(character);
  if (own !== undefined) return own;
  const letter = character.normalize('NFC');
  const canonical = character.normalize('NFD');
  if (canonical !== character) {
    const [base = '', ...marks] = canonical;
    const kept = ACCENTED_LETTERS.includes(letter) || ACCENTED_LETTERS.includes(lowerCase(letter));
    return [base, ...marks.filter((mark) => kept || !isAccent(mark))].map(decompositionOf).join('');
  }
  if (isAccent(character)) return character;
  const compatible = character.normalize('NFKD');
  // Spacing forms of marks (¨) stay: their compatibility form is a space with the mark.
  if (compatible !== character) return compatible.startsWith(' ') ? character : decompositionsOf(compatible);
  const lower = lowerCase(character);
  return lower === character ? character : decompositionsOf(lower);
}

const decompositionsOf = (text: string): string => [...text].map(decompositionOf).join('');

/** By way of upper case, in which ß is SS, and final sigma is sigma. */
const lowerCase = (character: string): string => [...character.toUpperCase()].map((one) => one.toLowerCase()).join('');

/** Returns the order in which two marks after a letter are written: negative if `a` comes first. */
const reorders = (a: string, b: string): boolean => `${a}${b}`.normalize('NFD') === `${b}${a}` && a !== b;

/** Marks that are first and last in canonical order. */
const [FIRST, LAST] = ['\u0334', '\u0345'];

/** Returns the marks that take part in canonical ordering, grouped by combining class, in order. */
export function marksInOrder(marks: readonly string[]): string[][] {
  const decomposed = marks.filter((mark) => mark.normalize('NFD') === mark);
  const ordered = decomposed.filter((mark) => reorders(LAST, mark) || reorders(mark, FIRST));
  const groups: string[][] = [];
  for (const mark of ordered) {
    const group = groups.find(([one]) => !reorders(one!, mark) && !reorders(mark, one!));
    if (group) group.push(mark);
    else groups.push([mark]);
  }
  return groups.sort(([a], [b]) => (reorders(a!, b!) ? 1 : -1));
}
