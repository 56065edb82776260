export type Variables = Readonly<Record<string, unknown>>;

/** Points that are constant, or a function of the variables. */
export type Points = number | ((variables: Variables) => number);

export const at = (points: Points, variables: Variables): number =>
  typeof points === 'number' ? points : points(variables);

export function sum(parts: readonly Points[]): Points {
  const known = parts.reduce<number>((total, part) => (typeof part === 'number' ? total + part : total), 0);
  const open = parts.filter((part) => typeof part === 'function');
  if (open.length === 0) return known;
  return (variables) => open.reduce((total, part) => total + part(variables), known);
}

export function product(a: Points, b: Points): Points {
  if (a === 0 || b === 0) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  return (variables) => at(a, variables) * at(b, variables);
}
