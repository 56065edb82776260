import { Fraction } from 'fraction.js';
import { ReasonGroups } from '../groups.js';
import { count, counted, wrap } from '../layout.js';
import { minorPerMajor } from './mapping/decimals.js';
import { isSameRevenue, type MrrComparison } from './mapping/mrr.js';

interface Totals {
  stripe: Fraction;
  clientele: Fraction;
  differing: number;
  reasons: ReasonGroups;
}

/** Reasons of subscriptions whose figures differ without a known reason. */
const UNKNOWN = 'The reason is not known.';

/** Adds up recurring revenue by Stripe's formula and by Clientele's, exactly. Its memory does not grow with the subscriptions. */
export class Reconciliation {
  readonly #totals = new Map<string, Totals>();

  add({ subject, currencyCode, stripe, clientele, reasons }: MrrComparison): void {
    const none = { stripe: new Fraction(0), clientele: new Fraction(0), differing: 0, reasons: new ReasonGroups() };
    const totals = this.#totals.get(currencyCode) ?? none;
    this.#totals.set(currencyCode, totals);
    totals.stripe = totals.stripe.add(stripe);
    totals.clientele = totals.clientele.add(clientele);
    if (isSameRevenue(stripe, clientele)) return;
    totals.differing++;
    const shown = `${subject} (${format(stripe, currencyCode)} and ${format(clientele, currencyCode)})`;
    for (const reason of reasons.length > 0 ? reasons : [UNKNOWN]) totals.reasons.add(shown, reason);
  }

  /** The lines of the final report. */
  report(): string[] {
    return [...this.#totals].flatMap(([currencyCode, { stripe, clientele, differing, reasons }]) => {
      const money = (amount: Fraction): string => `${format(amount, currencyCode)} ${currencyCode}`;
      if (differing === 0) {
        return ['', ...wrap(`Monthly recurring revenue: ${money(clientele)}, by Stripe's own formula as well.`)];
      }
      const figures =
        `Monthly recurring revenue: Stripe's own formula gives ${money(stripe)}, Clientele ${money(clientele)}. ` +
        `${differing === 1 ? 'One subscription makes' : `These ${counted(differing, 'subscription')} make`} the difference:`;
      const groups = reasons.all.flatMap((group) => [
        ...wrap(group.reason, `${count(group.count)} × `),
        ...wrap(`${group.examples.join('; ')}${group.count > group.examples.length ? '; …' : ''}`, '    '),
      ]);
      return ['', ...wrap(figures), ...groups.map((line) => `  ${line}`)];
    });
  }
}

const formatters = new Map<string, Intl.NumberFormat>();

function format(amount: Fraction, currencyCode: string): string {
  const digits = Math.round(Math.log10(minorPerMajor(currencyCode)));
  let formatter = formatters.get(currencyCode);
  if (!formatter) {
    formatter = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formatters.set(currencyCode, formatter);
  }
  return formatter.format(amount.round(digits).valueOf());
}
