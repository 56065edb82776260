import type { Instant } from '../classification/calendar.js';
import { evidenceAt, lightestPath, type Evidence } from '../classification/evidence.js';
import type { History } from '../classification/history.js';
import { contains, setOf, type Policy } from '../classification/policy.js';
import type { RelationshipType, Rules } from '../classification/timeline.js';
import { uuidsOfKeys } from '../database/copy.js';
import type { Sql } from '../database/statement.js';
import { loadHistories } from '../derivation/history.service.js';

/** Histories that are held in memory at once: nothing is cut off them. */
const HISTORIES_AT_ONCE = 100;
/** Flips that are held beyond those asked for before the smaller ones are let go. */
const MAX_SURPLUS = 10_000;

/** An account that turns, found by its key. */
export interface FoundFlip {
  key: string;
  from: RelationshipType;
  to: RelationshipType;
  mrrMinor: number;
}

/** An account that turns, and why. */
export interface Flip extends Omit<FoundFlip, 'key'> {
  accountId: string;
  /** The criteria that decide; none where no criterion does. */
  evidence: Evidence[];
}

/** The largest flips of all that are added: largest revenue first, then by id. */
export class LargestFlips {
  private flips: FoundFlip[] = [];

  constructor(private readonly count: number) {}

  add(flip: FoundFlip): void {
    if (this.count === 0) return;
    this.flips.push(flip);
    if (this.flips.length > this.count + MAX_SURPLUS) this.flips = this.inOrder();
  }

  inOrder(): FoundFlip[] {
    return this.flips.sort((a, b) => b.mrrMinor - a.mrrMinor || (a.key < b.key ? -1 : 1)).slice(0, this.count);
  }
}

/** The flips with the evidence that decides each, in their order. */
export async function explainFlips(
  sql: Sql,
  flips: readonly FoundFlip[],
  draft: Policy,
  rules: Rules,
  at: Instant,
): Promise<Flip[]> {
  const ids = uuidsOfKeys(flips.map(({ key }) => key));
  const explained: Flip[] = [];
  for (let start = 0; start < flips.length; start += HISTORIES_AT_ONCE) {
    const histories = await loadHistories(sql, ids.slice(start, start + HISTORIES_AT_ONCE));
    histories.forEach((history, i) => {
      const { from, to, mrrMinor } = flips[start + i]!;
      const evidence = decidingEvidence(from, to, history, draft, rules, at);
      explained.push({ accountId: ids[start + i]!, from, to, mrrMinor, evidence });
    });
  }
  return explained;
}

/** Of a new client the criteria that it meets; of a lost one the lightest set of those that it would have to meet. */
function decidingEvidence(
  from: RelationshipType,
  to: RelationshipType,
  history: History,
  draft: Policy,
  rules: Rules,
  at: Instant,
): Evidence[] {
  if (from !== 'CLIENT' && to !== 'CLIENT') return [];
  const evidence = evidenceAt(history, draft, rules, at);
  if (to === 'CLIENT') return evidence.filter(({ met }) => met);
  const missing = lightestPath(draft, setOf(evidence.map(({ met }) => met))) ?? 0;
  return evidence.filter((_, i) => contains(missing, i));
}
