import { phase } from './records.js';

/** What every partner has recorded before: a client base of one account. */
export const GOOD_RECORDS = {
  plans: [{ externalId: 'basic', name: 'Basic', rank: 1 }],
  members: [{ externalId: 'mia', name: 'Mia' }],
  accounts: [{ externalId: 'acme', name: 'Acme', successManagerExternalId: 'mia' }],
  subscriptions: [{ externalId: 'acme-1', accountExternalId: 'acme', phases: [phase('2024-01-01')] }],
  interactions: [{ externalId: 'call-1', accountExternalId: 'acme', kind: 'CALL', occurredAt: '2025-06-01T09:00:00Z' }],
};
export const GOOD_IDS = {
  plans: ['basic'],
  members: ['mia'],
  accounts: ['acme'],
  subscriptions: ['acme-1'],
  interactions: ['call-1'],
};
