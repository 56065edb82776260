import DataLoader from 'dataloader';
import { groupBy } from '../database/grouping.js';

/**
 * A loader of something per account that also depends on arguments: one batch for each set of arguments, however many
 * accounts ask for it. `missing` is the answer for an account that the batch does not mention.
 */
export function batchPages<Key extends { accountId: string }, Value>(
  load: (accountIds: string[], sample: Key) => Promise<Map<string, Value>>,
  missing: () => Value,
): DataLoader<Key, Value, string> {
  const texts = new WeakMap<Key, string>();
  function argumentsOf(key: Key): string {
    const { accountId: _, ...rest } = key;
    const text = texts.get(key) ?? JSON.stringify(rest);
    texts.set(key, text);
    return text;
  }
  return new DataLoader<Key, Value, string>(
    async (keys) => {
      const found = new Map<Key, Value>();
      const groups = groupBy(keys, argumentsOf).values();
      await Promise.all(
        [...groups].map(async (group) => {
          const values = await load(
            group.map(({ accountId }) => accountId),
            group[0]!,
          );
          for (const key of group) found.set(key, values.get(key.accountId) ?? missing());
        }),
      );
      return keys.map((key) => found.get(key)!);
    },
    { cacheKeyFn: (key) => `${key.accountId} ${argumentsOf(key)}` },
  );
}
