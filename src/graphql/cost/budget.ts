/** How much may be asked for at once, and how fast that comes back. */
export interface Allowance {
  limit: number;
  restoredPerSecond: number;
}

/** What is left to whoever asks; `retryAfterSeconds` where it was not enough. */
export interface Balance {
  available: number;
  retryAfterSeconds: number | null;
}

/** Who has asked for nothing for long is forgotten: what comes back has long been full. */
const MAX_HOLDERS = 10_000;

/**
 * Token buckets, one a holder: full at first, drained by what is asked for, refilled by time. They live in this
 * process, so of several nodes each keeps its own: behind n of them a holder gets up to n times as much.
 */
export class Budgets {
  private readonly levels = new Map<string, { available: number; atMs: number }>();

  constructor(
    readonly allowance: Allowance,
    /** Runs on, whatever the clock of the workspace says. */
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Takes what is asked for, all of it or nothing. */
  take(holder: string, points: number): Balance {
    const { limit, restoredPerSecond } = this.allowance;
    const now = this.nowMs();
    const last = this.levels.get(holder) ?? { available: limit, atMs: now };
    const before = Math.min(limit, last.available + ((now - last.atMs) / 1000) * restoredPerSecond);
    const missing = points - before;
    const available = missing > 0 ? before : before - points;
    // Anew at the end: the first one is whoever has not asked for longest.
    this.levels.delete(holder);
    this.levels.set(holder, { available, atMs: now });
    if (this.levels.size > MAX_HOLDERS) this.levels.delete(this.levels.keys().next().value!);
    return {
      available: Math.floor(available),
      retryAfterSeconds: missing > 0 ? Math.max(1, Math.ceil(missing / restoredPerSecond)) : null,
    };
  }
}
