type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Merges a patch into an object as JSON Merge Patch (RFC 7396, section 2): null removes a key, objects are merged, and all
 * other values, including lists, are replaced.
 */
export function mergePatch(target: Values, patch: Values): Record<string, unknown> {
  // Entries instead of assignments, because assigning to the key __proto__ would set the prototype.
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    const before = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, isObject(value) ? mergePatch(isObject(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
}
