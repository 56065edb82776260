/* Reads the opened files, and yields their records. */
import type { ImportRecord, UserError } from '@clientele/sdk';
import { counted, wrap } from '../layout.js';
import type { Source, SourcedRecord, Verdict } from '../source.js';
import { toAccount, toMember } from './account.js';
import { inGroups, type KeyedRow } from './grouping.js';
import { toInteraction } from './interaction.js';
import type { Plans } from './plans.js';
import type { RefusedFile } from './refused-file.js';
import type { Problem } from './row-reader.js';
import { readRows, type Row } from './rows.js';
import { readSubscriptionRow, subscriptionIdOf, type SubscriptionRow } from './subscription-row.js';
import { isRefused, toSubscription } from './subscription.js';
import type { OpenedTable } from './table.js';

export interface OpenedTables {
  accounts?: OpenedTable | undefined;
  subscriptions?: OpenedTable | undefined;
  interactions?: OpenedTable | undefined;
}

/** The row of a record, to name its line and column if the server refuses it. */
interface Place {
  table: OpenedTable;
  lines: readonly number[];
}

/** The number of members that are remembered as sent. A forgotten member is sent again, which changes nothing. */
const MAX_KNOWN_MEMBERS = 10_000;

type Item = SourcedRecord | Verdict;

export class CsvImport implements Source {
  readonly name = 'CSV';
  readonly #places = new WeakMap<object, Place>();
  readonly #members = new Set<string>();
  #readBytes = 0;
  #skipped = 0;
  #copies = 0;

  constructor(
    private readonly tables: OpenedTables,
    private readonly plans: Plans,
    private readonly isSorted: boolean,
    private readonly refused: RefusedFile,
  ) {}

  share(): number {
    const { accounts, subscriptions, interactions } = this.tables;
    const total = [accounts, subscriptions, interactions].reduce((sum, table) => sum + (table?.file.size ?? 0), 0);
    return this.#readBytes / total;
  }

  async *records(): AsyncGenerator<Item> {
    this.refused.removeEarlier();
    const { accounts, subscriptions, interactions } = this.tables;
    for (const { externalId, name, rank } of this.plans.all) {
      yield { record: { plan: { externalId, name, rank } }, origin: `plan "${name}"` };
    }
    if (accounts) yield* this.#accounts(accounts);
    if (subscriptions) yield* this.#subscriptions(subscriptions);
    if (interactions) yield* this.#interactions(interactions);
  }

