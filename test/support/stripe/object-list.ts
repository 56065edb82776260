/** An object of Stripe as it is stored: what may be expanded is contained. */
export interface StripeObject {
  id: string;
  object: string;
  created?: number;
  [name: string]: unknown;
}

/** Objects in the order in which Stripe lists them. */
export interface Selected {
  length: number;
  at(index: number): StripeObject;
  /** -1 if there is none. */
  indexOf(id: string): number;
}

export interface ObjectList {
  find(id: string): StripeObject | undefined;
  /** Applies the filters of a request. */
  select(query: URLSearchParams, name: string): Selected;
}

const createdOf = (object: StripeObject): number => object.created ?? (object.date as number | undefined) ?? 0;

/** Objects in memory, listed newest first, like Stripe does. */
export class ArrayList implements ObjectList {
  constructor(
    private objects: StripeObject[] = [],
    private readonly isSorted = true,
  ) {}

  put(object: StripeObject): void {
    this.remove(object.id);
    this.objects.push(object);
    if (this.isSorted)
      this.objects.sort((one, other) => createdOf(other) - createdOf(one) || (one.id < other.id ? 1 : -1));
  }

  remove(id: string): void {
    this.objects = this.objects.filter((object) => object.id !== id);
  }

  find(id: string): StripeObject | undefined {
    return this.objects.find((object) => object.id === id);
  }

  select(query: URLSearchParams, name: string): Selected {
    const objects = this.objects.filter((object) => !object.deleted && matches(object, query, name));
    return {
      length: objects.length,
      at: (index) => objects[index]!,
      indexOf: (id) => objects.findIndex((object) => object.id === id),
    };
  }
}

const KNOWN = /^(limit|starting_after|customer|subscription|status|created(\[\w+\])?|expand\[\d*\]|types\[\d*\])$/;

function matches(object: StripeObject, query: URLSearchParams, name: string): boolean {
  for (const [parameter, value] of query) {
    if (!KNOWN.test(parameter)) throw new Error(`The test server does not know the parameter ${parameter}.`);
    const [, comparison] = /^created\[(\w+)\]$/.exec(parameter) ?? [];
    if (comparison && !compare(createdOf(object), comparison, Number(value))) return false;
    if (parameter === 'customer' && object.customer !== value) return false;
  }
  const subscription = query.get('subscription');
  if (subscription !== null && object.subscription !== subscription) return false;
  const types = [...query].flatMap(([parameter, value]) => (parameter.startsWith('types[') ? [value] : []));
  if (types.length > 0 && !types.includes(String(object.type))) return false;
  // By default, Stripe does not list canceled subscriptions.
  return name !== 'subscriptions' || query.get('status') === 'all' || object.status !== 'canceled';
}

function compare(created: number, comparison: string, value: number): boolean {
  if (comparison === 'gte') return created >= value;
  if (comparison === 'gt') return created > value;
  if (comparison === 'lte') return created <= value;
  return created < value;
}
