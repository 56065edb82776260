import { isDeepStrictEqual } from 'node:util';

/** What recording did. */
export type Outcome = 'created' | 'updated' | 'unchanged';

/** A row as it will be, and as it was: undefined where it is new. */
export interface Merged<Row> {
  after: Row;
  before: Row | undefined;
}

/** As it comes back from the database: no minus zero, and objects like any other. */
function asStored(value: unknown): unknown {
  if (typeof value === 'number') return value + 0;
  if (Array.isArray(value)) return value.map(asStored);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asStored(part)]));
}

export const outcomeOf = <Row>({ after, before }: Merged<Row>): Outcome =>
  before === undefined ? 'created' : isDeepStrictEqual(asStored(after), asStored(before)) ? 'unchanged' : 'updated';

/** The rows that are to be inserted and those to be updated; what stays as it was is neither. */
export function splitByOutcome<Row>(merged: readonly Merged<Row>[]): { created: Row[]; updated: Row[] } {
  const rowsOf = (outcome: Outcome): Row[] =>
    merged.filter((one) => outcomeOf(one) === outcome).map(({ after }) => after);
  return { created: rowsOf('created'), updated: rowsOf('updated') };
}

/** Of an input's field: left out leaves what is there, null clears it. */
export const patched = <Value>(given: Value | undefined, current: Value): Value =>
  given === undefined ? current : given;
