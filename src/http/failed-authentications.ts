import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Budgets } from '../graphql/cost/budget.js';
import { tooManyRequests } from '../graphql/cost/too-many-requests.js';

/** How many accepted headers are remembered, and for how long after they were last used. */
const ACCEPTED = { max: 10_000, ttl: 3_600_000, updateAgeOnGet: true };

/** Charges an address for a request without an accepted key or token. Throws 429 if its budget is used up. */
export function chargeAddress(addresses: Budgets | null, address: string): void {
  const { retryAfterSeconds = null } = addresses?.take(address, 1) ?? {};
  if (retryAfterSeconds === null) return;
  throw tooManyRequests(
    'Expected fewer requests without a valid key or token from this address; got too many.',
    retryAfterSeconds,
  );
}

const idOf = (authorization: string): string => hash('sha256', authorization, 'base64url');

/**
 * Limits how many keys and tokens an address can try. An `Authorization` header that this server has accepted before costs nothing and
 * works whatever else its address sends: many clients may share an address. Any other is charged before it is
 * checked, because checking it takes time and perhaps a database connection.
 */
export class FailedAuthentications {
  /** The hashes of accepted headers. */
  private readonly accepted = new LRUCache<string, true>(ACCEPTED);

  constructor(private readonly addresses: Budgets | null) {}

  /**
   * Charges the address unless the header was accepted before. Returns a function that remembers whether it is accepted now.
   * Throws 429 if the budget of the address is used up.
   */
  charge(authorization: string, address: string): (isAccepted: boolean) => void {
    const id = idOf(authorization);
    const isKnown = this.accepted.get(id) === true;
    if (!isKnown) chargeAddress(this.addresses, address);
    return (isAccepted) => {
      if (!isAccepted) this.accepted.delete(id);
      else if (!isKnown) this.accepted.set(id, true);
    };
  }
}
