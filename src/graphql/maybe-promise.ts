/** What is there already, or will be: to wait for what is there costs a page of fields more than to read it. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Reads a value now where it is known, and once it is where it is not. */
export const mapMaybePromise = <Value, Result>(
  value: MaybePromise<Value>,
  read: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> => (value instanceof Promise ? value.then(read) : read(value));

/** What is being loaded, as a value from the moment on at which it is there. */
export function valueOnceLoaded<Value>(loading: Promise<Value>): () => MaybePromise<Value> {
  let value: MaybePromise<Value> = loading;
  loading.then(
    (loaded) => (value = loaded),
    // Whoever asks for it is told.
    () => undefined,
  );
  return () => value;
}
