import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../classification/calendar.js';
import { groupBy } from '../database/grouping.js';
import { asStored } from '../database/upsert.js';
import { MAX_ERRORS_OF_RECORD, UnreadableRecord } from '../graphql/execution/record-inputs.js';
import { InputCheck } from '../graphql/input-check.js';
import {
  checkIdentities,
  identityOfKey,
  keyOfIdentity,
  MAX_EXTERNAL_ID_LENGTH,
  type RecordIdentity,
  type RecordKey,
} from '../graphql/record-identity.js';
import { quoted, userError, UserErrorCode, type FieldPath, type UserError } from '../graphql/user-error.js';

/** A record that has not been refused so far. */
export interface Candidate<Record, Draft> {
  record: Record;
  draft: Draft;
  /** What identifies the record: its externalId, if it has one, and its identities. */
  keys: readonly RecordKey[];
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
    private readonly identifiedBy: (record: object | null | undefined) => readonly RecordKey[] = keysOfRecord,
  ) {
    const keys = records.map(identifiedBy);
    for (const places of groupCopies(keys)) this.add(places, keys);
  }

  get refused(): number {
    return this.records.length - this.candidates.reduce((sum, { places }) => sum + places.length, 0);
  }

  /** The number of records that repeat a candidate. */
  get repeated(): number {
    return this.candidates.reduce((sum, { places }) => sum + places.length - 1, 0);
  }

  /** Adds the records that are identified alike. Equal copies are one record. */
  private add(places: readonly number[], keys: readonly (readonly RecordKey[])[]): void {
    const [first, ...others] = places.map((place) => this.records[place]!);
    if (others.every((other) => isDeepStrictEqual(asStored(other), asStored(first)))) {
      const { draft, errors } = this.check(places[0]!);
      if (errors.length === 0)
        this.candidates.push({ record: first as Record, draft: draft!, keys: keys[places[0]!]!, places });
      else this.refuse(places, errors);
      return;
    }
    for (const place of places) {
      const timesOf = (key: RecordKey): number => places.filter((other) => keys[other]!.includes(key)).length;
      const shared = keys[place]!.find((key) => timesOf(key) > 1)!;
      const { errors } = this.check(place);
      this.refuse([place], [...errors, this.errorOfCopy(shared, timesOf(shared))]);
    }
  }

  private errorOfCopy(key: RecordKey, times: number): UserError {
    const identity = identityOfKey(key);
    const isByDay = this.identifiedBy === currencyAndDayOf;
    const [what, field] = identity
      ? ['identity', 'identities']
      : isByDay
        ? ['currency and day', 'from']
        : ['externalId', 'externalId'];
    const name = identity ? `${identity.source} ${quoted(identity.externalId)}` : quoted(key);
    const message = `Expected each ${what} once in a call, or with equal content; ${name} occurs ${times} times with different content, and all copies are refused.`;
    return userError(UserErrorCode.DUPLICATE, [field], message);
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
    check.text(['externalId'], (record as { externalId?: string | null }).externalId, MAX_EXTERNAL_ID_LENGTH);
    if (this.identifiedBy === keysOfRecord) checkKeys(check, record);
    check.instant(['expectedUpdatedAt'], (record as { expectedUpdatedAt?: Instant | null }).expectedUpdatedAt);
    const draft = this.read(check, [], record);
    return { draft, errors: check.errors };
  }

  /** Lists errors of a record at each of its places. */
  private refuse(places: readonly number[], errors: readonly UserError[]): void {
    const id = textOf(this.records[places[0]!], 'externalId');
    const externalId = id !== null && id.length <= MAX_EXTERNAL_ID_LENGTH ? id : null;
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

/** Returns a field of a record, readable or not. */
const fieldOf = (record: object | null | undefined, field: string): unknown => {
  const source = record instanceof UnreadableRecord ? record.value : record;
  return (Object(source) as { [field: string]: unknown })[field];
};

/** Returns a field of a record, readable or not; null if it is no text. */
function textOf(record: object | null | undefined, field: string): string | null {
  const value = fieldOf(record, field);
  return typeof value === 'string' ? value : null;
}

/** Returns the keys of a record, readable or not: of its externalId and of its identities. Texts with NUL are refused later. */
function keysOfRecord(record: object | null | undefined): RecordKey[] {
  const externalId = textOf(record, 'externalId');
  const identities = fieldOf(record, 'identities');
  const given = (Array.isArray(identities) ? identities : []).flatMap((identity: object | null): RecordKey[] => {
    const [source, id] = [textOf(identity, 'source'), textOf(identity, 'externalId')];
    return source === null || id === null || source.includes('\0') ? [] : [keyOfIdentity({ source, externalId: id })];
  });
  return [...new Set([...(externalId === null || externalId.includes('\0') ? [] : [externalId]), ...given])];
}

/** Returns the externalId of a usage record, which has no identities. */
export const externalIdOf = (record: object | null | undefined): RecordKey[] => {
  const externalId = textOf(record, 'externalId');
  return externalId === null ? [] : [externalId];
};

/** Returns the currency and the day of an exchange rate, which has no externalId. */
export function currencyAndDayOf(record: object | null | undefined): RecordKey[] {
  const [code, day] = [textOf(record, 'currencyCode'), textOf(record, 'from')];
  return code === null || day === null ? [] : [`${code} ${day}`];
}

/** Groups the places of records that share a key, directly or through other records. Each record without keys is a group of its own. */
function groupCopies(keys: readonly (readonly RecordKey[])[]): number[][] {
  const next = keys.map((_, place) => place);
  const firstOfGroup = (place: number): number => {
    let first = place;
    while (next[first] !== first) first = next[first]!;
    return first;
  };
  const placeOf = new Map<RecordKey, number>();
  keys.forEach((ofRecord, place) => {
    for (const key of ofRecord) {
      const other = placeOf.get(key);
      if (other === undefined) placeOf.set(key, place);
      else next[firstOfGroup(place)] = firstOfGroup(other);
    }
  });
  const places = keys.map((_, place) => place);
  return [...groupBy(places, firstOfGroup).values()];
}

/** Checks what identifies a record that can have identities. */
function checkKeys(check: InputCheck, record: object): void {
  const { externalId, identities } = record as { externalId?: string | null; identities?: RecordIdentity[] | null };
  checkIdentities(check, ['identities'], identities);
  if ((externalId ?? null) !== null || identities?.length) return;
  const message = 'Expected an externalId or at least one identity to identify the record; got neither.';
  check.add(UserErrorCode.REQUIRED, ['externalId'], message);
}
