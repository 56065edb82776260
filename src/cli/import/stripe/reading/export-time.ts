import type { OwnedObject } from './objects.js';

/** Versions of the API differ in whether the subscription or its items have the period. */
interface WithPeriod {
  status?: string;
  current_period_end?: number;
  items?: { data?: { current_period_end?: number }[] };
}

/**
 * Finds out when objects were exported, which none of them says. Files were written then or later, as copying them changes
 * their time. Every object had been created, and no running subscription was due for renewal.
 */
export class ExportTime {
  #newestFile = 0;
  #latestCreated = 0;
  #earliestRenewal = Infinity;

  addFile(modifiedAtMs: number): void {
    this.#newestFile = Math.max(this.#newestFile, Math.floor(modifiedAtMs / 1000));
  }

  addObject(object: OwnedObject): void {
    const created = 'created' in object ? object.created : undefined;
    if (typeof created === 'number') this.#latestCreated = Math.max(this.#latestCreated, created);
    const { status, current_period_end, items } = object as unknown as WithPeriod;
    if (object.object !== 'subscription' || status !== 'active') return;
    const ends = [current_period_end, ...(items?.data ?? []).map((item) => item.current_period_end)];
    for (const end of ends) if (typeof end === 'number') this.#earliestRenewal = Math.min(this.#earliestRenewal, end);
  }

  get seconds(): number {
    return Math.min(this.#newestFile, Math.max(this.#latestCreated, this.#earliestRenewal - 1));
  }
}
