import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { foldingTable } from '../../scripts/folding-table.js';
import { ACCENTS, COMPOSITIONS, FOLDS, MARK_ORDER, UNICODE_VERSION } from '../../src/database/folding-table.js';
import { fold, foldName, foldPrefix } from '../../src/database/folding.js';
import { DIFFERENT_NAMES, EQUAL_NAMES } from '../support/names.js';
import { expectSame } from '../support/quick-expect.js';

/** Code points that begin a range or occur in the table, and what is special about scripts. */
const CHARACTERS = [
  ...new Set([
    ...[...`${ACCENTS} ${MARK_ORDER}`.matchAll(/[0-9a-f]+/g)].map(([hex]) => String.fromCodePoint(parseInt(hex, 16))),
    ...[...FOLDS.matchAll(/^[0-9a-f]+/gm)].map(([hex]) => String.fromCodePoint(parseInt(hex, 16))),
    ...COMPOSITIONS,
    ...'aAiIıİßſςΣ \t\u00a0`’\u00ad\u200d\u034f각가\u1100\u1161\u11a8ёЁйЙ',
  ]),
].filter((character) => character !== '\n');

const texts = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 8 }).map((characters) => characters.join(''));

/** The characters that every supported version of Node.js knows to decompose, and others. */
function* allCharacters(): Generator<string> {
  for (let at = 1; at < 0x110000; at++) if (at < 0xd800 || at > 0xdfff) yield String.fromCodePoint(at);
}

describe('A folded text', () => {
  it.each(EQUAL_NAMES)('is the same for all spellings of %s', (_, name, ...typed) => {
    for (const spelling of typed) expect([spelling, foldName(spelling)]).toEqual([spelling, foldName(name)]);
  });

  it.each(DIFFERENT_NAMES)('differs for %s', (_, name, other) => {
    expect(foldName(name)).not.toBe(foldName(other));
  });

  it('is the same for composed and decomposed input, and when it is folded again', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const folded = fold(text);
        expectSame(fold(text.normalize('NFC')), folded);
        expectSame(fold(text.normalize('NFD')), folded);
        expectSame(fold(folded), folded);
      }),
      { numRuns: 20_000 },
    );
  });

  it('is the same for ASCII within other texts', () => {
    const ascii = Array.from({ length: 0x80 }, (_, at) => String.fromCharCode(at)).join('');
    expect(fold(`${ascii}é`)).toBe(`${fold(ascii)}e`);
  });

  it('keeps a blank at the end of a prefix only', () => {
    expect([foldPrefix('\u3000Å \u00a0'), foldName('\u3000Å \u00a0')]).toEqual(['a  ', 'a']);
  });

  it('does not change characters that the table does not contain', () => {
    for (const text of ['\u{50000}', '\u0378', '\ud800', '🙂👩🏽']) expect(fold(text)).toBe(text);
  });

  // The number is the same on every version of Node.js. It changes only with the table, which takes a migration.
  it('does not depend on the Unicode data of the runtime', () => {
    const hash = createHash('sha256');
    for (const character of allCharacters()) hash.update(`${fold(character)}\n`);
    expect(hash.digest('hex')).toBe('52bc3a94587acdad405dc254c67f842c93a392303c3e58dd4bbed0c5a417e407');

    const methods = ['normalize', 'toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'trim'] as const;
    const refuse = function (this: string): string {
      throw new Error(`Expected no Unicode data of the runtime to be asked about ${this}.`);
    };
    const spies = methods.map((method) => jest.spyOn(String.prototype, method).mockImplementation(refuse));
    try {
      for (const [, ...names] of EQUAL_NAMES) for (const name of names) foldUnlessAscii(name);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });
});

const foldUnlessAscii = (name: string): string => (/^[\0-\x7f]*$/.test(name) ? name : foldName(name));

const onTheSameUnicode = process.versions.unicode === UNICODE_VERSION ? it : it.skip;

describe('The folding table', () => {
  onTheSameUnicode(`is what its generator writes on a Node.js with Unicode ${UNICODE_VERSION}`, () => {
    expect(readFileSync('src/database/folding-table.ts', 'utf8')).toBe(foldingTable());
  });
});
