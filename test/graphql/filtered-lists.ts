/**
 * The lists that have a filter, and filters with the records of the base that each of them matches.
 * `test/accounts/list-oracle.ts` has the other filters of accounts, and
 * `test/relationships/relationship-changes.test.ts` those of changes of type.
 */
import type { Given } from '../support/records.js';
import { ALL_ACCOUNTS, ALL_SUBSCRIPTIONS, CHANGES, daysAgo, EVENTS, MEMBERS, type Event } from './filtered-base.js';

interface Recorded {
  externalId: string;
  accountExternalId?: string;
}

/** The external ids of the matching records, or a predicate that at least one record meets. */
type Matches<R> = string[] | ((record: R) => boolean);

type Row<R> = [filter: Given, matches: Matches<R>];

export interface FilteredList {
  direction: 'ASC' | 'DESC';
  /** The sort key and the account of each record, by the external id of the record. */
  recorded: Map<string, { sortKey: string | number; accountExternalId?: string }>;
  rows: [filter: Given, expected: string[]][];
}

function filteredList<R extends Recorded>(
  records: readonly R[],
  sortKeyOf: (record: R) => string | number,
  direction: 'ASC' | 'DESC',
  rows: Row<R>[],
): FilteredList {
  const idsOf = ([filter, matches]: Row<R>): string[] => {
    if (typeof matches !== 'function') return matches;
    const ids = records.filter(matches).map(({ externalId }) => externalId);
    if (ids.length === 0) throw new Error(`Expected a record that meets the predicate of ${JSON.stringify(filter)}.`);
    return ids;
  };
  return {
    direction,
    recorded: new Map(records.map((one) => [one.externalId, { ...one, sortKey: sortKeyOf(one) }])),
    rows: rows.map((row) => [row[0], idsOf(row)]),
  };
}

const ACME = ['Acme', 'ACME', 'Ácmè', 'A\u0301cme'];
const CLIENTS = ['ACME', 'Acme Europe', 'are you sure', 'acme'];
const FORMER_CLIENTS = ['Ácmè', 'Acmeville', 'a_b'];

const ACCOUNT_ROWS: Row<Recorded>[] = [
  // Whole names, ignoring case and accents.
  ...Object.entries({
    acme: ACME,
    ÁCME: ACME,
    ' acme ': ACME,
    'ÅRE SKI': ['Åre Ski'],
    a_b: ['a_b'],
    'a%b': ['a%b'],
    'a\\b': ['a\\b'],
    'a\\\\b': [],
    '%': [],
    "o'hara": ["O'Hara"],
    '"; drop table account; --': ['"; DROP TABLE account; --'],
    fine: ['ﬁne'],
    istanbul: ['İstanbul'],
    STRASSE: ['Straße'],
    '': [],
    acm: [],
  }).map(([eq, expected]): Row<Recorded> => [{ name: { eq } }, expected]),
  // Prefixes, taken literally.
  ...Object.entries({
    acme: [...ACME, 'Acme Europe', 'Acmeville'],
    'ácmÉ ': ['Acme Europe'],
    ACMEV: ['Acmeville'],
    åre: ['Åre Ski', 'are you sure'],
    a_: ['a_b'],
    'a%': ['a%b'],
    '%': [],
    _: [],
    'a\\': ['a\\b'],
    '\\': [],
    zeta: ['acme', 'other'],
  }).map(([startsWith, expected]): Row<Recorded> => [{ name: { startsWith } }, expected]),
  // Empty conditions match every account, and several conditions must all hold.
  ...[{}, { name: {} }, { type: {} }, { name: { startsWith: '' } }, { name: null, type: null }].map(
    (filter): Row<Recorded> => [filter, () => true],
  ),
  [{ name: { eq: 'acmeville', startsWith: 'acme' } }, ['Acmeville']],
  [{ name: { eq: 'acmeville', startsWith: 'acmes' } }, []],
  [{ type: { eq: 'CLIENT' } }, CLIENTS],
  [{ type: { eq: 'CLIENT' }, name: { startsWith: 'acme' } }, ['ACME', 'Acme Europe']],
  [{ type: { in: ['CLIENT', 'FORMER_CLIENT'] } }, [...CLIENTS, ...FORMER_CLIENTS]],
  [{ type: { eq: 'CLIENT', in: ['FORMER_CLIENT'] } }, []],
  [{ type: { eq: 'CLIENT', in: ['CLIENT', 'TRIAL'] } }, CLIENTS],
  [{ type: { in: [] } }, []],
  [{ type: { in: ['TRIAL'] } }, []],
];

