/** Memoizes `make` by the JSON of its input, for example for a field that gets the same arguments on each account of a list. */
export function memoizeByInput<Input, Value>(make: (input: Input) => Value): (input: Input) => Value {
  const made = new Map<string, Value>();
  return (input) => {
    const key = JSON.stringify(input);
    const value = made.get(key) ?? make(input);
    made.set(key, value);
    return value;
  };
}
