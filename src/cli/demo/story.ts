import type { Instant } from '../../classification/calendar.js';
import type { InteractionImport } from '../../imports/import.inputs.js';
import type { Contract } from './contract.js';
import type { Random } from './random.js';

/** Who of the vendor's team takes part in a contact. */
export type Role = 'SUCCESS' | 'SUPPORT';

/** An interaction before it is known whose it is. */
export interface Contact extends Omit<InteractionImport, 'externalId' | 'accountExternalId' | 'memberExternalId'> {
  by: Role | null;
}

/** What happened to an account. */
export interface Life {
  contracts: readonly Contract[];
  /** In any order. What would lie after now has not happened and is dropped. */
  contacts: readonly Contact[];
  /** Whether a success manager is in charge of it. */
  isManaged?: boolean;
}

/** A kind of life that accounts have. Chance decides the details, never where it has led by `now`. */
export type Story = (random: Random, now: Instant) => Life;