const INTERACTION_ROWS: Row<Event>[] = [
  [{}, () => true],
  [{ account: { externalId: 'acme' } }, ({ accountExternalId }) => accountExternalId === 'acme'],
  [{ kind: { eq: 'CALL' } }, ({ kind }) => kind === 'CALL'],
  [{ kind: { in: ['CALL', 'EMAIL'] } }, ({ kind }) => kind === 'CALL' || kind === 'EMAIL'],
  [{ kind: { in: [] } }, []],
  [{ personalized: true }, ({ personalized }) => personalized],
  [{ personalized: false, kind: { eq: 'EMAIL' } }, ({ personalized, kind }) => !personalized && kind === 'EMAIL'],
  [{ personalized: null }, () => true],
  [{ initiative: { eq: 'US' } }, ({ initiative }) => initiative === 'US'],
  [{ initiative: { in: ['THEM', 'UNKNOWN'] } }, ({ initiative }) => initiative !== 'US'],
  [{ sentiment: { eq: 0.29 } }, ({ sentiment }) => sentiment === 0.29],
  [{ sentiment: { in: [0.28, -1, 5] } }, ({ sentiment }) => sentiment === 0.28 || sentiment === -1],
  [{ sentiment: { gt: 0.28 } }, ({ sentiment }) => sentiment !== null && sentiment > 0.28],
  [
    { sentiment: { gte: -0.29, lt: 0.29 } },
    ({ sentiment }) => sentiment !== null && sentiment >= -0.29 && sentiment < 0.29,
  ],
  [{ sentiment: { lte: -0.295 } }, ({ sentiment }) => sentiment === -1],
  [{ member: { eq: { externalId: 'mia' } } }, ({ memberExternalId }) => memberExternalId === 'mia'],
  [
    { member: { in: [{ externalId: 'mia' }, { externalId: 'noah' }] } },
    ({ memberExternalId }) => memberExternalId !== null,
  ],
  [{ member: { isNull: true } }, ({ memberExternalId }) => memberExternalId === null],
  [{ member: { isNull: false, eq: { externalId: 'noah' } } }, ({ memberExternalId }) => memberExternalId === 'noah'],
  [{ occurredAt: { gt: daysAgo(3) } }, ({ occurredAt }) => occurredAt > daysAgo(3)],
  [{ occurredAt: { gte: daysAgo(3) } }, ({ occurredAt }) => occurredAt >= daysAgo(3)],
  [{ occurredAt: { lt: daysAgo(3) } }, ({ occurredAt }) => occurredAt < daysAgo(3)],
  [{ occurredAt: { lte: daysAgo(3) } }, ({ occurredAt }) => occurredAt <= daysAgo(3)],
  [
    { occurredAt: { gte: daysAgo(4), lt: daysAgo(2) } },
    ({ occurredAt }) => occurredAt >= daysAgo(4) && occurredAt < daysAgo(2),
  ],
  [{ occurredAt: { gt: daysAgo(2), lt: daysAgo(4) } }, []],
  [{ occurredAt: { gte: '0001-01-01T00:00:00Z' } }, () => true],
  [{ occurredAt: { lt: '9999-12-31T23:59:59.999Z' } }, () => true],
  [{ occurredAt: { lte: '9999-12-31T23:59:59.999Z' } }, () => true],
  [{ occurredAt: { gt: '9999-12-31T23:59:59.999Z' } }, []],
  [
    { account: { externalId: 'zulu' }, kind: { eq: 'CALL' }, member: { isNull: false }, sentiment: { lt: 0.5 } },
    (event) =>
      event.accountExternalId === 'zulu' &&
      event.kind === 'CALL' &&
      event.memberExternalId !== null &&
      event.sentiment !== null &&
      event.sentiment < 0.5,
  ],
];

const fold = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const nameOf = ({ name }: { name: string }): string => fold(name);
const occurredAtOf = ({ occurredAt }: Event): string => occurredAt;

/** The rows of every list with a filter, by the `Type.field` of the list in the schema. */
export const LISTS: Record<string, FilteredList> = {
  'Query.accounts': filteredList(ALL_ACCOUNTS, nameOf, 'ASC', ACCOUNT_ROWS),
  'Query.interactions': filteredList(EVENTS, occurredAtOf, 'DESC', INTERACTION_ROWS),
  'Account.interactions': filteredList(EVENTS, occurredAtOf, 'DESC', INTERACTION_ROWS),
  'Account.subscriptions': filteredList(ALL_SUBSCRIPTIONS, ({ phases }) => phases[0]!.from as string, 'DESC', [
    [{}, () => true],
    [{ plan: { eq: { externalId: 'top' } } }, ({ now }) => now.plan === 'top'],
    [{ plan: { in: [{ externalId: 'basic' }] } }, ['left', 'z']],
    [
      { plan: { eq: { externalId: 'top' } }, status: { eq: 'ACTIVE' } },
      ({ now }) => now.plan === 'top' && now.status === 'ACTIVE',
    ],
    [{ status: { eq: 'CANCELED' } }, ({ now }) => now.status === 'CANCELED'],
    [{ churnReason: { in: ['PRICE', 'COMPETITOR'] } }, ['ended', 'left']],
    [{ churnReason: { eq: 'PRICE' }, plan: { eq: { externalId: 'basic' } } }, []],
  ]),
  'Query.members': filteredList(MEMBERS, nameOf, 'ASC', [
    [{}, () => true],
    [{ name: { eq: ' MIA' } }, ['mia']],
    [{ name: { in: ['noah', 'mia', 'nobody'] } }, ['mia', 'noah']],
    [{ name: { startsWith: 'ol' } }, ['olga']],
    [{ name: { startsWith: 'm' } }, ['mia']],
    [{ name: { startsWith: 'n', in: ['mia'] } }, []],
  ]),
  'Query.relationshipChanges': filteredList(CHANGES, ({ announcedAt }) => announcedAt, 'DESC', [
    [{}, () => true],
    [{ successManager: { externalId: 'mia' } }, ['acme']],
    [{ successManager: { externalId: 'noah' } }, []],
    [{ at: { gte: '2025-06-01T00:00:00Z' } }, ({ at }) => at >= '2025-06-01T00:00:00.000Z'],
    [{ at: { lt: '2025-06-01T00:00:00Z' } }, ({ at }) => at < '2025-06-01T00:00:00.000Z'],
  ]),
};
