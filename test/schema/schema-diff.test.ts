import { diffSchemas } from '../../scripts/schema-diff.js';

const TODAY = '2027-01-31';
const schema = (fields: string, rest = ''): string => `"""Q""" type Query { """Kept""" kept: Int ${fields} } ${rest}`;
const deprecated = (day: string): string => `@deprecated(reason: "Use \`kept\`. Removed on ${day}.")`;

describe('a schema change', () => {
  it.each([
    ['none', 'no change', 'old: Int', 'old: Int'],
    ['patch', 'a description', '"""Before""" old: Int', '"""After""" old: Int'],
    ['minor', 'a new field', '', 'new: Int'],
    ['minor', 'a new optional argument', 'old: Int', 'old(by: Int): Int'],
    ['minor', 'a deprecation', 'old: Int', `old: Int ${deprecated('2027-06-30')}`],
    ['major', 'a removed field', 'old: Int', ''],
    ['major', 'a changed type', 'old: Int', 'old: String'],
    ['major', 'a field that becomes nullable', 'old: Int!', 'old: Int'],
    ['major', 'a new required argument', 'old: Int', 'old(by: Int!): Int'],
  ])('has the release level %s: %s', async (release, _, before, after) => {
    expect((await diffSchemas(schema(before), schema(after), TODAY)).release).toBe(release);
  });

  it.each([
    ['a removed field', schema('old: Int'), schema('')],
    ['a field removed before its removal date', schema(`old: Int ${deprecated('2027-02-01')}`), schema('')],
    ['a removed field that was deprecated without a removal date', schema('old: Int @deprecated'), schema('')],
    ['a changed type', schema('old: Int'), schema('old: String')],
    [
      'a changed type of a deprecated field',
      schema(`old: Int ${deprecated('2027-02-01')}`),
      schema('old: String'),
    ],
    ['a removed argument', schema('old(by: Int): Int'), schema('old: Int')],
    ['a removed enum value', schema('old: E', 'enum E { A B }'), schema('old: E', 'enum E { A }')],
    [
      'a type that is still used',
      schema(`old: T ${deprecated('2027-01-01')} other: T`, 'type T { a: Int }'),
      schema(''),
    ],
  ])('is refused if it breaks callers without notice: %s', async (_, before, after) => {
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
    ['a type that no other field uses', schema(`old: T ${deprecated(TODAY)}`, 'type T { a: Int }'), schema('')],
  ])('may remove in a major release, on the announced date: %s', async (_, before, after) => {
    expect(await diffSchemas(before, after, TODAY)).toMatchObject({ refused: [], release: 'major' });
  });

  it('is refused if a deprecation has no removal date', async () => {
    const { refused } = await diffSchemas(schema('old: Int'), schema('old: Int @deprecated(reason: "Old.")'), TODAY);
    expect(refused).toEqual([
      'old is deprecated. Expected a reason that ends with "Removed on YYYY-MM-DD."; got "Old.".',
    ]);
  });

  it('that only adds a field is accepted, and each change is listed', async () => {
    expect(await diffSchemas(schema(''), schema('new: Int'), TODAY)).toEqual({
      release: 'minor',
      changes: [{ message: "Field 'new' was added to object type 'Query'", path: 'Query.new', isBreaking: false }],
      refused: [],
    });
  });
});
