import { registerEnumType } from 'type-graphql';

/** Registers a GraphQL enum whose values are the keys of `descriptions`. Use the result as the type of a field. */
export function enumType<Value extends string>(
  name: string,
  description: string,
  descriptions: Record<Value, string>,
): Record<Value, Value> {
  const values = Object.fromEntries(Object.keys(descriptions).map((value) => [value, value])) as Record<Value, Value>;
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(descriptions).map(([value, text]) => [value, { description: text }]),
  ) as Record<Value, { description: string }>;
  registerEnumType(values, { name, description, valuesConfig });
  return values;
}
