import type { ImportRefusal, UserError } from '@clientele/sdk';
import { ReasonGroups } from './groups.js';
import type { Exactness, Source, SourcedRecord, Verdict } from './source.js';
import type { ReportFile } from './report-file.js';

/** Counts what happened to the records of a source. Its memory does not grow with the number of records. */
export class Tally {
  readonly verdicts: Record<Exactness, number> = { EXACT: 0, APPROXIMATE: 0, REFUSED: 0 };
  readonly refused = new ReasonGroups();
  readonly approximate = new ReasonGroups();
  /** Records that the source yielded, by kind. */
  readonly kinds = new Map<string, number>();
  /** The origin of each record that the SDK still holds, for example because it may be refused. */
  readonly #origins = new WeakMap<object, string>();
  /** The verdicts on records that the server has neither accepted nor refused, oldest first. */
  #pending: { number: number; record: object; verdict: Verdict }[] = [];
  readonly #refusedRecords = new WeakSet<object>();
  #records = 0;

  constructor(
    private readonly source: Source,
    private readonly file: ReportFile | undefined,
  ) {}

  /** Passes on the records of the source, and counts its verdicts. */
  async *records(): AsyncGenerator<SourcedRecord> {
    for await (const item of this.source.records()) {
      if (!('record' in item)) {
        this.#judge(item);
        continue;
      }
      const [kind = ''] = Object.keys(item.record);
      this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
      this.#origins.set(item.record, item.origin);
      this.#records++;
      if (item.verdict) this.#pending.push({ number: this.#records, record: item.record, verdict: item.verdict });
      yield item;
    }
  }

  /** Counts a record that the server refused. */
  refuse({ record, userErrors }: Pick<ImportRefusal, 'record' | 'userErrors'>): void {
    const origin = this.#origins.get(record)!;
    this.#refusedRecords.add(record);
    this.source.onRefused?.({ record, origin }, userErrors);
    this.#judge({ subject: origin, exactness: 'REFUSED', reasons: userErrors.map(describe) });
  }

  /** Counts the verdicts on the first `done` records, all of which the server has accepted or refused. */
  settle(done: number): void {
    const settled = this.#pending.filter(({ number }) => number <= done);
    this.#pending = this.#pending.slice(settled.length);
    for (const { record, verdict } of settled) if (!this.#refusedRecords.has(record)) this.#judge(verdict);
  }

  #judge(verdict: Verdict): void {
    const { subject, exactness, reasons } = verdict;
    this.verdicts[exactness]++;
    const groups = { EXACT: undefined, APPROXIMATE: this.approximate, REFUSED: this.refused }[exactness];
    for (const reason of reasons) groups?.add(subject, reason);
    this.file?.add(verdict);
  }
}

/** Writes an error with the path of its field, such as "phases.0.from: …". */
const describe = ({ field, message }: UserError): string =>
  field.length > 0 ? `${field.join('.')}: ${message}` : message;
