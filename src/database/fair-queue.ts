import type { Caller } from './cancellation.js';

/** How much may be in progress at once. */
export interface Capacity {
  /** In total. The next task starts while less than this is in progress. */
  readonly total: number;
  /** For each party of a task, in the order in which `enter` names them, for example its workspace, then its key. */
  readonly shares: readonly number[];
}

/** What one party has in progress. */
interface Party {
  inProgress: number;
  waiting: number;
  /** The number of the task that was started last, in order of start. */
  lastStarted: number;
}

interface Task {
  readonly names: readonly string[];
  readonly parties: readonly Party[];
  readonly weight: number;
  readonly start: (leave: () => void) => void;
}

/**
 * Bounds what is in progress, in total and for each party, and shares it fairly: of the tasks that wait, the next one is that
 * of the party with the least in progress, of equal ones that whose last task started longest ago. So a party that sends a
 * hundred tasks delays the first task of another by one task, not by a hundred.
 */
export class FairQueue {
  private readonly parties = new Map<string, Party>();
  private readonly waiting: Task[] = [];
  private inProgress = 0;
  private started = 0;

  constructor(private readonly capacity: Capacity) {}

  /**
   * Calls `start` when it is the task's turn, now or later. The task is in progress until `leave` is called. Returns a
   * function that gives up the place in the queue, without effect once the task has started.
   */
  enter(names: readonly string[], start: Task['start'], weight = 1): () => void {
    const task = { names, parties: names.map((name) => this.party(name)), weight, start };
    for (const party of task.parties) party.waiting++;
    this.waiting.push(task);
    this.startNext();
    return () => {
      if (this.remove(task)) this.forgetIdle(task);
    };
  }

  /**
   * Waits for the turn of a caller's task, for a limited time and while the caller does. Returns the function that ends the
   * task; null if the wait is over.
   */
  turnOf(names: readonly string[], caller: Caller, waitMs: number): Promise<(() => void) | null> {
    const leave = this.waiting.length === 0 ? this.tryEnter(names) : null;
    if (leave) return Promise.resolve(leave);
    return new Promise((resolve) => {
      const stopWaiting = (leave: (() => void) | null): void => {
        clearTimeout(timer);
        caller.off('disconnect', giveUp);
        resolve(leave);
      };
      const giveUp = (): void => {
        giveUpPlace();
        stopWaiting(null);
      };
      const timer = setTimeout(giveUp, waitMs);
      caller.once('disconnect', giveUp);
      const giveUpPlace = this.enter(names, stopWaiting);
    });
  }

  /** Returns the function that ends the task if the task may start now; null if it would have to wait. */
  tryEnter(names: readonly string[]): (() => void) | null {
    // What waits could not start either, so it is not overtaken.
    if (this.inProgress >= this.capacity.total || this.isShareUsed(names)) return null;
    let leaving: (() => void) | null = null;
    this.start({
      names,
      parties: names.map((name) => this.party(name)),
      weight: 1,
      start: (leave) => (leaving = leave),
    });
    return leaving;
  }

  /** Tells whether one of the parties has its whole share in progress, so that a further task of it would wait for its own. */
  isShareUsed(names: readonly string[]): boolean {
    return names.some((name, i) => (this.parties.get(name)?.inProgress ?? 0) >= this.capacity.shares[i]!);
  }

  /** Returns how many tasks of a party wait. */
  waitingOf(name: string): number {
    return this.parties.get(name)?.waiting ?? 0;
  }

  private party(name: string): Party {
    const party = this.parties.get(name) ?? { inProgress: 0, waiting: 0, lastStarted: 0 };
    this.parties.set(name, party);
    return party;
  }

  private startNext(): void {
    while (this.inProgress < this.capacity.total) {
      const next = this.next();
      if (!next) return;
      this.remove(next);
      this.start(next);
    }
  }

  private next(): Task | undefined {
    const { shares } = this.capacity;
    let next: Task | undefined;
    for (const task of this.waiting) {
      if (task.parties.some(({ inProgress }, i) => inProgress >= shares[i]!)) continue;
      if (!next || comesBefore(task, next)) next = task;
    }
    return next;
  }

  private start(task: Task): void {
    const { parties, weight } = task;
    this.started++;
    this.inProgress += weight;
    for (const party of parties) {
      party.inProgress += weight;
      party.lastStarted = this.started;
    }
    let hasLeft = false;
    task.start(() => {
      if (hasLeft) return;
      hasLeft = true;
      this.inProgress -= weight;
      for (const party of parties) party.inProgress -= weight;
      this.startNext();
      this.forgetIdle(task);
    });
  }

  /** Takes a task out of the queue; tells whether it was in it. */
  private remove(task: Task): boolean {
    const place = this.waiting.indexOf(task);
    if (place < 0) return false;
    this.waiting.splice(place, 1);
    for (const party of task.parties) party.waiting--;
    return true;
  }

  private forgetIdle({ names, parties }: Task): void {
    names.forEach((name, i) => {
      const { inProgress, waiting } = parties[i]!;
      if (inProgress === 0 && waiting === 0) this.parties.delete(name);
    });
  }
}

function comesBefore(one: Task, other: Task): boolean {
  for (const [i, party] of one.parties.entries()) {
    const difference =
      party.inProgress - other.parties[i]!.inProgress || party.lastStarted - other.parties[i]!.lastStarted;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
