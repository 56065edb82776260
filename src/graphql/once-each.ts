/** Loads once what is asked for several times by the same input, as a field does for each account of a list. */
export function onceEach<Input, Value>(load: (input: Input) => Promise<Value>): (input: Input) => Promise<Value> {
  const loaded = new Map<string, Promise<Value>>();
  return (input) => {
    const key = JSON.stringify(input);
    const value = loaded.get(key) ?? load(input);
    loaded.set(key, value);
    return value;
  };
}
