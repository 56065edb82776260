import type { Instant } from '../classification/calendar.js';
import { evidenceAt, lightestPath, type Evidence } from '../classification/evidence.js';
import type { History } from '../classification/history.js';
import { contains, setOf, type Policy } from '../classification/policy.js';
import type { RelationshipType, Rules } from '../classification/timeline.js';
import { uuidsOfKeys } from '../database/copy.js';
import type { Sql } from '../database/statement.js';
import { loadHistories } from '../derivation/history.service.js';

/** How many histories are in memory at once. They are complete, unlike those that the simulation reads. */
const HISTORIES_AT_ONCE = 100;
/** How many flips beyond the requested number are collected before the smaller ones are dropped. */
const MAX_SURPLUS = 10_000;

/** An account whose type changes under the draft. */
export interface FoundFlip {
  key: string;
  from: RelationshipType;
  to: RelationshipType;
  mrrMinor: number;
}

/** An account whose type changes under the draft, with the reason. */
export interface Flip extends Omit<FoundFlip, 'key'> {
  accountId: string;
  /** The deciding criteria; empty if no criterion decides. */
  evidence: Evidence[];
}

/** Collects the flips with the largest revenue; ties are ordered by id. */
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

/** Adds the deciding evidence to each flip. Keeps their order. */
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
    const histories = await loadHistories(sql, ids.slice(start, start + HISTORIES_AT_ONCE), rules.zone);
    histories.forEach((history, i) => {
      const { from, to, mrrMinor } = flips[start + i]!;
      const evidence = decidingEvidence(from, to, history, draft, rules, at);
      explained.push({ accountId: ids[start + i]!, from, to, mrrMinor, evidence });
    });
  }
  return explained;
}

/** Returns the met criteria of a new client, or the lightest set of criteria that a former client lacks. */
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
