import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../classification/calendar.js';
import { asStored } from '../database/upsert.js';
import { MAX_ERRORS_OF_RECORD, UnreadableRecord } from '../graphql/execution/record-inputs.js';
import { InputCheck } from '../graphql/input-check.js';
import { quoted, userError, UserErrorCode, type FieldPath, type UserError } from '../graphql/user-error.js';

const MAX_ID_LENGTH = 200;

/** A record that has not been refused so far. */
export interface Candidate<Record, Draft> {
  record: Record;
  draft: Draft;
  /** Where the record occurs in its list: more than once if it is repeated. */
  places: readonly number[];
}

/** The records of one kind in an import. Each is either a candidate or refused, with its errors. */
export class RecordSet<Record extends object, Draft> {
  /** At most `MAX_ERRORS_OF_RECORD` for each refused record. */
  readonly errors: UserError[] = [];
  errorCount = 0;
  candidates: Candidate<Record, Draft>[] = [];

  constructor(
    private readonly kind: string,
    private readonly records: readonly (Record | UnreadableRecord | null)[],
    private readonly read: (check: InputCheck, field: FieldPath, record: Record) => Draft,
    private readonly identity: Identity = BY_EXTERNAL_ID,
  ) {
    for (const places of groupCopies(records, identity)) this.add(places);
  }

  get refused(): number {
    return this.records.length - this.candidates.reduce((sum, { places }) => sum + places.length, 0);
  }

  /** The number of records that repeat a candidate. */
  get repeated(): number {
    return this.candidates.reduce((sum, { places }) => sum + places.length - 1, 0);
  }

  /** Adds the records that are identified alike. Equal copies are one record. */
  private add(places: readonly number[]): void {
    const [first, ...others] = places.map((place) => this.records[place]!);
    if (others.every((other) => isDeepStrictEqual(asStored(other), asStored(first)))) {
      const { draft, errors } = this.check(places[0]!);
      if (errors.length === 0) this.candidates.push({ record: first as Record, draft: draft!, places });
      else this.refuse(places, errors);
      return;
    }
    for (const place of places) {
      const { what, field, of } = this.identity;
      const id = of(this.records[place])!;
      const message = `Expected each ${what} once in a call, or with equal content; ${quoted(id)} occurs ${places.length} times with different content, and all copies are refused.`;
      const { errors } = this.check(place);
      this.refuse([place], [...errors, userError(UserErrorCode.DUPLICATE, [field], message)]);
    }
  }

  /** Reads a record. Paths of errors are those within the record. */
  private check(place: number): { draft?: Draft; errors: readonly UserError[] } {
    const record = this.records[place] ?? null;
    if (record === null) return { errors: [userError(UserErrorCode.REQUIRED, [], 'Expected a record; got null.')] };
    if (record instanceof UnreadableRecord) {
      this.errorCount += record.errorCount - record.errors.length;
      return { errors: record.errors.map(({ code, path, message }) => userError(code, path, message)) };
    }
    const check = new InputCheck();
    checkReferences(check, record);
    check.instant(['expectedUpdatedAt'], (record as { expectedUpdatedAt?: Instant | null }).expectedUpdatedAt);
    const draft = this.read(check, [], record);
    return { draft, errors: check.errors };
  }

  /** Lists errors of a record at each of its places. */
  private refuse(places: readonly number[], errors: readonly UserError[]): void {
    const id = externalIdOf(this.records[places[0]!]);
    const externalId = id !== null && id.length <= MAX_ID_LENGTH ? id : null;
    this.errorCount += errors.length * places.length;
    for (const place of places) {
      for (const error of errors.slice(0, MAX_ERRORS_OF_RECORD)) {
        this.errors.push({ ...error, externalId, field: [this.kind, String(place), ...error.field] });
      }
    }
  }

  /** Refuses the candidates for which `problem` returns [path within the record, code, message]. */
  refuseWhere(
    problem: (candidate: Candidate<Record, Draft>) => readonly [FieldPath, UserErrorCode, string] | null,
  ): void {
    this.candidates = this.candidates.filter((candidate) => {
      const found = problem(candidate);
      if (!found) return true;
      const [path, code, message] = found;
      this.refuse(candidate.places, [userError(code, path, message)]);
      return false;
    });
  }
}

/** What identifies the records of a kind. */
interface Identity {
  /** What it is, for messages. */
  what: string;
  /** The field that an error about it refers to. */
  field: string;
  /** Returns it for a record, readable or not; null if the record lacks it. */
  of: (record: object | null | undefined) => string | null;
}

/** Returns a field of a record, readable or not; null if it is no text. */
function textOf(record: object | null | undefined, field: string): string | null {
  const source = record instanceof UnreadableRecord ? record.value : record;
  const value = (Object(source) as { [field: string]: unknown })[field];
  return typeof value === 'string' ? value : null;
}

const externalIdOf: Identity['of'] = (record) => textOf(record, 'externalId');
const BY_EXTERNAL_ID: Identity = { what: 'externalId', field: 'externalId', of: externalIdOf };

export const BY_CURRENCY_AND_DAY: Identity = {
  what: 'currency and day',
  field: 'from',
  of: (record) => {
    const [code, day] = [textOf(record, 'currencyCode'), textOf(record, 'from')];
    return code === null || day === null ? null : `${code} ${day}`;
  },
};

/** Groups the places of records that are identified alike. Records without what identifies them are alone. */
function groupCopies(records: readonly (object | null)[], { of }: Identity): number[][] {
  const groups = new Map<string | number, number[]>();
  records.forEach((record, place) => {
    const key = of(record) ?? place;
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  });
  return [...groups.values()];
}

/** Checks every externalId of a record, its own and its references, because they become parameters unchanged. */
function checkReferences(check: InputCheck, record: object): void {
  for (const [key, value] of Object.entries(record) as [string, unknown][]) {
    if (/externalId$/i.test(key) && typeof value === 'string') check.text([key], value, MAX_ID_LENGTH);
  }
}
