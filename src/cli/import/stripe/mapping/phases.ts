import type { PhaseInput } from '@clientele/sdk';
import type { Span } from './history.js';
import { instantOf, type Interval } from './instants.js';
import { itemInputs, type ItemContext } from './items.js';
import type { Line } from './lines.js';
import type { PriceTerms } from './prices.js';
import { statusAt, type StatusInterval } from './statuses.js';
import type { PresentItem } from './sold.js';

/** A metered price while it is sold. */
interface MeteredSpan extends Interval {
  price: PriceTerms;
}

/** What a subscription is made of, all in seconds. */
export interface Parts {
  spans: readonly Span[];
  metered: readonly MeteredSpan[];
  statuses: readonly StatusInterval[];
  start: number;
  /** Infinity: without end. */
  end: number;
  /** Terms that only metadata tells, so that they are taken as constant. */
  terms: Pick<PhaseInput, 'termMonths' | 'tailored'>;
}

export const MAX_PHASES = 200;

/** A phase in seconds. */
type Piece = Interval & { content: Omit<PhaseInput, 'from' | 'to'> };

/** Cuts the time of a subscription where anything changes. Time in which it sells nothing is left out. */
export function buildPhases(parts: Parts, context: ItemContext): PhaseInput[] {
  const { spans, metered, statuses, start, end } = parts;
  const edges = [
    start,
    ...[...metered, ...statuses].flatMap(({ from, to }) => [from, to]),
    ...spans.map(({ from }) => from),
  ];
  const starts = [...new Set(edges)].filter((at) => start <= at && (at < end || at === start)).sort((a, b) => a - b);
  const pieces: Piece[] = [];
  starts.forEach((from, i) => {
    const status = statusAt(statuses, from);
    const items = spans.findLast((span) => span.from <= from)?.items ?? [];
    const usage = metered.filter((one) => one.from <= from && from < one.to).map(({ price }) => price);
    if (status === 'ABSENT' || (items.length === 0 && usage.length === 0)) return;
    const content = { status, items: itemInputs(items, usage, context), ...parts.terms };
    const last = pieces.at(-1);
    const to = starts[i + 1] ?? end;
    if (last?.to === from && JSON.stringify(last.content) === JSON.stringify(content)) last.to = to;
    else pieces.push({ from, to, content });
  });
  const kept = pieces.slice(-MAX_PHASES);
  if (kept.length < pieces.length) {
    context.reasons.add('manyPhases');
    kept[0]!.from = pieces[0]!.from;
  }
  return kept.map(({ from, to, content }) => ({
    from: instantOf(from),
    to: to === Infinity ? null : instantOf(to),
    ...content,
  }));
}

/** Returns when each metered price was sold: from its first line, or the creation of its item, on. */
export function meteredSpans(present: readonly PresentItem[], lines: readonly Line[], start: number): MeteredSpan[] {
  const spans = new Map<string, MeteredSpan>();
  for (const { kind, price, from, to } of lines) {
    if (kind !== 'USAGE') continue;
    const known = spans.get(price!.id);
    spans.set(price!.id, {
      price: price!,
      from: Math.max(start, Math.min(from, known?.from ?? from)),
      to: Math.max(to, known?.to ?? to),
    });
  }
  for (const { price, object } of present) {
    if (!price.isMetered) continue;
    const from = spans.get(price.id)?.from ?? Math.max(start, object.created);
    spans.set(price.id, { price, from, to: Infinity });
  }
  return [...spans.values()];
}
