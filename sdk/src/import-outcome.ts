import type { UserError } from './errors.js';
import type { Item } from './import-batches.js';
import type { ImportCounts, ImportNotice, ImportRefusal } from './import-types.js';

/** What became of the records of a batch. It counts only once the batch is done, because a resumed import repeats the others. */
export class Outcome {
  readonly counts: { -readonly [Name in keyof ImportCounts]: number } = {
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
  };
  readonly notices = new Notices();
  readonly #refusals = new Map<Item, ImportRefusal>();

  get refusals(): Iterable<ImportRefusal> {
    return this.#refusals.values();
  }

  refuse(item: Item, userErrors: readonly UserError[]): void {
    const { record, index } = item;
    this.counts.refused++;
    this.#refusals.set(item, { record, index, userErrors });
  }

  /** Counts a record that repeats another one of its call: it has been recorded or refused with that one. */
  countCopy(copy: Item, original: Item): void {
    const refusal = this.#refusals.get(original);
    if (refusal) this.refuse(copy, refusal.userErrors);
    else this.counts.unchanged++;
  }
}

/** Notices, added up by code. */
export class Notices {
  readonly #byCode = new Map<string, ImportNotice>();

  get all(): ImportNotice[] {
    return [...this.#byCode.values()];
  }

  add(notices: readonly ImportNotice[]): void {
    for (const { code, count, message } of notices) {
      this.#byCode.set(code, { code, count: count + (this.#byCode.get(code)?.count ?? 0), message });
    }
  }
}
