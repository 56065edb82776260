import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { makeSchema } from '../../src/composition/schema.js';
import { exampleValue, selectionOn } from '../support/example-operation.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { account, record } from '../support/records.js';
import { startTestServer, type Answer, type TestServer, type TestWorkspace } from '../support/server.js';
import { isLongRun } from '../support/trials.js';
import { expectAnswers } from './support.js';

const schema = makeSchema();
const deep = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

const TEXTS = [
  'a\0b',
  '\ud800',
  '%_\\',
  "'; DROP TABLE account; --",
  '__proto__',
  'x'.repeat(20_000),
  '\u202e\ufeff',
  '',
];
const INSTANTS = [
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '0000-12-31T23:59:59Z',
  '+275760-09-13T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-03-15T12:00:00+99:99',
  'infinity',
  'now',
];
/** What an attacker would try for each scalar. */
const HOSTILE: Record<string, unknown[]> = {
  String: TEXTS,
  ID: [...TEXTS, 'acct_00000000000000000000000000', 'acct_zzzzzzzzzzzzzzzzzzzzzzzzzz', 1e300],
  Int: [2_147_483_647, -2_147_483_648, 2_147_483_648, -1, 0, 1.5, 1e300, '1'],
  Float: [1e308, -1e308, 5e-324, '1', 1e15],
  Boolean: ['true', 1],
  DateTime: [...INSTANTS, 0, 'a\0b'],
  Date: ['0001-01-01', '9999-12-31', '0000-01-01', '2026-02-30', '10000-01-01', 'infinity', 'now', 'a\0b', 20_260_101],
  Decimal: ['1e400', 'NaN', 'Infinity', '9'.repeat(1_000), '-0', '0x10', '1,5', 'a\0b', 1.5],
  CurrencyCode: ['usd', '__proto__', 'constructor', 'a\0b', '€', 'XXX'],
  JSONObject: [{ 'a\0': 1 }, { a: '\ud800' }, { constructor: { prototype: {} } }, deep(33), [], 'x'],
};
const ENUM = ['__proto__', 'constructor', 'NAME; DROP TABLE account', 'name', 1];

/** A short run tries every third value in each place, beginning with another one each time; a long run tries all. */
const STEP = isLongRun ? 1 : 3;
let places = 0;

function hostileOf(type: GraphQLInputType): unknown[] {
  const all = isEnumType(getNamedType(type)) ? ENUM : (HOSTILE[getNamedType(type).name] ?? []);
  const first = places++ % STEP;
  return all.filter((_, i) => i % STEP === first % all.length);
}

/**
 * The type's example with each of its leaves made hostile in turn, those that may be left out too. What holds itself, as
 * a filter its `and`, is entered once more: what is deeper is the same again.
 */
function* hostileValues(type: GraphQLInputType, path: readonly GraphQLInputType[] = []): Generator {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    for (const value of hostileValues(nullable.ofType, path)) yield [value];
    return;
  }
  if (!isInputObjectType(nullable)) {
    yield* hostileOf(type);
    return;
  }
  if (path.filter((one) => one === nullable).length > 1) return;
  const example = exampleValue(nullable) as Record<string, unknown>;
  for (const field of Object.values(nullable.getFields())) {
    for (const value of hostileValues(field.type, [...path, nullable])) yield { ...example, [field.name]: value };
  }
}

interface Attack {
  text: string;
  variables: Record<string, unknown>;
}

/** The field with each of its arguments made hostile in turn. */
function* attacksOn(field: GraphQLField<unknown, unknown>, wrap: (text: string) => string, kind: string) {
  for (const arg of field.args) {
    const needed = field.args.filter(
      (other) => other !== arg && String(other.type).endsWith('!') && other.defaultValue === undefined,
    );
    const all = [arg, ...needed];
    const declared = all.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
    const given = all.map(({ name }) => `${name}: $${name}`).join(', ');
    const text = `${kind} (${declared}) ${wrap(`${field.name}(${given}) ${selectionOn(field.type)}`)}`;
    const others = Object.fromEntries(needed.map(({ name, type }) => [name, exampleValue(type)]));
    for (const value of hostileValues(arg.type)) {
      yield { text, variables: { ...others, [arg.name]: value } } satisfies Attack;
    }
  }
}

