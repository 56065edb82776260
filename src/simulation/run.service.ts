import { Fraction } from 'fraction.js';
import type { Client } from 'pg';
import { toZone, type Instant, type Zone } from '../classification/calendar.js';
import type { Policy } from '../classification/policy.js';
import { roundHalfEven } from '../classification/rounding.js';
import type { Steps } from '../classification/steps.js';
import type { RelationshipType, Rules } from '../classification/timeline.js';
import { typeLeftBehind, WhatIf, type Tally } from '../classification/what-if.js';
import { explainFlips, LargestFlips, type Flip } from './flips.service.js';
import { historyOf, PartReader, type OpenAccounts, type Part, type PartAccount } from './part.service.js';

/** A simulation to run. It is sent to another thread, so it is plain data. */
export interface SimulationTask {
  workspaceId: string;
  /** In force from `asOf` on, as if it were the highest version. */
  draft: Policy;
  asOf: Instant;
  topRank: Steps<number>;
  minorPerMajor: number;
  /** By currency: the minor units of the workspace's currency for one minor unit at `asOf`, as numerator and denominator. */
  factors: ReadonlyMap<string, Pick<Fraction, 'n' | 'd'>>;
  zone: Zone;
  /** Number of flips (accounts whose type changes) to return with evidence. */
  flips: number;
  /** Accounts per part: one part is evaluated while the next one is read. */
  partSize: number;
  /** If set, also count which of the paying accounts still pay at this instant. */
  keptUntil?: Instant;
}

/** Sums in minor units by currency; the empty text is the workspace's currency. */
type AmountsByCurrency = Map<string, number>;

/** Accounts that are `from` now and `to` under the draft. `from` and `to` are equal if nothing changes. */
export interface Transition {
  from: RelationshipType;
  to: RelationshipType;
  accounts: number;
  mrr: AmountsByCurrency;
  /** The paying accounts among them, and those that still pay at `keptUntil`; zero if `keptUntil` is not set. */
  paying: { accounts: number; mrr: AmountsByCurrency; kept: number; keptMrr: AmountsByCurrency };
}

export interface SimulationOutcome {
  transitions: Transition[];
  /** Largest revenue first, then by id. */
  flips: Flip[];
}

/** Simulates a draft for all accounts, in the snapshot of the connection's transaction. */
export const runSimulation = (client: Client, task: SimulationTask): Promise<SimulationOutcome> =>
  new Simulation(client, task).run();

/** Accounts of a part for which more data has to be read, with the tallies of those whose interactions decide. */
interface OpenPart extends OpenAccounts {
  byContacts: PartAccount[];
  tallies: Tally[];
  left: PartAccount[];
}

class Simulation {
  private readonly rules: Rules;
  private readonly whatIf: WhatIf;
  private readonly reader: PartReader;
  private readonly transitions = new Map<RelationshipType, Map<RelationshipType, Transition>>();
  private readonly flips: LargestFlips;

  constructor(
    client: Client,
    private readonly task: SimulationTask,
  ) {
    const { draft, asOf, workspaceId, topRank, minorPerMajor, zone, flips, partSize, keptUntil } = task;
    this.rules = { policies: [draft], topRank, minorPerMajor, zone: toZone(zone.starts, zone.values) };
    this.whatIf = new WhatIf(draft, this.rules, asOf);
    this.reader = new PartReader(client, workspaceId, this.whatIf, partSize, keptUntil);
    this.flips = new LargestFlips(flips);
  }

  async run(): Promise<SimulationOutcome> {
    const { draft, asOf } = this.task;
    let reading = this.reader.read(null);
    // `open` still lacks data; the data of `requested` is being read.
    let open: OpenPart | null = null;
    let requested: OpenPart | null = null;
    for (let part = await reading; part; part = await reading) {
      const completed: OpenPart | null = requested;
      requested = open;
      // The database reads the next part while this thread evaluates the current one.
      reading = handledLater(this.reader.read(requested));
      this.settle(completed);
      open = this.evaluate(part);
    }
    this.settle(requested);
    await this.reader.read(open);
    this.settle(open);
    return {
      transitions: [...this.transitions.values()].flatMap((to) => [...to.values()]),
      flips: await explainFlips(this.reader.sql, this.flips.inOrder(), draft, this.rules, asOf),
    };
  }

  /** Counts the accounts of a part whose subscriptions decide their type; returns the others. */
  private evaluate(part: Part): OpenPart {
    const open: OpenPart = { part, byContacts: [], tallies: [], left: [] };
    for (const account of part.values()) {
      const found = this.whatIf.bySubscriptions(historyOf(account, this.rules.zone));
      if (typeof found === 'string') this.count(account, found);
      else if (found !== null) {
        open.byContacts.push(account);
        open.tallies.push(found);
      } else if (account.now === 'PROSPECT' || account.now.startsWith('FORMER_')) {
        // Nothing was in force before either, so the type stays the same.
        this.count(account, account.now);
      } else open.left.push(account);
    }
    return open;
  }

  /** Counts the accounts whose missing data has been read. */
  private settle(open: OpenPart | null): void {
    open?.byContacts.forEach((account, i) =>
      this.count(account, this.whatIf.byContacts(historyOf(account, this.rules.zone), open.tallies[i]!)),
    );
    open?.left.forEach((account) => this.count(account, typeLeftBehind(account.last ?? 'PROSPECT')));
  }

  private count(account: PartAccount, to: RelationshipType): void {
    const { key, now: from, mrrMinor, currencyCode } = account;
    const transition = this.transitionOf(from, to);
    transition.accounts++;
    add(transition.mrr, currencyCode, mrrMinor);
    if (account.isPaying) addPaying(transition, account);
    if (from !== to) this.flips.add({ key, from, to, mrrMinor: this.converted(mrrMinor, currencyCode) });
  }

  private converted(minor: number, currencyCode: string): number {
    if (currencyCode === '' || minor === 0) return minor;
    const { n, d } = this.task.factors.get(currencyCode)!;
    return roundHalfEven(new Fraction(n, d).mul(minor));
  }

  private transitionOf(from: RelationshipType, to: RelationshipType): Transition {
    let ofFrom = this.transitions.get(from);
    if (!ofFrom) this.transitions.set(from, (ofFrom = new Map<RelationshipType, Transition>()));
    let transition = ofFrom.get(to);
    if (!transition) ofFrom.set(to, (transition = newTransition(from, to)));
    return transition;
  }
}

const newTransition = (from: RelationshipType, to: RelationshipType): Transition => ({
  from,
  to,
  accounts: 0,
  mrr: new Map(),
  paying: { accounts: 0, mrr: new Map(), kept: 0, keptMrr: new Map() },
});

function add(amounts: AmountsByCurrency, currencyCode: string, minor: number): void {
  amounts.set(currencyCode, (amounts.get(currencyCode) ?? 0) + minor);
}

function addPaying(
  { paying }: Transition,
  { mrrMinor, currencyCode, isKept, keptMrrMinor, keptCurrencyCode }: PartAccount,
): void {
  paying.accounts++;
  add(paying.mrr, currencyCode, mrrMinor);
  if (!isKept) return;
  paying.kept++;
  add(paying.keptMrr, keptCurrencyCode!, keptMrrMinor!);
}

/** Prevents an unhandled rejection of a promise that is never awaited if something else fails first. */
function handledLater<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}
