import fc from 'fast-check';
import type { BillingPeriod } from '../../src/classification/billing.js';
import { currencyOf } from '../../src/money/money.type.js';
import {
  agreedAt,
  cancellationAt,
  fold,
  unfold,
  type Agreement,
  type Field,
  type OtherItem,
  type StoredPhase,
  type Values,
} from '../../src/subscriptions/agreement.js';
import {
  cancelAt,
  moveTrialEnd,
  removeLater,
  restart,
  setFrom,
  takeBack,
  trialAt,
} from '../../src/subscriptions/agreement-changes.js';
import { fromPhaseColumns, toPhaseColumns } from '../../src/subscriptions/phase-columns.js';

const VALUES: Values = {
  planId: 'basic',
  status: 'ACTIVE',
  quantity: 1,
  unitPrice: { amount: '49.00', currencyCode: null },
  billingPeriod: { unit: 'MONTH', count: 1 },
  termMonths: 0,
  tailored: false,
  countsAsSeats: true,
  otherItems: [],
  noticeDays: null,
  autoRenews: true,
};
const SUPPORT: OtherItem = {
  planId: 'support',
  role: 'ADD_ON',
  quantity: 2.5,
  unitPrice: { amount: '0.0125', currencyCode: null },
  billingPeriod: { unit: 'WEEK', count: 2 },
  countsAsSeats: false,
};
const METERED: OtherItem = { ...SUPPORT, planId: 'metered', role: 'USAGE', quantity: 0, unitPrice: null };
const stored = (from: number, to: number, changes: Partial<StoredPhase> = {}): StoredPhase => ({
  ...VALUES,
  from,
  to,
  setFields: null,
  cancellation: null,
  ...changes,
});

/** Few instants and values, so that changes return to old values, touch and coincide with boundaries. */
const LAST = 30;
const instants = fc.integer({ min: 0, max: LAST });
const values = {
  planId: fc.constantFrom('basic', 'top'),
  status: fc.constantFrom('ACTIVE' as const, 'PAUSED' as const, 'PAST_DUE' as const),
  quantity: fc.integer({ min: 1, max: 3 }),
  tailored: fc.boolean(),
  unitPrice: fc.constantFrom('49.00', '0.00', '49.0125').map((amount) => ({ amount, currencyCode: null })),
  billingPeriod: fc.constantFrom<BillingPeriod>({ unit: 'MONTH', count: 1 }, { unit: 'DAY', count: 7 }),
  termMonths: fc.constantFrom(0, 12),
  countsAsSeats: fc.boolean(),
  otherItems: fc.constantFrom([], [SUPPORT], [SUPPORT, METERED]),
  noticeDays: fc.constantFrom(null, 0, 30),
  autoRenews: fc.boolean(),
};
const givenValues = fc.record(values, { requiredKeys: [] }) as fc.Arbitrary<Partial<Values>>;

/** Phases as imported: with gaps, equal neighbours, empty phases, a trial and an end. */
const imported = fc
  .record({
    edges: fc.uniqueArray(instants, { minLength: 1, maxLength: 8 }),
    values: fc.array(fc.record(values), { minLength: 8, maxLength: 8 }),
    gaps: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    empty: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    hasTrial: fc.boolean(),
    isOpen: fc.boolean(),
  })
  .map(({ edges, values: drawn, gaps, empty, hasTrial, isOpen }) => {
    const starts = edges.toSorted((a, b) => a - b);
    return starts.flatMap((from, i) => {
      const to = starts[i + 1] ?? (isOpen ? Infinity : LAST + 1);
      const phase = stored(from, to, { ...drawn[i], ...(hasTrial && i === 0 ? { status: 'TRIALING' } : {}) });
      if (gaps[i] && i > 0 && to < Infinity) return [];
      return empty[i] ? [stored(from, from, drawn[i]), phase] : [phase];
    });
  });

const changesAt = fc.uniqueArray(fc.record({ at: instants, given: givenValues }), {
  selector: ({ at }) => at,
  maxLength: 8,
});

const fieldsOf = (phase: Values): Values =>
  Object.fromEntries((Object.keys(VALUES) as Field[]).map((field) => [field, phase[field]])) as unknown as Values;
