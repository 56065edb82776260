/* Splits records into calls: as many records as fit, with related records in the same call where possible. */
import type {
  AccountImport,
  ExchangeRateImport,
  ImportInput,
  InteractionImport,
  MemberImport,
  PlanImport,
  SubscriptionImport,
  UsageImport,
} from './generated/types.js';

/**
 * A record of any kind. Records to which it refers by `…ExternalId` or `…Identity`, and an exchange rate for each currency
 * that it uses, must come before it or already exist.
 */
export type ImportRecord =
  | { readonly plan: PlanImport }
  | { readonly exchangeRate: ExchangeRateImport }
  | { readonly member: MemberImport }
  | { readonly account: AccountImport }
  | { readonly subscription: SubscriptionImport }
  | { readonly interaction: InteractionImport }
  | { readonly usage: UsageImport };

/** Maximum number of records that the server accepts in one call. */
export const MAX_RECORDS = 1_000;

/** Maximum number of records of a call including those that repeat another one, which are not sent. */
const MAX_ITEMS = 10_000;

/** The input field of each kind. The order is such that no kind refers to a later one. */
const LISTS = {
  plan: 'plans',
  exchangeRate: 'exchangeRates',
  member: 'members',
  account: 'accounts',
  subscription: 'subscriptions',
  interaction: 'interactions',
  usage: 'usage',
} as const;
type Kind = keyof typeof LISTS;
const KINDS = Object.keys(LISTS) as Kind[];

/** A record and its index in the source. */
export interface Item {
  readonly record: ImportRecord;
  readonly index: number;
  /** Undefined if the value is not a record. */
  readonly kind: Kind | undefined;
  /** The record without its kind. */
  readonly body: unknown;
  /**
   * What identifies the record, unique among all kinds: its externalId, such as `account:acme`, and its identities, such as
   * `account stripe:cus_1`. Empty if the record has neither.
   */
  readonly names: readonly string[];
  /** The currency for which it is an exchange rate, such as `currency:EUR`. */
  readonly currency?: string | undefined;
  /** The names of the records that it refers to, and the currencies of its amounts. */
  readonly references: readonly string[];
  /** The record of the same call that this one repeats with equal content. */
  readonly copyOf?: Item | undefined;
}

/** The records of one call. */
export interface Batch {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Item[];
  /** The names of its records, and the currencies of its exchange rates. */
  readonly names: ReadonlySet<string>;
}

/** Splits records into batches. The result depends only on the records, so that a resumed import makes the same batches. */
export class Batches {
  #items: Item[] = [];
  #places = new Map<string, number>();
  /** Number of items that are no copies. */
  #distinct = 0;
  #next: number;

  constructor(start: number) {
    this.#next = start;
  }

  /** Adds a record. Returns the batch before it, if the record starts a new one. */
  add(record: ImportRecord): Batch | undefined {
    const item = toItem(record, this.#next++);
    const original = this.#originalOf(item);
    let batch: Batch | undefined;
    // The server would refuse both of two different copies in one call. In separate calls the later copy wins.
    if (original ? !isEqual(original.body, item.body) : this.#items.length === MAX_ITEMS) {
      batch = this.#cut(this.#items.length);
    } else if (!original && this.#distinct === MAX_RECORDS) batch = this.#cut(this.#groupOf(item));
    this.#push(item);
    return batch;
  }

  /** Returns the last batch, if any records are left. */
  end(): Batch | undefined {
    return this.#items.length > 0 ? this.#cut(this.#items.length) : undefined;
  }

  /** Returns the record of the batch with one of the item's names. Records of a batch that share a name are equal. */
  #originalOf({ names }: Item): Item | undefined {
    const place = names.map((name) => this.#places.get(name)).find((one) => one !== undefined);
    return place === undefined ? undefined : this.#items[place];
  }

  #push(item: Item): void {
    const copyOf = this.#originalOf(item);
    if (!copyOf) {
      this.#distinct++;
      for (const name of item.names) this.#places.set(name, this.#items.length);
    }
    this.#items.push({ ...item, copyOf });
  }

  /**
   * Returns where to cut so that `item` stays together with the record it refers to. Records in the first half of the batch
   * are ignored, because a batch cut in half would only make calls wait for each other.
   */
  #groupOf({ references }: Item): number {
    const { length } = this.#items;
    const places = references.map((name) => this.#places.get(name) ?? 0);
    return Math.min(length, ...places.filter((place) => place >= length / 2));
  }

  #cut(at: number): Batch {
    const items = this.#items.slice(0, at);
    const rest = this.#items.slice(at);
    this.#items = [];
    this.#places = new Map();
    this.#distinct = 0;
    for (const item of rest) this.#push(item);
    const start = items[0]!.index;
    const names = new Set(items.flatMap(({ names: own, currency }) => [...own, ...(currency ? [currency] : [])]));
    return { start, end: start + items.length, items, names };
  }
}

