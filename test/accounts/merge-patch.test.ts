import fc from 'fast-check';
import { mergePatch } from '../../src/accounts/merge-patch.js';

type Value = Record<string, unknown>;

/** The algorithm MergePatch, transcribed from RFC 7396, section 2. */
function mergePatchOfRfc(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result: Value = isObject ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, name);
    else result[name] = mergePatchOfRfc(Object.hasOwn(result, name) ? result[name] : undefined, value);
  }
  return result;
}

describe('a merge patch of attributes', () => {
  // The examples of RFC 7396, appendix A, whose target and patch are objects.
  it.each<[target: Value, patch: Value, result: Value]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j by %j is %j, as in RFC 7396', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it('gives the result of the algorithm of RFC 7396, changes nothing the second time, and leaves its arguments unchanged', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'toString');
    const { value } = fc.letrec<{ value: unknown; object: Value }>((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, fc.constantFrom(null, 0, 'x', [1], [{ a: null }]), tie('object')),
      object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    }));
    const object = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const before = JSON.stringify([target, patch]);
        const merged = mergePatch(target, patch);
        expect(merged).toEqual(mergePatchOfRfc(target, patch));
        expect(mergePatch(merged, patch)).toEqual(merged);
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
    );
  });

  it('merges and removes the key __proto__ like any other', () => {
    const target = JSON.parse('{"__proto__":{"a":1,"b":2},"c":3}') as Value;
    const patched = mergePatch(target, JSON.parse('{"__proto__":{"b":null}}') as Value);
    expect(JSON.stringify(patched)).toBe('{"__proto__":{"a":1},"c":3}');
    expect(JSON.stringify(mergePatch(patched, JSON.parse('{"__proto__":null}') as Value))).toBe('{"c":3}');
    expect(({} as { a?: number }).a).toBeUndefined();
  });
});
