import fc from 'fast-check';
import { coerceInputValue, type GraphQLInputObjectType } from 'graphql';
import { makeSchema } from '../../src/composition/schema.js';
import { readInput } from '../../src/graphql/read-input.js';
import { GOOD } from '../support/mistakes-of-records.js';

const schema = makeSchema();
const TYPES = {
  plans: 'PlanImport',
  members: 'MemberImport',
  accounts: 'AccountImport',
  subscriptions: 'SubscriptionImport',
  interactions: 'InteractionImport',
} as const;

/** Replaces one value somewhere in a record, or adds one. */
const mutated = (record: object): fc.Arbitrary<unknown> => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('CALL', 'ACTIVE', 'MONTH', 1, -0, true, '2025-01-01T00:00:00Z'),
  );
  const change = fc.record({
    path: fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }),
    key: fc.string(),
    value,
    remove: fc.boolean(),
  });
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const copy = structuredClone(record) as Record<string, unknown>;
    for (const { path, key, value, remove } of changes) {
      let target = copy;
      for (const step of path) {
        const keys = Object.keys(target);
        const next = target[keys[step % Math.max(keys.length, 1)] ?? ''];
        if (typeof next !== 'object' || next === null) break;
        target = next as Record<string, unknown>;
      }
      const name = Object.keys(target)[path[0]!] ?? key;
      if (remove) Reflect.deleteProperty(target, name);
      else target[name] = value;
    }
    return JSON.parse(JSON.stringify(copy)) as unknown;
  });
};

describe('reading an input', () => {
  it.each(Object.entries(TYPES))(
    'of %s accepts and refuses the same as graphql-js, with the same result',
    (kind, name) => {
      const type = schema.getType(name) as GraphQLInputObjectType;
      fc.assert(
        fc.property(mutated(GOOD[kind as keyof typeof TYPES]), (value) => {
          let expectedErrors = 0;
          const expected = coerceInputValue(value, type, () => expectedErrors++);
          const errors: string[] = [];
          const result = readInput(value, type, (_, path, message) => errors.push(`${path.join('.')}: ${message()}`));
          expect(errors).toHaveLength(expectedErrors);
          if (expectedErrors === 0) expect(result).toEqual(expected);
          else expect(result).toBeUndefined();
          for (const error of errors) expect(error).toMatch(/: Expected .+\.$/s);
        }),
        { numRuns: 300 },
      );
    },
  );
});
