/* How records are cut in calls: as many as fit, with what belongs together in one call where that is possible. */
import type {
  AccountImport,
  ImportInput,
  InteractionImport,
  MemberImport,
  PlanImport,
  SubscriptionImport,
} from './generated/types.js';

/** A record of any kind. What it refers to by `…ExternalId` comes before it, or is recorded already. */
export type ImportRecord =
  | { readonly plan: PlanImport }
  | { readonly member: MemberImport }
  | { readonly account: AccountImport }
  | { readonly subscription: SubscriptionImport }
  | { readonly interaction: InteractionImport };

/** What the server takes in one call. */
export const MAX_RECORDS = 1_000;

/** Kinds in an order in which none refers to a later one, and where each goes in the input. */
const LISTS = {
  plan: 'plans',
  member: 'members',
  account: 'accounts',
  subscription: 'subscriptions',
  interaction: 'interactions',
} as const;
type Kind = keyof typeof LISTS;
const KINDS = Object.keys(LISTS) as Kind[];

/** A record and its place in the source. */
export interface Item {
  readonly record: ImportRecord;
  readonly index: number;
  /** Undefined where it is no record at all. */
  readonly kind: Kind | undefined;
  /** The record's own name among all kinds, as `account:acme`. */
  readonly name: string | undefined;
  /** The names of the records that it refers to. */
  readonly references: readonly string[];
}

/** The records of one call. */
export interface Batch {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Item[];
  /** The names of its records. */
  readonly names: ReadonlySet<string>;
}

/** Cuts records in batches. The cuts depend on the records alone, so that a second run finds the same ones. */
export class Batches {
  #items: Item[] = [];
  #places = new Map<string, number>();
  #next: number;

  constructor(start: number) {
    this.#next = start;
  }

  /** Takes a record; answers the batch that it has no place in any more, if there is one. */
  add(record: ImportRecord): Batch | undefined {
    const item = toItem(record, this.#next++);
    let batch: Batch | undefined;
    if (this.#items.length === MAX_RECORDS) batch = this.#cut(this.#groupOf(item));
    // Two copies in one call would both be refused: the later one comes after, and wins.
    else if (item.name !== undefined && this.#places.has(item.name)) batch = this.#cut(this.#items.length);
    this.#push(item);
    return batch;
  }

  /** What is left. */
  end(): Batch | undefined {
    return this.#items.length > 0 ? this.#cut(this.#items.length) : undefined;
  }

  #push(item: Item): void {
    if (item.name !== undefined) this.#places.set(item.name, this.#items.length);
    this.#items.push(item);
  }

  /** Where the record that `item` belongs to stands, unless the batch would lose half: else calls wait for each other. */
  #groupOf({ references }: Item): number {
    const places = references.map((name) => this.#places.get(name) ?? 0);
    return Math.min(MAX_RECORDS, ...places.filter((place) => place >= MAX_RECORDS / 2));
  }

  #cut(at: number): Batch {
    const items = this.#items.slice(0, at);
    const rest = this.#items.slice(at);
    this.#items = [];
    this.#places = new Map();
    for (const item of rest) this.#push(item);
    const start = items[0]!.index;
    const names = new Set(items.flatMap(({ name }) => name ?? []));
    return { start, end: start + items.length, items, names };
  }
}

/** Whether a batch has to wait for another one: it says more of the same records, or refers to them. */
export const dependsOn = ({ items }: Batch, { names }: Batch): boolean =>
  items.some(
    ({ name, references }) =>
      (name !== undefined && names.has(name)) || references.some((reference) => names.has(reference)),
  );

/** Those that others refer to first, so that halves can be sent one after the other. */
export const inOrderOfReference = (items: readonly Item[]): Item[] => KINDS.flatMap((kind) => ofKind(items, kind));

const ofKind = (items: readonly Item[], kind: Kind): Item[] => items.filter((item) => item.kind === kind);

/** What a call sends, and whose record stands where in it. */
export function toInput(items: readonly Item[]): {
  input: ImportInput;
  itemAt: (field: readonly string[]) => Item | undefined;
} {
  const lists = new Map<string, Item[]>();
  for (const kind of KINDS) {
    const some = ofKind(items, kind);
    if (some.length > 0) lists.set(LISTS[kind], some);
  }
  return {
    input: Object.fromEntries(
      [...lists].map(([name, some]) => [name, some.map(({ record, kind }) => bodyOf(record, kind!))]),
    ),
    itemAt: ([name = '', place = '']) => lists.get(name)?.[Number(place)],
  };
}

const bodyOf = (record: ImportRecord, kind: Kind): unknown => (record as Record<Kind, unknown>)[kind];

function toItem(record: ImportRecord, index: number): Item {
  const [kind, ...others] = KINDS.filter((one) => one in (Object(record) as object));
  const body = kind && bodyOf(record, kind);
  if (!kind || others.length > 0 || typeof body !== 'object' || body === null) {
    return { record, index, kind: undefined, name: undefined, references: [] };
  }
  const { externalId, phases } = body as { externalId?: unknown; phases?: unknown };
  const references = new Set<string>();
  for (const part of [body, ...(Array.isArray(phases) ? (phases as unknown[]) : [])]) {
    for (const [field, value] of Object.entries(Object(part) as object)) {
      const referred = REFERENCES[field];
      if (referred && typeof value === 'string') references.add(nameOf(referred, value));
    }
  }
  const name = typeof externalId === 'string' ? nameOf(kind, externalId) : undefined;
  return { record, index, kind, name, references: [...references] };
}

const REFERENCES: Readonly<Record<string, Kind | undefined>> = {
  accountExternalId: 'account',
  memberExternalId: 'member',
  successManagerExternalId: 'member',
  planExternalId: 'plan',
};

const nameOf = (kind: Kind, externalId: string): string => `${kind}:${externalId}`;
