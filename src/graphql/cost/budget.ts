/** How many points may be spent at once, and how fast they are restored. */
export interface Allowance {
  limit: number;
  restoredPerSecond: number;
}

/** What is left to a holder; `retryAfterSeconds` is null unless that was not enough. */
export interface Balance {
  available: number;
  retryAfterSeconds: number | null;
}

/** The holder that has been idle for longest is forgotten first: its bucket is full again anyway. */
const MAX_HOLDERS = 10_000;

/**
 * Token buckets, one per holder: full at first, drained by cost, refilled by time. They live in this process, so behind n
 * nodes a holder gets up to n times as much.
 */
export class Budgets {
  private readonly levels = new Map<string, { available: number; atMs: number }>();

  constructor(
    readonly allowance: Allowance,
    /** A monotonic clock: CLIENTELE_NOW may stop or shift the other one. */
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Takes all of the points, or none if too few are left. */
  take(holder: string, points: number): Balance {
    const { limit, restoredPerSecond } = this.allowance;
    const now = this.nowMs();
    const last = this.levels.get(holder) ?? { available: limit, atMs: now };
    const before = Math.min(limit, last.available + ((now - last.atMs) / 1000) * restoredPerSecond);
    const missing = points - before;
    const available = missing > 0 ? before : before - points;
    // Re-inserted at the end, so that the first holder is the one that has been idle for longest.
    this.levels.delete(holder);
    this.levels.set(holder, { available, atMs: now });
    if (this.levels.size > MAX_HOLDERS) this.levels.delete(this.levels.keys().next().value!);
    return {
      available: Math.floor(available),
      retryAfterSeconds: missing > 0 ? Math.max(1, Math.ceil(missing / restoredPerSecond)) : null,
    };
  }
}
