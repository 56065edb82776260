/** What is there already, or will be: to wait for what is there costs a page of fields more than to read it. */
export type Eventually<Value> = Value | Promise<Value>;

/** Reads a value now where it is known, and once it is where it is not. */
export const whenKnown = <Value, Result>(
  value: Eventually<Value>,
  read: (value: Value) => Eventually<Result>,
): Eventually<Result> => (value instanceof Promise ? value.then(read) : read(value));
