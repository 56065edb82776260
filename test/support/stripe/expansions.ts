import type { StripeObject } from './object-list.js';

/** The paths that a request expands. */
export class Expansions {
  constructor(private readonly paths: readonly string[]) {}

  has(name: string): boolean {
    return this.paths.some((path) => path === name || path.startsWith(`${name}.`));
  }

  nested(name: string): Expansions {
    return new Expansions(
      this.paths.flatMap((path) => (path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : [])),
    );
  }
}

export function readExpansions(query: URLSearchParams): Expansions {
  const paths = [...query].flatMap(([name, value]) => (name.startsWith('expand[') ? [value] : []));
  const tooDeep = paths.find((path) => path.split('.').length > 4);
  if (tooDeep !== undefined) throw new Error(`Stripe expands at most four levels; got ${tooDeep}.`);
  return new Expansions(paths);
}

/** How many lines an invoice contains, and items a subscription. */
const EMBEDDED = { lines: 10, items: 10 } as const;

/** Fields that are left out unless they are expanded. */
const OPTIONAL = ['tiers', 'currency_options', 'applies_to'];

/** Returns an object as Stripe does: discounts as ids and without optional fields unless expanded, lists cut. */
export function expandObject(object: StripeObject, expand: Expansions): StripeObject {
  const isShown = ([name]: [string, unknown]): boolean => !OPTIONAL.includes(name) || expand.has(name);
  const shown = Object.fromEntries(Object.entries(object).filter(isShown)) as StripeObject;
  if (Array.isArray(object.discounts)) {
    shown.discounts = object.discounts.map((discount: StripeObject | string) =>
      typeof discount === 'string' ? discount : shownDiscount(discount, expand),
    );
  }
  for (const [name, most] of Object.entries(EMBEDDED)) {
    const list = object[name] as { data: StripeObject[] } | undefined;
    if (!Array.isArray(list?.data)) continue;
    const data = list.data.slice(0, most).map((item) => expandObject(item, expand.nested(`${name}.data`)));
    shown[name] = { ...list, data, has_more: list.data.length > most };
  }
  return shown;
}

function shownDiscount(discount: StripeObject, expand: Expansions): StripeObject | string {
  if (!expand.has('discounts')) return discount.id;
  const source = discount.source as { coupon: StripeObject | string };
  if (typeof source.coupon === 'string' || expand.nested('discounts').nested('source').has('coupon')) return discount;
  return { ...discount, source: { ...source, coupon: source.coupon.id } };
}
