import type { Client } from 'pg';
import type { Instant } from '../classification/calendar.js';
import type { Policy } from '../classification/policy.js';
import type { Steps } from '../classification/steps.js';
import type { RelationshipType, Rules } from '../classification/timeline.js';
import { typeLeftBehind, WhatIf, type Tally } from '../classification/what-if.js';
import { uuidsOfKeys } from '../database/copy.js';
import { toTimestamp } from '../database/instants.js';
import { explainFlips, LargestFlips, type Flip } from './simulation-flips.service.js';
import { historyOf, PartReader, type Part, type PartAccount } from './simulation-part.service.js';
import { selectLastTypes } from './simulation.sql.js';

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
}

/** Accounts that are `from` now and `to` under the draft; the same where nothing changes. */
export interface Transition {
  from: RelationshipType;
  to: RelationshipType;
  accounts: number;
  mrrMinor: number;
}

export interface SimulationOutcome {
  transitions: Transition[];
  /** Largest revenue first, then by id. */
  flips: Flip[];
}

/** Simulates over the whole base, in the snapshot of the connection's transaction. */
export const runSimulation = (client: Client, task: SimulationTask): Promise<SimulationOutcome> =>
  new Simulation(client, task).run();

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
    const { draft, asOf, workspaceId, topRank, minorPerMajor, flips } = task;
    this.rules = { policies: [draft], topRank, minorPerMajor };
    this.whatIf = new WhatIf(draft, this.rules, asOf);
    this.reader = new PartReader(client, workspaceId, asOf, this.whatIf.purchasesAfter);
    this.flips = new LargestFlips(flips);
  }

  async run(): Promise<SimulationOutcome> {
    const { draft, asOf } = this.task;
    let settling: Promise<void> = Promise.resolve();
    let reading = this.reader.nextPart();
    for (let part = await reading; part; part = await reading) {
      // The database reads on while this thread looks at what it has.
      reading = handledLater(this.reader.nextPart());
      const before = settling;
      settling = handledLater(this.settle(part));
      await before;
    }
    await settling;
    return {
      transitions: [...this.transitions.values()].flatMap((to) => [...to.values()]),
      flips: await explainFlips(this.reader.sql, this.flips.inOrder(), draft, this.rules, asOf),
    };
  }

  /** Looks at what was read of a part, then reads what else its accounts need, and looks at that. */
  private async settle(part: Part): Promise<void> {
    const left: PartAccount[] = [];
    const open: PartAccount[] = [];
    const tallies: Tally[] = [];
    for (const account of part.values()) {
      const found = this.whatIf.bySubscriptions(historyOf(account));
      if (found === null) left.push(account);
      else if (typeof found === 'string') this.count(account, found);
      else {
        open.push(account);
        tallies.push(found);
      }
    }
    await Promise.all([this.settleLeft(left), this.settleOpen(part, open, tallies)]);
  }

  /** Accounts that nothing holds are what they left behind before. */
  private async settleLeft(left: readonly PartAccount[]): Promise<void> {
    const isSettled = ({ now }: PartAccount): boolean => now === 'PROSPECT' || now.startsWith('FORMER_');
    for (const account of left) if (isSettled(account)) this.count(account, account.now);
    const others = left.filter((account) => !isSettled(account));
    if (others.length === 0) return;
    const ids = uuidsOfKeys(others.map(({ key }) => key));
    const rows = await this.reader.sql.run(selectLastTypes, ids, toTimestamp(this.task.asOf));
    const lastTypes = new Map(rows.map(({ accountId, type }) => [accountId.replaceAll('-', ''), type]));
    others.forEach((account, i) => this.count(account, typeLeftBehind(lastTypes.get(ids[i]!) ?? 'PROSPECT')));
  }

  /** Of accounts that their subscriptions leave open the contacts decide. */
  private async settleOpen(part: Part, open: readonly PartAccount[], tallies: readonly Tally[]): Promise<void> {
    if (open.length === 0) return;
    await this.reader.readContacts(part, open, this.whatIf.contactsAfter);
    open.forEach((account, i) => this.count(account, this.whatIf.byContacts(historyOf(account), tallies[i]!)));
  }

  private count({ key, now: from, mrrMinor }: PartAccount, to: RelationshipType): void {
    const transition = this.transitionOf(from, to);
    transition.accounts++;
    transition.mrrMinor += mrrMinor;
    if (from !== to) this.flips.add({ key, from, to, mrrMinor });
  }

  private transitionOf(from: RelationshipType, to: RelationshipType): Transition {
    let ofFrom = this.transitions.get(from);
    if (!ofFrom) this.transitions.set(from, (ofFrom = new Map<RelationshipType, Transition>()));
    let transition = ofFrom.get(to);
    if (!transition) ofFrom.set(to, (transition = { from, to, accounts: 0, mrrMinor: 0 }));
    return transition;
  }
}

/** A promise that is awaited after others: should one of those fail, nobody asks for this one any more. */
function handledLater<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}
