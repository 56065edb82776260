import { isFree } from './continuity.js';
import { byStart, type RecordedPhase } from './history.js';

/**
 * Cuts phases where a discount begins or ends, so that each phase has the discounts that are in effect throughout. A discount
 * that applies ONCE has no effect. `phases` and the result: by start.
 */
export function cutByDiscounts<P extends RecordedPhase>(phases: readonly P[]): readonly P[] {
  if (!phases.some(({ sold }) => sold && sold.discounts.length > 0)) return phases;
  return phases.flatMap(cut).sort(byStart);
}

function cut<P extends RecordedPhase>(phase: P): P[] {
  const { sold } = phase;
  if (!sold || sold.discounts.length === 0) return [phase];
  const discounts = sold.discounts.filter(({ duration }) => duration !== 'ONCE');
  const edges = discounts.flatMap(({ from, to }) => [from, to]).filter((at) => phase.from < at && at < phase.to);
  const starts = [...new Set([phase.from, ...edges])].sort((a, b) => a - b);
  const pieces: P[] = [];
  starts.forEach((from, i) => {
    const inEffect = discounts.filter((discount) => discount.from <= from && from < discount.to);
    const to = starts[i + 1] ?? phase.to;
    // The end of the phase may be a cancellation; a cut is not.
    const isCanceled = to === phase.to && phase.isCanceled;
    const piece = { ...phase, from, to, isCanceled, sold: { ...sold, discounts: inEffect } };
    const last = pieces.at(-1);
    // What is free anyway stays one piece, because its whole length decides whether it is granted.
    if (last && isFree(last) && isFree(piece)) Object.assign(last, { to, isCanceled });
    else pieces.push(piece);
  });
  return pieces;
}
