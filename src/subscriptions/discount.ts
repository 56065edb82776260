import type { StoredDiscount } from '../derivation/sold.js';

/** A discount as it is recorded. */
export interface RecordedDiscount extends StoredDiscount {
  /** The currency of `amountOff`; null for the workspace's. */
  currencyCode: string | null;
}
