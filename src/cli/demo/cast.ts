import type { RelationshipType } from '../../classification/timeline.js';
import * as clients from './client-stories.js';
import * as customers from './customer-stories.js';
import * as former from './former-stories.js';
import * as newcomers from './newcomer-stories.js';
import type { Story } from './story.js';
import * as unsteady from './unsteady-stories.js';

/** The number of accounts of each story, by their type under the baseline policy. */
export const CAST: Record<RelationshipType, readonly (readonly [Story, accounts: number])[]> = {
  CLIENT: [
    [clients.steadyClient, 26],
    [clients.closeStarter, 14],
    [clients.expandingTeam, 18],
    [clients.silentClient, 8],
    [clients.twoDepartments, 6],
    [clients.youngClient, 8],
    [clients.fadingClient, 6],
    [clients.leavingClient, 4],
  ],
  CUSTOMER: [
    [customers.quietStarter, 50],
    [customers.yearlyTeam, 34],
    [customers.twoTeams, 10],
    [customers.newEnterprise, 14],
    [customers.almostOneYear, 8],
    [customers.almostTwoYears, 6],
    [unsteady.recentBuyer, 8],
    [unsteady.overdueCustomer, 7],
    [unsteady.pausedCustomer, 7],
    [unsteady.returningCustomer, 10],
    [unsteady.shrinkingTeam, 9],
    [unsteady.leavingCustomer, 7],
  ],
  TRIAL: [[newcomers.runningTrial, 16]],
  PROSPECT: [
    [newcomers.openLead, 10],
    [newcomers.freeUser, 12],
    [newcomers.churnedAfterTrial, 10],
  ],
  FORMER_CUSTOMER: [
    [former.shortStay, 28],
    [former.endedTeam, 25],
    [former.unpaidLeaver, 6],
    [former.pastBuyer, 12],
  ],
  FORMER_CLIENT: [[former.formerClient, 21]],
};
