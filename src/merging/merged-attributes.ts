type Attributes = Record<string, unknown>;

const isObject = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Returns the attributes of an account after another one was merged into it. Where both have a key, `kept` wins, unless
 * both have an object, which are merged in turn. Unlike in an update, null is a value.
 */
export function mergedAttributes(kept: Attributes, removed: Attributes): Attributes {
  // As entries, because `__proto__` is a key like any other.
  const merged = new Map(Object.entries(removed));
  for (const [key, value] of Object.entries(kept)) {
    const other = merged.get(key);
    merged.set(key, isObject(value) && isObject(other) ? mergedAttributes(value, other) : value);
  }
  return Object.fromEntries(merged);
}
