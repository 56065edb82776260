/** How many examples a report shows of each reason. */
const EXAMPLES = 3;
/** The maximum number of groups. Further reasons are counted together, so that memory stays constant. */
const MAX_GROUPS = 200;

/** A reason, how often it was given, and the first subjects it was given for. */
export interface ReasonGroup {
  reason: string;
  count: number;
  examples: string[];
}

/** Counts reasons. Reasons that differ only in quoted texts, ids and numbers are one group, shown by its first reason. */
export class ReasonGroups {
  readonly #groups = new Map<string, ReasonGroup>();
  #others = 0;

  add(subject: string, reason: string): void {
    const key = generalize(reason);
    let group = this.#groups.get(key);
    if (!group) {
      if (this.#groups.size === MAX_GROUPS) {
        this.#others++;
        return;
      }
      group = { reason, count: 0, examples: [] };
      this.#groups.set(key, group);
    }
    group.count++;
    if (group.examples.length < EXAMPLES) group.examples.push(subject);
  }

  /** The groups, the most frequent first. */
  get all(): ReasonGroup[] {
    const groups = [...this.#groups.values()].sort((one, other) => other.count - one.count);
    return this.#others === 0 ? groups : [...groups, { reason: 'Other reasons.', count: this.#others, examples: [] }];
  }
}

/** Replaces what differs from record to record: quoted texts, and words with digits such as amounts, dates and ids. */
const generalize = (reason: string): string => reason.replace(/"[^"]*"|`[^`]*`|[\w.:-]*\d[\w.:-]*/g, '…');