  async *#accounts(table: OpenedTable): AsyncGenerator<Item> {
    for await (const row of this.#rows(table)) {
      if (!('cells' in row)) {
        yield row;
        continue;
      }
      const reader = table.read(row);
      const account = toAccount(reader, table.meaning, row.cells);
      if (!account) yield this.#refuse(table, row.line, reader.problems);
      else {
        yield* this.#member(account.successManagerExternalId);
        yield this.#take(table, [row.line], { account });
      }
    }
  }

  async *#interactions(table: OpenedTable): AsyncGenerator<Item> {
    for await (const row of this.#rows(table)) {
      if (!('cells' in row)) {
        yield row;
        continue;
      }
      const reader = table.read(row);
      const interaction = toInteraction(reader, row.cells);
      if (!interaction) yield this.#refuse(table, row.line, reader.problems);
      else {
        yield* this.#member(interaction.memberExternalId);
        yield this.#take(table, [row.line], { interaction });
      }
    }
  }

  async *#subscriptions(table: OpenedTable): AsyncGenerator<Item> {
    const verdicts: Verdict[] = [];
    const { isSorted } = this;
    for await (const rows of inGroups(this.#keyed(table, verdicts), { isSorted, size: table.file.size })) {
      yield* verdicts.splice(0);
      yield* this.#subscription(table, rows);
    }
    yield* verdicts;
  }

  /** Yields the rows with the ids of their subscriptions. Rows without an id are refused. */
  async *#keyed(table: OpenedTable, verdicts: Verdict[]): AsyncGenerator<KeyedRow> {
    for await (const row of this.#rows(table)) {
      if (!('cells' in row)) {
        verdicts.push(row);
        continue;
      }
      const reader = table.read(row);
      const key = subscriptionIdOf(reader);
      if (key === undefined) verdicts.push(this.#refuse(table, row.line, reader.problems));
      else yield { ...row, key };
    }
  }

  *#subscription(table: OpenedTable, rows: readonly KeyedRow[]): Generator<Item> {
    const read: SubscriptionRow[] = [];
    const refused: Verdict[] = [];
    const contents = new Set<string>();
    for (const row of rows) {
      const content = JSON.stringify(row.cells);
      if (contents.has(content)) {
        this.#copies++;
        continue;
      }
      contents.add(content);
      const reader = table.read(row);
      const found = readSubscriptionRow(reader, row.line);
      if (found === 'SKIP') this.#skipped++;
      else if (found) read.push(found);
      else refused.push(this.#refuse(table, row.line, reader.problems));
    }
    yield* refused;
    if (read.length === 0) return;
    if (refused.length > 0) {
      // A history with a gap would be a different history.
      const message = 'Not imported, because another row of the same subscription was refused. Correct the other row.';
      for (const { line } of read) yield this.#refuse(table, line, [{ column: '', message }]);
      return;
    }
    const mapped = toSubscription(rows[0]!.key, read, (name) => this.plans.idOf(name));
    if (isRefused(mapped)) {
      const { line, field, message } = mapped;
      yield this.#refuse(table, line, [{ column: table.read(rows[0]!).columnOf(field), message }]);
      const others = read.filter((row) => row.line !== line);
      const why = `Not imported, because line ${line} of the same subscription was refused. Correct line ${line}.`;
      for (const other of others) yield this.#refuse(table, other.line, [{ column: '', message: why }]);
      return;
    }
    const lines = read.map(({ line }) => line);
    const item = this.#take(table, lines, { subscription: mapped.record });
    yield item;
    if (mapped.approximations.length > 0) {
      yield { subject: item.origin, exactness: 'APPROXIMATE', reasons: mapped.approximations };
    }
  }

  *#member(name: string | null | undefined): Generator<Item> {
    if (!name || this.#members.has(name)) return;
    if (this.#members.size === MAX_KNOWN_MEMBERS) this.#members.clear();
    this.#members.add(name);
    yield { record: { member: toMember(name) }, origin: `member "${name}"` };
  }

  /** Yields the rows of a table, and a verdict for each row that cannot be read. */
  async *#rows(table: OpenedTable): AsyncGenerator<Row | Verdict> {
    for await (const row of readRows(table.file, (bytes) => (this.#readBytes += bytes))) {
      if ('cells' in row) yield row;
      else yield this.#refuse(table, row.line, [{ column: '', message: row.problem }]);
    }
  }

  #take(table: OpenedTable, lines: readonly number[], record: ImportRecord): SourcedRecord {
    this.#places.set(record, { table, lines });
    return { record, origin: `${table.name}, ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}` };
  }

  #refuse(table: OpenedTable, line: number, problems: readonly Problem[]): Verdict {
    this.refused.add(table.name, line, problems);
    const reasons = problems.map(({ column, message }) => (column === '' ? message : `${column}: ${message}`));
    return { subject: `${table.name}, line ${line}`, exactness: 'REFUSED', reasons };
  }

  /** Adds a row that the server refused to the file of refused rows, with the column of the field. */
  onRefused({ record, origin }: SourcedRecord, errors: readonly UserError[]): void {
    const place = this.#places.get(record);
    if (!place) {
      this.refused.add(
        origin,
        0,
        errors.map(({ message }) => ({ column: '', message })),
      );
      return;
    }
    const { table, lines } = place;
    const reader = table.read({ line: 0, cells: [] });
    const problems = errors.map(({ field, message }) => ({ column: reader.columnOf(fieldOf(field)), message }));
    this.refused.add(table.name, lines[0]!, problems);
  }

  report(): Promise<string[]> {
    const { path, rows } = this.refused;
    return Promise.resolve([
      ...(this.#skipped > 0
        ? [
            `${counted(this.#skipped, 'row')} left out, because their status is not that of a subscription, such as a lost deal.`,
          ]
        : []),
      ...(this.#copies > 0 ? [`${counted(this.#copies, 'row')} left out: exact copies of other rows.`] : []),
      ...(rows > 0
        ? [
            '',
            ...wrap(
              `${path} lists the refused rows and how to correct them. Correct the rows in your files, not in ${path}, and repeat the command.`,
            ),
          ]
        : []),
    ]);
  }

  close(): Promise<void> {
    this.refused.close();
    return Promise.resolve();
  }
}

/** Returns the field of a row from which a field of its record comes, by the path of an error. */
function fieldOf(path: readonly string[]): string {
  const name = path.filter((part) => !/^\d+$/.test(part) && part !== 'phases').at(0) ?? '';
  return FIELDS_OF_RECORDS[name] ?? name;
}

const FIELDS_OF_RECORDS: Readonly<Record<string, string>> = {
  externalId: 'id',
  accountExternalId: 'account',
  planExternalId: 'plan',
  successManagerExternalId: 'successManager',
  memberExternalId: 'member',
  from: 'start',
  to: 'end',
  cancelAt: 'end',
  cancelRequestedAt: 'canceledAt',
  unitPrice: 'price',
  billingPeriod: 'interval',
};
