/** A base whose records differ in what the lists filter by. */
import {
  account,
  instant,
  interaction,
  member,
  phase,
  plan,
  record,
  subscription,
  type Given,
} from '../support/records.js';
import { NOW, type TestServer, type TestWorkspace } from '../support/server.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_IMPORT = NOW - HOUR_MS;
const SECOND_IMPORT = NOW;

/** Names that are difficult to compare. Each is also the external id of an account. */
const NAMES = [
  'Acme',
  'ACME',
  'Ácmè',
  'A\u0301cme', // the same accent as a combining character
  'Acme Europe',
  'Acmeville',
  'Åre Ski',
  'are you sure',
  'a_b',
  'axb',
  'a%b',
  'a100b',
  'a\\b',
  "O'Hara",
  'o"hara',
  '"; DROP TABLE account; --',
  'Straße',
  'ﬁne',
  'İstanbul',
];
const NAMED = NAMES.map((name) => account(name));
const ACCOUNTS = [
  account('acme', { name: 'Zeta', successManagerExternalId: 'mia' }),
  account('zulu', { name: 'Zulu' }),
  account('other', { name: 'Zeta' }),
];
export const ALL_ACCOUNTS = [...NAMED, ...ACCOUNTS];

export const MEMBERS = [
  member('mia', { name: 'Mía' }),
  member('noah', { name: 'Noah' }),
  member('olga', { name: 'Olga M' }),
];

export const daysAgo = (days: number): string => new Date(NOW - days * DAY_MS).toISOString();
/** Twelve interactions at each of seven instants, so that pages start and end between interactions of one instant. */
export const EVENTS = Array.from({ length: 84 }, (_, i) => ({
  ...interaction(`i${i}`, ['acme', 'zulu', 'other'][i % 3]!, daysAgo(Math.floor(i / 12))),
  kind: ['CALL', 'EMAIL', 'MEETING', 'ADVOCACY'][i % 4]!,
  personalized: i % 5 === 0,
  initiative: ['US', 'THEM', 'UNKNOWN'][Math.floor(i / 3) % 3]!,
  sentiment: [null, -1, -0.29, 0, 0.28, 0.29, 1][i % 7] as number | null,
  memberExternalId: ['mia', 'noah', null][Math.floor(i / 7) % 3] as string | null,
}));
export type Event = (typeof EVENTS)[number];

const onTop = { planExternalId: 'top' };
/** Subscriptions as they are recorded, and their current plan and state in `now`. */
const SUBSCRIPTIONS = [
  {
    ...subscription('running', 'acme', [phase('2024-01-01', '2025-01-01'), phase('2025-01-01', null, onTop)]),
    now: { plan: 'top', status: 'ACTIVE' },
  },
  {
    ...subscription('ended', 'acme', [phase('2023-01-01', '2024-01-01', onTop)], { churnReason: 'PRICE' }),
    now: { plan: 'top', status: 'CANCELED', churnReason: 'PRICE' },
  },
  {
    ...subscription('left', 'acme', [phase('2022-01-01', '2023-01-01')], { churnReason: 'COMPETITOR' }),
    now: { plan: 'basic', status: 'CANCELED', churnReason: 'COMPETITOR' },
  },
  { ...subscription('to come', 'acme', [phase('2027-01-01', null, onTop)]), now: { plan: 'top', status: 'ACTIVE' } },
  {
    ...subscription('gap', 'acme', [phase('2025-01-01', '2025-02-01', onTop), phase('2027-01-01')]),
    now: { plan: 'top', status: 'CANCELED' },
  },
  { ...subscription('z', 'zulu', [phase('2025-06-01')]), now: { plan: 'basic', status: 'ACTIVE' } },
];
/** The histories of accounts with difficult names, in turn; their current type since an instant. */
const HISTORIES = [
  { startsAt: '2026-02-01', endsAt: null, status: 'ACTIVE', since: '2026-02-01' },
  { startsAt: '2023-01-01', endsAt: null, status: 'ACTIVE', since: '2025-01-01' },
  { startsAt: '2023-01-01', endsAt: '2026-01-01', status: 'CANCELED', since: '2026-01-01' },
];
const SUBSCRIBED = NAMES.slice(0, 9).map((name, i) => ({ name, ...HISTORIES[i % HISTORIES.length]! }));
const NAMED_SUBSCRIPTIONS = SUBSCRIBED.map(({ name, startsAt, endsAt, status }) => ({
  ...subscription(`of ${name}`, name, [phase(startsAt, endsAt, onTop)]),
  now: { plan: 'top', status },
}));
export const ALL_SUBSCRIPTIONS = [...NAMED_SUBSCRIPTIONS, ...SUBSCRIPTIONS];

/** The announced changes of type. There is one for each account, so the external id of the account identifies it. */
export const CHANGES = [
  ...SUBSCRIBED.map(({ name, since }) => ({ externalId: name, at: instant(since), announcedAt: FIRST_IMPORT })),
  { externalId: 'acme', at: instant('2025-01-01'), announcedAt: SECOND_IMPORT },
  { externalId: 'zulu', at: instant('2025-06-01'), announcedAt: SECOND_IMPORT },
];

/** Records the base with two imports, so that changes are announced at two instants. */
export async function recordFilteredBase(server: TestServer): Promise<TestWorkspace> {
  server.clock.now = FIRST_IMPORT;
  const workspace = await server.addWorkspace();
  const inputs = (subscriptions: typeof ALL_SUBSCRIPTIONS): Given[] =>
    subscriptions.map(({ now: _, ...input }) => input);
  await record(workspace, {
    plans: [plan('basic', 1), plan('top', 2)],
    members: MEMBERS,
    accounts: NAMED,
    subscriptions: inputs(NAMED_SUBSCRIPTIONS),
  });
  server.clock.now = SECOND_IMPORT;
  await record(workspace, { accounts: ACCOUNTS, subscriptions: inputs(SUBSCRIPTIONS), interactions: EVENTS });
  return workspace;
}
