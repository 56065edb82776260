import type { Instant } from '../../classification/calendar.js';
import type { InteractionImport } from '../../imports/import.inputs.js';
import type { Contract } from './contract.js';
import type { Random } from './random.js';

/** The team of the vendor that takes part in a contact. */
export type Role = 'SUCCESS' | 'SUPPORT';

/** An interaction that is not yet assigned to an account and a member. */
export interface Contact extends Omit<InteractionImport, 'externalId' | 'accountExternalId' | 'memberExternalId'> {
  by: Role | null;
}

/** The history of an account. */
export interface Life {
  contracts: readonly Contract[];
  /** In any order. Contacts after now are dropped. */
  contacts: readonly Contact[];
  /** Whether the account has a success manager. */
  isManaged?: boolean;
}

/** Generates a typical history. Only its details are random; the account's type at `now` is always the same. */
export type Story = (random: Random, now: Instant) => Life;
