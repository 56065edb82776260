import { diffSchemas } from '../../scripts/schema-diff.js';

const TODAY = '2027-01-31';
const schema = (fields: string, rest = ''): string => `"""Q""" type Query { """Kept""" kept: Int ${fields} } ${rest}`;
const deprecated = (day: string): string => `@deprecated(reason: "Use \`kept\`. Removed on ${day}.")`;

describe('a change of the schema', () => {
  it.each([
    ['none', 'nothing', 'old: Int', 'old: Int'],
    ['patch', 'a description', '"""Before""" old: Int', '"""After""" old: Int'],
    ['minor', 'a new field', '', 'new: Int'],
    ['minor', 'a new argument that may be left out', 'old: Int', 'old(by: Int): Int'],
    ['minor', 'a deprecation', 'old: Int', `old: Int ${deprecated('2027-06-30')}`],
    ['major', 'a field that is gone', 'old: Int', ''],
    ['major', 'another type', 'old: Int', 'old: String'],
    ['major', 'a null where there was none', 'old: Int!', 'old: Int'],
    ['major', 'an argument that must be given', 'old: Int', 'old(by: Int!): Int'],
  ])('asks for a %s release: %s', async (release, _, before, after) => {
    expect((await diffSchemas(schema(before), schema(after), TODAY)).release).toBe(release);
  });

  it.each([
    ['a field that is gone', schema('old: Int'), schema('')],
    ['a field that is gone before its day', schema(`old: Int ${deprecated('2027-02-01')}`), schema('')],
    ['a field that was deprecated without a day', schema('old: Int @deprecated'), schema('')],
    ['another type', schema('old: Int'), schema('old: String')],
    [
      'another type of what was only deprecated',
      schema(`old: Int ${deprecated('2027-02-01')}`),
      schema('old: String'),
    ],
    ['an argument that is gone', schema('old(by: Int): Int'), schema('old: Int')],
    ['an enum value that is gone', schema('old: E', 'enum E { A B }'), schema('old: E', 'enum E { A }')],
    [
      'a type that is still used',
      schema(`old: T ${deprecated('2027-01-01')} other: T`, 'type T { a: Int }'),
      schema(''),
    ],
  ])('is refused where it breaks callers without notice: %s', async (_, before, after) => {
    const { refused } = await diffSchemas(before, after, TODAY);
    expect(refused).not.toHaveLength(0);
    expect(refused.join()).toMatch(/Expected it to be deprecated/);
  });

  it.each([
    ['a field', schema(`old: Int ${deprecated(TODAY)}`), schema('')],
    ['an argument', schema(`old(by: Int ${deprecated(TODAY)}): Int`), schema('old: Int')],
    [
      'an enum value',
      schema('old: E', `enum E { A B ${deprecated('2026-12-31')} }`),
      schema('old: E', 'enum E { A }'),
    ],
    [
      'an input field',
      schema('old(by: I): Int', `input I { a: Int b: Int ${deprecated(TODAY)} }`),
      schema('old(by: I): Int', 'input I { a: Int }'),
    ],
    ['a type that nothing else uses', schema(`old: T ${deprecated(TODAY)}`, 'type T { a: Int }'), schema('')],
  ])('may take away what was announced to go by then, as a major release: %s', async (_, before, after) => {
    expect(await diffSchemas(before, after, TODAY)).toMatchObject({ refused: [], release: 'major' });
  });

  it('is refused where a deprecation does not say until when', async () => {
    const { refused } = await diffSchemas(schema('old: Int'), schema('old: Int @deprecated(reason: "Old.")'), TODAY);
    expect(refused).toEqual([
      'old is deprecated. Expected a reason that ends with "Removed on YYYY-MM-DD."; got "Old.".',
    ]);
  });

  it('that only adds is let through, and each change is told', async () => {
    expect(await diffSchemas(schema(''), schema('new: Int'), TODAY)).toEqual({
      release: 'minor',
      changes: [{ message: "Field 'new' was added to object type 'Query'", path: 'Query.new', isBreaking: false }],
      refused: [],
    });
  });
});
