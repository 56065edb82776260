import type { Workspace } from '../source.js';
import { isWholeDay, readDate, type DateOrder, type DayEdge } from './dates.js';
import type { Meaning } from './meaning.js';
import { readCurrency, readNumber, type DecimalSign } from './numbers.js';
import { BOOLEANS, fold } from './words.js';

/** Why a row is refused: the column, and how to correct it. */
export interface Problem {
  column: string;
  message: string;
}

/** How the columns of a file write dates and numbers. */
export interface Notation {
  dates: ReadonlyMap<string, DateOrder>;
  decimals: ReadonlyMap<string, DecimalSign>;
}

/** Reads the fields of one row, and collects what is wrong with them. */
export class RowReader {
  readonly problems: Problem[] = [];

  constructor(
    private readonly meaning: Meaning,
    private readonly notation: Notation,
    readonly workspace: Workspace,
    private readonly cells: readonly string[],
  ) {}

  has(field: string): boolean {
    return this.meaning.fields.has(field);
  }

  get asOf(): string | undefined {
    return this.meaning.asOf;
  }

  columnOf(field: string): string {
    const source = this.meaning.fields.get(field);
    return source && 'column' in source ? source.column : '';
  }

  refuse(field: string, message: string): void {
    this.problems.push({ column: this.columnOf(field), message });
  }

  /** Returns the text of a field, or the value that the mapping gives to the text; undefined if the cell is blank. */
  text(field: string): string | undefined {
    const source = this.meaning.fields.get(field);
    if (!source) return undefined;
    const text = ('column' in source ? (this.cells[source.place] ?? '') : source.value).trim();
    const meant = this.meaning.values.get(field)?.get(fold(text)) ?? text;
    return meant === '' ? undefined : meant;
  }

  required(field: string, what: string): string | undefined {
    const text = this.text(field);
    if (text === undefined) this.refuse(field, `Expected ${what}; got a blank cell.`);
    return text;
  }

  date(field: string, edge: DayEdge): string | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const at = readDate(text, this.#orderOf(field), this.workspace.timeZone, edge);
    if (at === null) this.refuse(field, `Expected a date such as 2025-12-31; got "${text}".`);
    return at ?? undefined;
  }

  isWholeDay(field: string): boolean {
    const text = this.text(field);
    return text !== undefined && isWholeDay(text, this.#orderOf(field));
  }

  #orderOf(field: string): DateOrder {
    return this.meaning.dates ?? this.notation.dates.get(this.columnOf(field)) ?? 'DMY';
  }

  number(field: string): { decimal: string; unit: string } | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const sign = this.meaning.decimals ?? this.notation.decimals.get(this.columnOf(field)) ?? 'point';
    const found = readNumber(text, sign);
    if (!found) this.refuse(field, `Expected a number with a decimal ${sign}; got "${text}".`);
    return found ?? undefined;
  }

  /** Reads an amount and its currency: that of the currency column, otherwise the one beside the number, otherwise the workspace's. */
  money(field: string, currencyField: string): { amount: string; currencyCode: string } | undefined {
    const number = this.number(field);
    if (!number) return undefined;
    const text = this.text(currencyField) ?? number.unit;
    if (text === '') return { amount: number.decimal, currencyCode: this.workspace.currencyCode };
    const currencyCode = readCurrency(text, this.workspace.currencyCode);
    if (currencyCode !== null) return { amount: number.decimal, currencyCode };
    const from = this.text(currencyField) === undefined ? field : currencyField;
    this.refuse(from, `Expected a currency, such as EUR or €; got "${text}".`);
    return undefined;
  }

  /** Reads a word, such as a status. The mapping can give other words a meaning. */
  word<Value extends string>(field: string, words: ReadonlyMap<string, Value>): Value | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    // HubSpot writes the pipeline behind a stage: "Closed Won (Sales Pipeline)".
    const found = words.get(fold(text)) ?? words.get(fold(text.replace(/\([^()]*\)$/, '')));
    if (found === undefined) {
      const known = [...new Set(words.values())].map((word) => word.toLowerCase()).join(', ');
      this.refuse(
        field,
        `Expected one of ${known}, or a common synonym; got "${text}". Add its meaning to the mapping file, for example ${this.meaning.table}: { values: { ${field}: { "${text}": ${known.split(', ')[0]} } } }.`,
      );
    }
    return found;
  }

  boolean(field: string): boolean | undefined {
    const word = this.word(field, BOOLEANS);
    return word === undefined ? undefined : word === 'true';
  }
}
