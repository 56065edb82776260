/** Every mistake that a record of an import may have. */
import {
  ACCOUNT_MISTAKES,
  INTERACTION_MISTAKES,
  mistake,
  notInstants,
  outOfRange,
  unreadable,
  type Mistake,
} from './mistakes.js';
import { DISCOUNT_MISTAKES, TERMS_MISTAKES } from './mistakes-of-sales.js';
import { phase, type Given, type RecordKind } from './records.js';

const PLAN_MISTAKES: Mistake[] = [
  ...unreadable('externalId', 200),
  ...unreadable('name', 200),
  outOfRange('rank', -1, 0, 1_000_000),
  outOfRange('rank', 1_000_001, 0, 1_000_000),
  ...notInstants('offeredFrom'),
  ...notInstants('offeredUntil'),
  mistake(
    'an offer that ends when it starts',
    { offeredFrom: '2024-01-01T00:00:00Z', offeredUntil: '2024-01-01T00:00:00Z' },
    'offeredUntil',
    'INVALID',
    'after its start',
    '2024-01-01T00:00:00.000Z',
  ),
];

const MEMBER_MISTAKES: Mistake[] = [
  ...unreadable('externalId', 200),
  ...unreadable('name', 200),
  ...unreadable('email', 254),
];

const phases = (title: string, given: Given[], field: string, code: string, ...says: string[]): Mistake =>
  mistake(title, { phases: given }, field, code, ...says);

/** Of a subscription of an import: how its phases lie. */
const PHASES_MISTAKES: Mistake[] = [
  phases('a subscription without phases', [], 'phases', 'REQUIRED', 'at least one', 'none'),
  phases('too many phases', Array<Given>(201).fill(phase('2024-01-01')), 'phases', 'TOO_MANY', '200', '201'),
  phases(
    'a phase that ends before it starts',
    [phase('2024-02-01', '2024-01-01')],
    'phases.0.to',
    'INVALID',
    'not before the start',
    '2024-01-01T00:00:00.000Z',
  ),
  phases(
    'two phases of no length at one instant',
    [phase('2024-01-01', '2024-01-01'), phase('2024-01-01', '2024-01-01', { planExternalId: 'other' })],
    'phases.1.from',
    'CONFLICT',
    'at most one phase',
    'phase 0',
  ),
  phases(
    'a phase of no length within another',
    [phase('2023-01-01', '2025-01-01'), phase('2024-01-01', '2024-01-01')],
    'phases.1.from',
    'CONFLICT',
    'do not overlap',
    'phase 0',
  ),
  phases(
    'phases that overlap',
    [phase('2024-01-01', '2024-03-01'), phase('2024-02-29T23:59:59.999Z')],
    'phases.1.from',
    'CONFLICT',
    'do not overlap',
    'phase 0',
  ),
  phases(
    'phases that overlap, the later one first',
    [phase('2024-02-01'), phase('2024-01-01')],
    'phases.0.from',
    'CONFLICT',
    'do not overlap',
    'phase 1',
  ),
  phases(
    'a phase on a plan that does not exist',
    [phase('2023-01-01', '2024-01-01'), phase('2024-01-01', null, { planExternalId: 'nowhere' })],
    'phases.1.planExternalId',
    'NOT_FOUND',
    'a plan of this workspace or this call',
    '"nowhere"',
  ),
  phases(
    'a phase whose start is not a date, next to valid phases',
    [phase('2024-02-01', '2024-03-01'), phase('tomorrow'), phase('2024-01-01', '2024-02-01')],
    'phases.1.from',
    'INVALID',
    'RFC 3339',
    'for example',
  ),
  phases(
    'a phase whose end is not a date, before a valid phase',
    [phase('2024-01-01', 'soon'), phase('2024-02-01')],
    'phases.0.to',
    'INVALID',
    'RFC 3339',
    'for example',
  ),
  phases(
    'a phase that starts after the year 9999',
    [phase('300000-01-01T00:00:00Z')],
    'phases.0.from',
    'INVALID',
    '0001 to 9999',
    'for example',
  ),
];

type Kind = RecordKind;

/** A record of each kind that would be accepted as it is. */
export const GOOD: Record<Kind, Given> = {
  plans: { externalId: 'new', name: 'New', rank: 0 },
  members: { externalId: 'new', name: 'New' },
  accounts: { externalId: 'new', name: 'New' },
  subscriptions: { externalId: 'new', accountExternalId: 'acme', phases: [phase('2025-01-01')] },
  interactions: { externalId: 'new', accountExternalId: 'acme', kind: 'CALL', occurredAt: '2025-07-01T09:00:00Z' },
};

/** A mistake in a phase, as one in the subscription that has it. */
const inPhase = ({ changes, field, ...rest }: Mistake): Mistake => ({
  ...rest,
  changes: { phases: [{ ...phase('2025-01-01'), ...changes }] },
  field: `phases.0.${field}`,
});

const unknown = (field: string, what: string): Mistake => ({
  title: `${what} that does not exist`,
  changes: { [field]: 'nobody' },
  field,
  code: 'NOT_FOUND',
  says: [`${what} of this workspace or this call`, '"nobody"'],
});

const of = (kind: Kind, mistakes: readonly Mistake[]): [string, Kind, Mistake][] =>
  mistakes.map((mistake) => [`${kind}: ${mistake.title}`, kind, mistake]);

/** As `it.each` takes them: what it is, the kind of record, and the mistake in it. */
export const REFUSED_RECORDS = [
  ...of('plans', PLAN_MISTAKES),
  ...of('members', MEMBER_MISTAKES),
  ...of('accounts', [...ACCOUNT_MISTAKES, unknown('successManagerExternalId', 'a member')]),
  ...of('subscriptions', [
    ...PHASES_MISTAKES,
    ...TERMS_MISTAKES.map(inPhase),
    ...DISCOUNT_MISTAKES,
    ...notInstants('cancelRequestedAt'),
    unknown('accountExternalId', 'an account'),
  ]),
  ...of('interactions', [
    ...INTERACTION_MISTAKES,
    unknown('accountExternalId', 'an account'),
    unknown('memberExternalId', 'a member'),
  ]),
];
