/**
 * A value, or a promise of it. For a page of fields, awaiting values that are available costs more than reading them.
 */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Applies `read` to a value, synchronously if the value is available. */
export const mapMaybePromise = <Value, Result>(
  value: MaybePromise<Value>,
  read: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> => (value instanceof Promise ? value.then(read) : read(value));

/** Returns a function that returns the promise while the value is loading, and the value afterwards. */
export function valueOnceLoaded<Value>(loading: Promise<Value>): () => MaybePromise<Value> {
  let value: MaybePromise<Value> = loading;
  loading.then(
    (loaded) => (value = loaded),
    // Callers get the rejection from the promise itself.
    () => undefined,
  );
  return () => value;
}
