/* Decides how a column writes dates or numbers, from all of its values. */

export interface Vote<Option> {
  /** The options with which the value can be read. */
  possible: readonly Option[];
  /** Whether the options read the value differently. */
  isAmbiguous: boolean;
}

interface Example {
  line: number;
  text: string;
}

/** The votes of one column. */
class Column<Option extends string> {
  readonly decisive = new Map<Option, Example>();
  ambiguous: Example | undefined;
}

/** Collects the values of the columns of one file. Keeps one example of each kind. */
export class Votes<Option extends string> {
  readonly #columns = new Map<string, Column<Option>>();

  add(column: string, example: Example, { possible, isAmbiguous }: Vote<Option>): void {
    let votes = this.#columns.get(column);
    if (!votes) this.#columns.set(column, (votes = new Column()));
    if (isAmbiguous) votes.ambiguous ??= example;
    else if (possible.length === 1 && !votes.decisive.has(possible[0]!)) votes.decisive.set(possible[0]!, example);
  }

  /**
   * Returns the option of each column: what its values decide; otherwise what the other columns of the file decide, if they
   * agree. Columns that need no decision may be missing.
   *
   * @throws Error with the hint if a column has ambiguous values and no value decides.
   */
  decide(path: string, what: string, hint: string): Map<string, Option> {
    const decided = new Map<string, Option>();
    for (const [column, { decisive }] of this.#columns) {
      if (decisive.size === 1) decided.set(column, [...decisive.keys()][0]!);
    }
    const others = new Set(decided.values());
    const problems: string[] = [];
    for (const [column, { decisive, ambiguous }] of this.#columns) {
      if (decided.has(column)) continue;
      if (others.size === 1 && decisive.size === 0) decided.set(column, [...others][0]!);
      else if (ambiguous) problems.push(describe(column, ambiguous, [...decisive.values()]));
    }
    if (problems.length === 0) return decided;
    throw new Error(
      [`Expected ${what} that can be read in only one way; got ambiguous columns in ${path}:`, ...problems, hint].join(
        '\n',
      ),
    );
  }
}

const describe = (column: string, { line, text }: Example, [one, other]: readonly Example[]): string =>
  one && other
    ? `"${column}" mixes both ways: "${one.text}" in line ${one.line}, "${other.text}" in line ${other.line}; "${text}" in line ${line} can be read in both ways.`
    : `"${column}" is ambiguous: "${text}" in line ${line} can be read in both ways, and no other value decides.`;
