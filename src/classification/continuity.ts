import type { Zone } from './calendar.js';
import type { Phase, RecordedPhase } from './history.js';

/** Applies the rules of continuity to the lasting phases of an account, oldest first. */
export const continuous = <P extends RecordedPhase>(phases: readonly P[], _zone: Zone): (P & Phase)[] =>
  phases.map((phase) => ({ ...phase, isPaid: phase.status !== 'TRIALING' && phase.unitPriceMinor > 0 }));
