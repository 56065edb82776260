import { isDeepStrictEqual } from 'node:util';

/** The effect of an upsert on one row. */
export type Outcome = 'created' | 'updated' | 'unchanged';

/** A row after and before an upsert; `before` is undefined for a new row. */
export interface Merged<Row> {
  after: Row;
  before: Row | undefined;
  /** Whether data that is stored outside the row changes, such as identities. */
  changesBeside?: boolean;
}

/**
 * Normalizes a value as a round trip through the database would: minus zero becomes zero, objects lose their prototype.
 */
export function asStored(value: unknown): unknown {
  if (typeof value === 'number') return value + 0;
  if (Array.isArray(value)) return value.map(asStored);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asStored(part)]));
}

export function outcomeOf<Row>({ after, before, changesBeside }: Merged<Row>): Outcome {
  if (before === undefined) return 'created';
  return !changesBeside && isDeepStrictEqual(asStored(after), asStored(before)) ? 'unchanged' : 'updated';
}

/** Returns the rows to insert and the rows to update. Unchanged rows are in neither list. */
export function splitByOutcome<Row>(merged: readonly Merged<Row>[]): { created: Row[]; updated: Row[] } {
  const rowsOf = (outcome: Outcome): Row[] =>
    merged.filter((one) => outcomeOf(one) === outcome).map(({ after }) => after);
  return { created: rowsOf('created'), updated: rowsOf('updated') };
}

/** Applies an input field: undefined keeps the current value, null clears it. */
export const patched = <Value>(given: Value | undefined, current: Value): Value =>
  given === undefined ? current : given;
