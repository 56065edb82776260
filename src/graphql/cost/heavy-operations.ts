import { NoFreeConnection } from '../../database/free-connection.js';
import type { Caller } from '../../database/cancellation.js';
import { FairQueue } from '../../database/fair-queue.js';
import { RETRY_AFTER_SECONDS, rethrowShortage } from '../overload.js';
import { tooManyRequests } from './too-many-requests.js';

/** Points from which an operation is heavy: about a fifth of a second of CPU. */
const HEAVY_COST = 4_000;

/** Points for statements over all accounts from which an operation is heavy: in a large workspace they take ten times as long. */
const HEAVY_OVER_ALL = 1_000;

export const isHeavy = (cost: number, overAll: number): boolean => cost >= HEAVY_COST || overAll >= HEAVY_OVER_ALL;

/** How many heavy operations run at once. More would not complete sooner, and the rest of the requests would wait for them. */
export interface HeavyOperationLimits {
  total: number;
  perWorkspace: number;
  perKey: number;
  /** How long an operation waits for its turn. */
  waitMs: number;
}

export const HEAVY_OPERATION_LIMITS: Readonly<HeavyOperationLimits> = {
  total: 4,
  perWorkspace: 3,
  perKey: 2,
  waitMs: 10_000,
};

/** Runs a few heavy operations at once, and gives the workspaces and their keys equal shares of them. */
export class HeavyOperations {
  private readonly queue: FairQueue;

  constructor(private readonly limits: HeavyOperationLimits) {
    const { total, perWorkspace, perKey } = limits;
    this.queue = new FairQueue({ total, shares: [perWorkspace, perKey] });
  }

  /**
   * Waits until the caller's operation may run. Returns the function that ends its turn.
   *
   * @throws GraphQLError RATE_LIMITED if the caller has its share in progress for the whole wait, OVERLOADED if others have.
   */
  async turnOf(caller: Caller): Promise<() => void> {
    const { perWorkspace, perKey, waitMs } = this.limits;
    const leave = await this.queue.turnOf(caller.parties, caller, waitMs);
    if (leave) return leave;
    if (!this.queue.isShareUsed(caller.parties)) return rethrowShortage(new NoFreeConnection());
    throw tooManyRequests(
      `Expected at most ${perKey} operations of a key and ${perWorkspace} of a workspace at once that are heavy (${HEAVY_COST} points, or ${HEAVY_OVER_ALL} for statements over all accounts); this one waited ${waitMs / 1_000} s for others.`,
      RETRY_AFTER_SECONDS,
    );
  }
}
