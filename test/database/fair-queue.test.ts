import fc from 'fast-check';
import { FairQueue } from '../../src/database/fair-queue.js';

/** Enters tasks and records the order in which they start. */
class Recorder {
  readonly started: string[] = [];
  readonly leave = new Map<string, () => void>();
  readonly giveUp = new Map<string, () => void>();

  constructor(readonly queue: FairQueue) {}

  enter(task: string, names: readonly string[], weight?: number): void {
    const start = (leave: () => void): void => {
      this.started.push(task);
      this.leave.set(task, leave);
    };
    this.giveUp.set(task, this.queue.enter(names, start, weight));
  }
}

const queueOf = (total: number, ...shares: number[]): Recorder => new Recorder(new FairQueue({ total, shares }));

describe('A fair queue', () => {
  it('starts the first task of a party before the second of another that came earlier', () => {
    const recorder = queueOf(1, Infinity);
    for (const task of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) recorder.enter(task, [task[0]!]);
    for (const task of ['a1', 'b1', 'c1', 'a2', 'b2']) recorder.leave.get(task)!();
    expect(recorder.started).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('shares the turns of a workspace among its keys', () => {
    const recorder = queueOf(1, Infinity, Infinity);
    for (const task of ['x1', 'x2', 'x3', 'y1']) recorder.enter(task, ['workspace', task[0]!]);
    for (const task of ['x1', 'y1', 'x2']) recorder.leave.get(task)!();
    expect(recorder.started).toEqual(['x1', 'y1', 'x2', 'x3']);
  });

  it('gives up a place once, and counts a task that left twice once', () => {
    const recorder = queueOf(1, 1);
    for (const task of ['a1', 'a2', 'a3', 'a4']) recorder.enter(task, ['a']);
    recorder.giveUp.get('a2')!();
    recorder.giveUp.get('a2')!();
    recorder.giveUp.get('a1')!();
    recorder.leave.get('a1')!();
    recorder.leave.get('a1')!();
    expect([recorder.started, recorder.queue.waitingOf('a')]).toEqual([['a1', 'a3'], 1]);
  });

  it('never exceeds its capacity or a share, never leaves capacity unused, and starts every task', () => {
    const task = fc.record({ workspace: fc.integer({ max: 3, min: 0 }), key: fc.integer({ max: 2, min: 0 }) });
    const property = fc.property(fc.array(task, { maxLength: 60 }), fc.infiniteStream(fc.nat()), (tasks, draws) => {
      const recorder = queueOf(4, 3, 2);
      const namesOf = ({ workspace, key }: (typeof tasks)[number]): string[] => [`${workspace}`, `${workspace} ${key}`];
      const running = (): number[] =>
        recorder.started.map(Number).filter((number) => recorder.leave.has(String(number)));
      const count = (names: string[], level: number): number =>
        running().filter((number) => namesOf(tasks[number]!)[level] === names[level]).length;
      const check = (entered: number): void => {
        expect(running().length).toBeLessThanOrEqual(4);
        for (const [number, each] of tasks.entries()) {
          const names = namesOf(each);
          expect(count(names, 0)).toBeLessThanOrEqual(3);
          expect(count(names, 1)).toBeLessThanOrEqual(2);
          const isWaiting = number < entered && !recorder.started.includes(String(number));
          if (isWaiting && running().length < 4) expect(count(names, 0) === 3 || count(names, 1) === 2).toBe(true);
        }
      };
      for (const [number, each] of tasks.entries()) {
        recorder.enter(String(number), namesOf(each));
        check(number + 1);
      }
      for (const draw of draws) {
        const now = running();
        if (now.length === 0) break;
        const task = String(now[draw % now.length]);
        const leave = recorder.leave.get(task)!;
        recorder.leave.delete(task);
        leave();
        check(tasks.length);
      }
      expect(recorder.started).toHaveLength(tasks.length);
      for (const each of tasks) expect(recorder.queue.isShareUsed(namesOf(each))).toBe(false);
    });
    fc.assert(property, { numRuns: 100 });
  });
});
