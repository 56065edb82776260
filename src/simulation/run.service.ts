import type { Client } from 'pg';
import type { Instant } from '../classification/calendar.js';
import type { Policy } from '../classification/policy.js';
import type { Steps } from '../classification/steps.js';
import type { RelationshipType, Rules } from '../classification/timeline.js';
import { typeLeftBehind, WhatIf, type Tally } from '../classification/what-if.js';
import { explainFlips, LargestFlips, type Flip } from './flips.service.js';
import { historyOf, PartReader, type OpenAccounts, type Part, type PartAccount } from './part.service.js';

/** What is to be simulated. It travels to another thread: data alone. */
export interface SimulationTask {
  workspaceId: string;
  /** Holds from `asOf` on, as a version above all others. */
  draft: Policy;
  asOf: Instant;
  topRank: Steps<number>;
  minorPerMajor: number;
  /** How many of the accounts that turn to name, with evidence. */
  flips: number;
  /** Accounts in one part of the base: one part is looked at while the next one is read. */
  partSize: number;
  /** When to look again who of those that pay still does; not unless given. */
  keptUntil?: Instant;
}

/** Accounts that are `from` now and `to` under the draft; the same where nothing changes. */
export interface Transition {
  from: RelationshipType;
  to: RelationshipType;
  accounts: number;
  mrrMinor: number;
  /** Of them, those that pay, and what became of that by `keptUntil`; nought unless that was asked for. */
  paying: { accounts: number; mrrMinor: number; kept: number; keptMrrMinor: number };
}

export interface SimulationOutcome {
  transitions: Transition[];
  /** Largest revenue first, then by id. */
  flips: Flip[];
}

/** Simulates over the whole base, in the snapshot of the connection's transaction. */
export const runSimulation = (client: Client, task: SimulationTask): Promise<SimulationOutcome> =>
  new Simulation(client, task).run();

/** Accounts of a part of which more has to be read, and what is known of those that contacts decide. */
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
    const { draft, asOf, workspaceId, topRank, minorPerMajor, flips, partSize, keptUntil } = task;
    this.rules = { policies: [draft], topRank, minorPerMajor };
    this.whatIf = new WhatIf(draft, this.rules, asOf);
    this.reader = new PartReader(client, workspaceId, this.whatIf, partSize, keptUntil);
    this.flips = new LargestFlips(flips);
  }

  async run(): Promise<SimulationOutcome> {
    const { draft, asOf } = this.task;
    let reading = this.reader.read(null);
    /** What is still to be read more of, and what is being read. */
    let open: OpenPart | null = null;
    let asked: OpenPart | null = null;
    for (let part = await reading; part; part = await reading) {
      const answered: OpenPart | null = asked;
      asked = open;
      // The database reads on while this thread looks at what it has.
      reading = handledLater(this.reader.read(asked));
      this.settle(answered);
      open = this.look(part);
    }
    this.settle(asked);
    await this.reader.read(open);
    this.settle(open);
    return {
      transitions: [...this.transitions.values()].flatMap((to) => [...to.values()]),
      flips: await explainFlips(this.reader.sql, this.flips.inOrder(), draft, this.rules, asOf),
    };
  }

  /** Counts the accounts of a part that their subscriptions settle; answers the others. */
  private look(part: Part): OpenPart {
    const open: OpenPart = { part, byContacts: [], tallies: [], left: [] };
    for (const account of part.values()) {
      const found = this.whatIf.bySubscriptions(historyOf(account));
      if (typeof found === 'string') this.count(account, found);
      else if (found !== null) {
        open.byContacts.push(account);
        open.tallies.push(found);
      } else if (account.now === 'PROSPECT' || account.now.startsWith('FORMER_')) {
        // Nothing held it before either, so that this is what it left behind.
        this.count(account, account.now);
      } else open.left.push(account);
    }
    return open;
  }

  /** Counts the accounts that what was read of them since then settles. */
  private settle(open: OpenPart | null): void {
    open?.byContacts.forEach((account, i) =>
      this.count(account, this.whatIf.byContacts(historyOf(account), open.tallies[i]!)),
    );
    open?.left.forEach((account) => this.count(account, typeLeftBehind(account.last ?? 'PROSPECT')));
  }

  private count(account: PartAccount, to: RelationshipType): void {
    const { key, now: from, mrrMinor } = account;
    const transition = this.transitionOf(from, to);
    transition.accounts++;
    transition.mrrMinor += mrrMinor;
    if (account.isPaying) addPaying(transition, account);
    if (from !== to) this.flips.add({ key, from, to, mrrMinor });
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
  mrrMinor: 0,
  paying: { accounts: 0, mrrMinor: 0, kept: 0, keptMrrMinor: 0 },
});

function addPaying({ paying }: Transition, { mrrMinor, isKept, keptMrrMinor }: PartAccount): void {
  paying.accounts++;
  paying.mrrMinor += mrrMinor;
  if (!isKept) return;
  paying.kept++;
  paying.keptMrrMinor += keptMrrMinor!;
}

/** A promise that is awaited after others: should one of those fail, nobody asks for this one any more. */
function handledLater<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}