/** Tells whether a batch must wait for another one, because it contains or refers to the same records or currencies. */
export const dependsOn = ({ items }: Batch, { names }: Batch): boolean =>
  items.some((item) => [...item.names, ...item.references].some((name) => names.has(name)));

/** Sorts records so that each comes after those it refers to, and halves can be sent one after the other. */
export const inOrderOfReference = (items: readonly Item[]): Item[] => KINDS.flatMap((kind) => ofKind(items, kind));

const ofKind = (items: readonly Item[], kind: Kind): Item[] => items.filter((item) => item.kind === kind);

/** Makes the input of a call, and a function that maps an error's path to its record. */
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
    input: Object.fromEntries([...lists].map(([name, some]) => [name, some.map(({ body }) => body)])),
    itemAt: ([name = '', place = '']) => lists.get(name)?.[Number(place)],
  };
}

/** A record that cannot be read, for example because a getter throws, is no record. */
function toItem(record: ImportRecord, index: number): Item {
  try {
    return readItem(record, index);
  } catch {
    return { record, index, kind: undefined, body: undefined, names: [], references: [] };
  }
}

function readItem(record: ImportRecord, index: number): Item {
  const [kind, ...others] = KINDS.filter((one) => one in (Object(record) as object));
  const body = kind && (record as Record<Kind, unknown>)[kind];
  if (!kind || others.length > 0 || typeof body !== 'object' || body === null) {
    return { record, index, kind: undefined, body, names: [], references: [] };
  }
  const { phases } = body as { phases?: unknown };
  const references = new Set<string>();
  const phaseList = asList(phases);
  for (const part of [
    body,
    ...phaseList,
    ...phaseList.flatMap((phase) => asList((Object(phase) as { items?: unknown }).items)),
  ]) {
    for (const [field, value] of Object.entries(Object(part) as object)) {
      const referred = REFERENCES[field];
      const name = referred && (nameOf(referred, value) ?? nameOfIdentity(referred, value));
      if (name !== undefined) references.add(name);
      const { currencyCode } = Object(value) as { currencyCode?: unknown };
      if (typeof currencyCode === 'string') references.add(`currency:${currencyCode}`);
    }
  }
  return { record, index, kind, body, ...namesIn(kind, body), references: [...references] };
}

/** Returns the names of a record, and the currency for which it is an exchange rate. */
function namesIn(kind: Kind, body: object): Pick<Item, 'names' | 'currency'> {
  const { externalId, identities, currencyCode, from } = body as Readonly<Record<string, unknown>>;
  if (kind !== 'exchangeRate') {
    const names = [nameOf(kind, externalId), ...asList(identities).map((identity) => nameOfIdentity(kind, identity))];
    return { names: [...new Set(names.filter((name) => name !== undefined))] };
  }
  if (typeof currencyCode !== 'string' || typeof from !== 'string') return { names: [] };
  return { names: [`${kind}:${currencyCode} ${from}`], currency: `currency:${currencyCode}` };
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function isEqual(one: unknown, other: unknown): boolean {
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    return false;
  }
}

const REFERENCES: Readonly<Record<string, Kind | undefined>> = {
  accountExternalId: 'account',
  memberExternalId: 'member',
  successManagerExternalId: 'member',
  planExternalId: 'plan',
  accountIdentity: 'account',
  memberIdentity: 'member',
  successManagerIdentity: 'member',
  planIdentity: 'plan',
};

const nameOf = (kind: Kind, externalId: unknown): string | undefined =>
  typeof externalId === 'string' ? `${kind}:${externalId}` : undefined;

function nameOfIdentity(kind: Kind, identity: unknown): string | undefined {
  const { source, externalId } = Object(identity) as Readonly<Record<string, unknown>>;
  return typeof source === 'string' && typeof externalId === 'string' ? `${kind} ${source}:${externalId}` : undefined;
}
