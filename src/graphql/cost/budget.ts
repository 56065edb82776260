/** How many points may be spent at once, and how fast they are restored. */
export interface Allowance {
  limit: number;
  restoredPerSecond: number;
}

/** The points that a holder has left; `retryAfterSeconds` is null if they were sufficient. */
export interface Balance {
  available: number;
  retryAfterSeconds: number | null;
}

/** Beyond this number, the holder that has been idle longest is dropped: its bucket is full again by then. */
const MAX_HOLDERS = 10_000;

/**
 * Token buckets, one per holder: initially full, drained by the cost of operations, refilled over time. They are local
 * to this process, so with n servers a holder gets up to n times as much.
 */
export class Budgets {
  private readonly levels = new Map<string, { available: number; atMs: number }>();

  constructor(
    readonly allowance: Allowance,
    /** A monotonic clock, because CLIENTELE_NOW may stop or shift the clock of the process. */
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Gives points back that were taken and not used, or takes more if negative; returns the points that the holder has left. */
  giveBack(holder: string, points: number): number {
    const level = this.levels.get(holder) ?? { available: this.allowance.limit, atMs: this.nowMs() };
    level.available = Math.min(this.allowance.limit, level.available + points);
    this.levels.set(holder, level);
    return Math.max(0, Math.floor(level.available));
  }

  /** Takes all of the points, or none if too few are available. */
  take(holder: string, points: number): Balance {
    const { limit, restoredPerSecond } = this.allowance;
    const now = this.nowMs();
    const last = this.levels.get(holder) ?? { available: limit, atMs: now };
    const before = Math.min(limit, last.available + ((now - last.atMs) / 1000) * restoredPerSecond);
    const missing = points - before;
    const available = missing > 0 ? before : before - points;
    // Re-inserted at the end, so that the first holder is the one that has been idle longest.
    this.levels.delete(holder);
    this.levels.set(holder, { available, atMs: now });
    if (this.levels.size > MAX_HOLDERS) this.levels.delete(this.levels.keys().next().value!);
    return {
      available: Math.max(0, Math.floor(available)),
      retryAfterSeconds: missing > 0 ? Math.max(1, Math.ceil(missing / restoredPerSecond)) : null,
    };
  }
}