const valueAt = (phases: readonly StoredPhase[], at: number): Values | null => {
  const phase = phases.find(({ from, to }) => from <= at && at < to);
  return phase ? fieldsOf(phase) : null;
};
const everywhere = <Value>(of: (at: number) => Value): Value[] =>
  Array.from({ length: LAST + 6 }, (_, at) => of(at - 2));

describe('an agreement', () => {
  it('folds into the phases that it was unfolded from', () => {
    fc.assert(fc.property(imported, (phases) => expect(fold(unfold(phases))).toEqual(phases)));
  });

  it('is the same after it was stored and read, also what a cancellation set aside', () => {
    fc.assert(
      fc.property(imported, fc.option(instants), (phases, canceledAt) => {
        const agreement = canceledAt === null ? unfold(phases) : canceled(unfold(phases), canceledAt);
        expect(restored(fold(agreement))).toEqual(fold(agreement));
      }),
    );
  });

  it('has the same phases after the same changes in any order and any number of repetitions', () => {
    const property = fc.property(
      imported,
      changesAt,
      fc.infiniteStream(fc.nat()),
      fc.option(instants),
      (phases, changes, order, canceledAt) => {
        const start = canceledAt === null ? unfold(phases) : canceled(unfold(phases), canceledAt);
        const inForce = changes.filter(({ at }) => start.phases.some(({ from, to }) => from <= at && at < to));
        const made = (all: typeof changes): StoredPhase[] =>
          // What is stored is read again for each change.
          all.reduce((before, { at, given }) => restored(fold(setFrom(unfold(before), at, given))), fold(start));
        expect(made(shuffled([...inForce, ...inForce], order))).toEqual(made(inForce));
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('has the same phases after it was started again and changed in any order and any number of repetitions', () => {
    const property = fc.property(
      imported,
      changesAt,
      fc.infiniteStream(fc.nat()),
      instants,
      (phases, changes, order, end) => {
        const start = canceled(unfold(phases), end);
        const isInForce = (agreement: Agreement, at: number): boolean =>
          agreedAt(agreement, at) !== undefined && !cancellationAt(agreement, at);
        const some = changes
          .filter(({ at }) => at >= phases[0]!.from)
          .map(({ at, given }) => ({
            at,
            given: isInForce(start, at) ? given : { ...given, status: 'ACTIVE' as const },
          }));
        const made = (all: typeof some): StoredPhase[] =>
          all.reduce((before, { at, given }) => {
            const agreement = unfold(restored(before));
            return fold((isInForce(agreement, at) ? setFrom : restart)(agreement, at, given));
          }, fold(start));
        expect(made(shuffled([...some, ...some], order))).toEqual(made(some));
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('has at every instant the values of the latest changes', () => {
    fc.assert(
      fc.property(changesAt, (changes) => {
        const start = [stored(0, Infinity)];
        const made = fold(changes.reduce((agreement, { at, given }) => setFrom(agreement, at, given), unfold(start)));
        const expected = (at: number): Values | null =>
          at < 0
            ? null
            : Object.assign(
                { ...VALUES },
                ...changes
                  .filter((change) => change.at <= at)
                  .sort((a, b) => a.at - b.at)
                  .map(({ given }) => given),
              );
        expect(everywhere((at) => valueAt(made, at))).toEqual(everywhere(expected));
      }),
    );
  });

  it('is what it was after a cancellation was recorded, moved and taken back', () => {
    fc.assert(
      fc.property(imported, fc.array(instants, { minLength: 1, maxLength: 4 }), (phases, moves) => {
        const before = unfold(phases);
        const last = before.phases.findLast(({ from, to }) => from < to)!;
        const within = moves.filter((at) => last.from < at && at <= last.to);
        const after = within.reduce((stored, at) => fold(cancelAt(unfold(stored), at, 'PRICE', 0)), phases);
        const end = within.at(-1);
        const reference = (at: number): Values | null => (end !== undefined && at >= end ? null : valueAt(phases, at));
        expect(everywhere((at) => valueAt(after, at))).toEqual(everywhere(reference));
        const stored = unfold(after);
        expect(fold(takeBack(stored, stored.cancellations.at(-1)))).toEqual(phases);
      }),
    );
  });

  it('keeps what was set for later when it is canceled and in force again, and stores nothing twice', () => {
    fc.assert(
      fc.property(changesAt, instants, instants, (changes, one, other) => {
        const [end, back] = [Math.min(one, other) + 1, Math.max(one, other) + 2];
        const open = unfold([stored(0, Infinity)]);
        const changed = (agreement: typeof open) =>
          changes.reduce((so, { at, given }) => setFrom(so, at, given), agreement);
        const interrupt = (agreement: typeof open) => restart(cancelAt(agreement, end, null, null), back, {});
        const early = fold(interrupt(changed(open)));
        const late = fold(changed(interrupt(open)));
        const { status: _, ...kept } = VALUES;
        const shown = (phases: StoredPhase[]) =>
          everywhere((at) => {
            const found = valueAt(phases, at);
            return found && Object.fromEntries(Object.keys(kept).map((field) => [field, found[field as Field]]));
          });
        expect(shown(early)).toEqual(shown(late));
        expect(everywhere((at) => valueAt(early, at) !== null)).toEqual(
          everywhere((at) => at >= 0 && (at < end || at >= back)),
        );
        expect(fold(unfold(early))).toEqual(early);
      }),
    );
  });

  it('has only what was set by an instant after what was set later is removed', () => {
    fc.assert(
      fc.property(imported, changesAt, instants, (phases, changes, at) => {
        const agreement = changes.reduce(
          (so, change) =>
            so.phases.some(({ from, to }) => from <= change.at && change.at < to)
              ? setFrom(so, change.at, change.given)
              : so,
          unfold(phases),
        );
        const before = fold(agreement);
        const after = fold(removeLater(agreement, at));
        for (let t = 0; t <= at; t++) expect(valueAt(after, t)).toEqual(valueAt(before, t));
        const now = valueAt(before, at);
        const end = trialAt(agreement, at)?.to ?? Infinity;
        const later = now && { ...now, status: end <= LAST + 3 ? 'ACTIVE' : now.status };
        expect(valueAt(after, LAST + 3)).toEqual(later);
      }),
    );
  });

  it('keeps what was set for later at its instant when the end of its trial is moved', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 1, max: LAST }),
        fc.array(fc.record({ at: instants, quantity: fc.integer({ min: 1, max: 3 }) }), { maxLength: 5 }),
        (end, moved, changes) => {
          const changed = (trialEnd: number): StoredPhase[] => {
            const phases = [stored(0, trialEnd, { status: 'TRIALING' }), stored(trialEnd, Infinity)];
            return fold(changes.reduce((so, { at, quantity }) => setFrom(so, at, { quantity }), unfold(phases)));
          };
          const agreement = unfold(changed(end));
          const trial = trialAt(agreement, 0)!;
          expect(trial).toEqual({ from: 0, to: end, latestEnd: Infinity });
          const after = fold(moveTrialEnd(agreement, trial, moved));
          expect(everywhere((at) => valueAt(after, at))).toEqual(everywhere((at) => valueAt(changed(moved), at)));
          expect(fold(unfold(after))).toEqual(after);
        },
      ),
    );
  });
});

const USD = currencyOf('USD', 2);
/** Phases after they were stored and read. */
const restored = (phases: readonly StoredPhase[]): StoredPhase[] =>
  phases.map((phase) => {
    const { to, ...columns } = toPhaseColumns(phase, USD);
    return fromPhaseColumns({ ...(JSON.parse(JSON.stringify(columns)) as typeof columns), to }, USD);
  });

function shuffled<Value>(items: readonly Value[], order: Iterable<number>): Value[] {
  const keys = order[Symbol.iterator]();
  return items
    .map((item) => ({ item, key: keys.next().value as number }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function canceled(agreement: Agreement, at: number): Agreement {
  const isWithin = agreement.phases.some(({ from, to }) => from < at && at <= to);
  return isWithin ? cancelAt(agreement, at, null, null) : agreement;
}
