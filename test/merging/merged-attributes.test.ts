import { mergedAttributes } from '../../src/merging/merged-attributes.js';

const merged = (kept: string, removed: string): string =>
  JSON.stringify(mergedAttributes(JSON.parse(kept) as object as never, JSON.parse(removed) as object as never));

describe('the attributes of a merged account', () => {
  it.each([
    ['{}', '{"a":1}', '{"a":1}'],
    ['{"a":2}', '{"a":1,"b":[1]}', '{"a":2,"b":[1]}'],
    ['{"a":{"x":1}}', '{"a":{"x":2,"y":{"z":3}}}', '{"a":{"x":1,"y":{"z":3}}}'],
    ['{"a":[1]}', '{"a":[2,3]}', '{"a":[1]}'],
    ['{"a":1}', '{"a":{"x":2}}', '{"a":1}'],
    ['{"a":{"x":2}}', '{"a":1}', '{"a":{"x":2}}'],
    ['{"a":null}', '{"a":{"x":2}}', '{"a":null}'],
    ['{"__proto__":{"x":1}}', '{"__proto__":{"y":2},"constructor":3}', '{"__proto__":{"y":2,"x":1},"constructor":3}'],
    ['{"a":1}', '{"__proto__":2}', '{"__proto__":2,"a":1}'],
  ])('of %s and, removed, %s are %s', (kept, removed, expected) => {
    expect(merged(kept, removed)).toBe(expected);
  });
});
