import { InputCheck } from '../graphql/input-check.js';
import { quoted, userError, UserErrorCode, type FieldPath, type UserError } from '../graphql/user-error.js';

/** A record that has not been refused so far, and its path in the input. */
export interface Candidate<Record, Draft> {
  record: Record;
  draft: Draft;
  field: FieldPath;
}

/** The records of one kind in an import. Each is either a candidate or refused, with all of its errors. */
export class RecordSet<Record extends { externalId: string }, Draft> {
  readonly errors: UserError[] = [];
  candidates: Candidate<Record, Draft>[] = [];

  constructor(
    kind: string,
    private readonly records: readonly Record[],
    read: (check: InputCheck, field: FieldPath, record: Record) => Draft,
  ) {
    const copies = new Map<string, number>();
    for (const { externalId } of records) copies.set(externalId, (copies.get(externalId) ?? 0) + 1);
    records.forEach((record, i) => {
      const field = [kind, i];
      const check = new InputCheck();
      checkReferences(check, field, record);
      const draft = read(check, field, record);
      const count = copies.get(record.externalId)!;
      if (count > 1) {
        check.add(
          UserErrorCode.DUPLICATE,
          [...field, 'externalId'],
          `Expected each externalId once in a call; ${quoted(record.externalId)} occurs ${count} times, and all copies are refused.`,
        );
      }
      if (check.errors.length === 0) this.candidates.push({ record, draft, field });
      else this.errors.push(...check.errors);
    });
  }

  get refused(): number {
    return this.records.length - this.candidates.length;
  }

  /** Refuses the candidates for which `problem` returns [path within the record, code, message]. */
  refuseWhere(
    problem: (candidate: Candidate<Record, Draft>) => readonly [FieldPath, UserErrorCode, string] | null,
  ): void {
    this.candidates = this.candidates.filter((candidate) => {
      const found = problem(candidate);
      if (!found) return true;
      const [path, code, message] = found;
      this.errors.push(userError(code, [...candidate.field, ...path], message));
      return false;
    });
  }
}

/** Checks every externalId of a record, its own and its references, because they become parameters unchanged. */
function checkReferences(check: InputCheck, field: FieldPath, record: object): void {
  for (const [key, value] of Object.entries(record) as [string, unknown][]) {
    if (/externalId$/i.test(key) && typeof value === 'string') check.text([...field, key], value, 200);
  }
}
