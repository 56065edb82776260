import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { inGroups, type KeyedRow } from '../../../../src/cli/import/csv/grouping.js';

async function* yielding(rows: readonly KeyedRow[]): AsyncGenerator<KeyedRow> {
  yield* await Promise.resolve(rows);
}

// A folder of its own, because other test files import at the same time.
const { TMPDIR } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'clientele-grouping-'));
beforeAll(() => (process.env.TMPDIR = folder));
afterAll(() => {
  process.env.TMPDIR = TMPDIR;
  rmSync(folder, { recursive: true });
});

const spools = (): string[] => readdirSync(folder);

describe('the rows of a subscription', () => {
  it('come together from anywhere in the file, in memory and over temporary files, which are removed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'é,"\n', 'd')),
        fc.constantFrom(1, 5, 1_000),
        async (keys, partBytes) => {
          const rows = keys.map((key, line) => ({ key, line, cells: [key, String(line)] }));
          const groups: KeyedRow[][] = [];
          const options = { isSorted: false, size: rows.length, partBytes };
          for await (const group of inGroups(yielding(rows), options)) groups.push(group);
          const byKey = (key: string) => rows.filter((row) => row.key === key);
          expect(groups.toSorted((one, other) => (one[0]!.key < other[0]!.key ? -1 : 1))).toEqual(
            [...new Set(keys)].toSorted().map(byKey),
          );
        },
      ),
      { numRuns: 40 },
    );
    expect(spools()).toEqual([]);
  });

  it('come together one subscription after the other if the file is sorted', async () => {
    const rows = ['a', 'a', 'b'].map((key, line) => ({ key, line, cells: [] }));
    const groups: KeyedRow[][] = [];
    for await (const group of inGroups(yielding(rows), { isSorted: true, size: 1e12 })) groups.push(group);
    expect(groups.map((group) => group.map(({ line }) => line))).toEqual([[0, 1], [2]]);
  });

  it('leave no temporary files behind if the import stops in the middle', async () => {
    const rows = ['a', 'b', 'a'].map((key, line) => ({ key, line, cells: [] }));
    for await (const _ of inGroups(yielding(rows), { isSorted: false, size: 3, partBytes: 1 })) break;
    expect(spools()).toEqual([]);
  });
});