const fieldsOf = (type: string): [string, GraphQLField<unknown, unknown>][] =>
  Object.entries(
    (schema.getType(type) as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields(),
  ).filter(([name, { args }]) => args.length > 0 && name !== 'policySimulation');

describe('A hostile value', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer({ introspection: false });
    workspace = await server.addWorkspace();
    await record(workspace, GOOD_RECORDS);
  });
  afterAll(() => server.close());

  const INSIDES =
    /node_modules|\.[cm]?[jt]s:\d+|file:\/\/|syntax error at|invalid (byte|input syntax)|pg_|Did you mean/i;
  function expectRefusedOrTaken(attack: Attack, { status, data, errors = [] }: Answer): void {
    const faults = errors.filter(
      ({ message, extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR' || INSIDES.test(message),
    );
    expect({ attack, status, faults }).toEqual({ attack, status: status < 500 ? status : 'below 500', faults: [] });
    expect(data !== undefined || errors.length > 0).toBe(true);
  }

  it.each([
    ...fieldsOf('Query').map(([name, field]) => ['query', name, field, (text: string) => `{ ${text} }`] as const),
    ...fieldsOf('Mutation').map(([name, field]) => ['mutation', name, field, (text: string) => `{ ${text} }`] as const),
    ...fieldsOf('Account').map(
      ([name, field]) =>
        ['query', `Account.${name}`, field, (text: string) => `{ accounts(first: 1) { nodes { ${text} } } }`] as const,
    ),
  ])(
    'in any argument of the %s %s is refused or stored as it is, without an internal error',
    async (kind, _, field, wrap) => {
      let attacks = 0;
      for (const attack of attacksOn(field, wrap, kind)) {
        expectRefusedOrTaken(attack, await workspace.ask(attack.text, attack.variables));
        attacks++;
      }
      expect(attacks).toBeGreaterThan(0);
      await expectAnswers(server);
    },
    120_000,
  );

  it('that is a wildcard of LIKE matches only itself', async () => {
    const other = await server.addWorkspace();
    await record(other, { accounts: [account('%'), account('_'), account('\\'), account('%x'), account('plain')] });
    const ask = 'query ($f: AccountFilter) { accounts(filter: $f) { nodes { name } } }';
    const found = async (f: object): Promise<string[]> =>
      ((await other.ask(ask, { f })).data as { accounts: { nodes: { name: string }[] } }).accounts.nodes.map(
        ({ name }) => name,
      );
    expect((await found({ name: { startsWith: '%' } })).sort()).toEqual(['%', '%x']);
    expect(await found({ name: { startsWith: '_' } })).toEqual(['_']);
    expect(await found({ name: { startsWith: '\\' } })).toEqual(['\\']);
    expect(await found({ name: { eq: '%' } })).toEqual(['%']);
  });

  it('that is a cursor with a flipped bit is refused', async () => {
    const { data } = await workspace.ask('{ accounts(first: 1) { edges { cursor } } }');
    const cursor = (data as { accounts: { edges: { cursor: string }[] } }).accounts.edges[0]!.cursor;
    const bytes = Buffer.from(cursor, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 3) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3]! ^= 1 << (bit & 7);
      const attack = {
        text: 'query ($a: String) { accounts(after: $a) { nodes { id } } }',
        variables: { a: turned.toString('base64url') },
      };
      const answer = await workspace.ask(attack.text, attack.variables);
      expectRefusedOrTaken(attack, answer);
      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('that is not a value of the enum is refused as an ordering, even if it is the name of a column', async () => {
    for (const field of ['name', 'id', 'workspace_id', '1; SELECT 1', 'NAME DESC', '(SELECT 1)', 'constructor']) {
      const { status, errors } = await workspace.ask(
        'query ($o: AccountOrder) { accounts(orderBy: $o) { nodes { id } } }',
        { o: { field } },
      );
      expect([field, Math.floor(status / 100), errors?.[0]?.extensions.code]).toEqual([
        field,
        expect.any(Number),
        'BAD_USER_INPUT',
      ]);
      expect(errors![0]!.message).not.toMatch(/CREATED_AT|Did you mean/);
    }
  });
});
