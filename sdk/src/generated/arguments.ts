// Generated from schema/schema.graphql and sdk/documents by `npm run generate`. Do not edit.

import type { PageArguments } from '../operations.js';
import type { PageRequest } from '../pages.js';
import type * as Types from './types.js';

/** The arguments of `accounts`. */
export interface AccountsArguments extends Omit<Types.AccountsQueryVariables, keyof PageRequest>, PageArguments {}

/** The arguments of `interactions`. */
export interface InteractionsArguments
  extends Omit<Types.InteractionsQueryVariables, keyof PageRequest>, PageArguments {}

/** The arguments of `members`. */
export interface MembersArguments extends Omit<Types.MembersQueryVariables, keyof PageRequest>, PageArguments {}

/** The arguments of `membersWithBooks`. */
export interface MembersWithBooksArguments
  extends Omit<Types.MembersWithBooksQueryVariables, keyof PageRequest>, PageArguments {}

/** The arguments of `renewals`. */
export interface RenewalsArguments extends Omit<Types.RenewalsQueryVariables, keyof PageRequest>, PageArguments {}

/** The arguments of `worklist`. */
export interface WorklistArguments extends Omit<Types.WorklistQueryVariables, keyof PageRequest>, PageArguments {}

/** The arguments of `policies`. */
export interface PoliciesArguments extends Omit<Types.PoliciesQueryVariables, keyof PageRequest>, PageArguments {}

/** The arguments of `relationshipChanges`. */
export interface RelationshipChangesArguments
  extends Omit<Types.RelationshipChangesQueryVariables, keyof PageRequest>, PageArguments {}
