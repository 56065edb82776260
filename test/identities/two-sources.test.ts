import fc from 'fast-check';
import { importRecords, mutate, type Given } from '../support/records.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';

const SOURCES = ['stripe', 'hubspot'] as const;
type Named = { externalId: string | null; identities: { source: string; externalId: string }[] };
type Result = 'created' | 'updated' | 'unchanged' | 'refused';

const textOf = ({ source, externalId }: Named['identities'][number]): string => `${source} ${externalId}`;

/** The naive definition: an input changes the only account that it identifies, or creates an account. */
class NaiveAccounts {
  readonly all: { externalId: string | null; identities: Set<string> }[] = [];

  record({ externalId, identities }: Named): Result {
    const texts = identities.map(textOf);
    const byExternalId = this.all.find((one) => externalId !== null && one.externalId === externalId);
    const byIdentity = this.all.filter((one) => texts.some((text) => one.identities.has(text)));
    const found = new Set([...(byExternalId ? [byExternalId] : []), ...byIdentity]);
    if (found.size > 1) return 'refused';
    const [account] = found;
    if (!account) {
      this.all.push({ externalId, identities: new Set(texts) });
      return 'created';
    }
    if (externalId !== null && account.externalId !== null && account.externalId !== externalId) return 'refused';
    const before = JSON.stringify([account.externalId, account.identities.size]);
    account.externalId ??= externalId;
    for (const text of texts) account.identities.add(text);
    return JSON.stringify([account.externalId, account.identities.size]) === before ? 'unchanged' : 'updated';
  }

  get shown(): string[] {
    return this.all.map((one) => `${one.externalId}: ${[...one.identities].toSorted().join(', ')}`).toSorted();
  }
}

describe('accounts that two sources and the workspace write', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  /** Sends an input in an import, or else in an upsert, which does not distinguish whether anything changed. */
  async function send(input: Named, isImport: boolean): Promise<Result> {
    if (!isImport) {
      const { userErrors } = await mutate(workspace, 'accountUpsert', {
        name: 'A',
        ...input,
        externalId: input.externalId ?? undefined,
      });
      return userErrors.length > 0 ? 'refused' : 'updated';
    }
    const answer = await importRecords(workspace, { accounts: [{ name: 'A', ...input }] });
    const results: Result[] = ['created', 'updated', 'unchanged', 'refused'];
    return results.find((result) => answer[result] === 1)!;
  }

  const shown = async (): Promise<string[]> => {
    const { data } = await workspace.ask('{ accounts { nodes { externalId identities { source externalId } } } }');
    return (data as { accounts: { nodes: (Given & Named)[] } }).accounts.nodes
      .map((one) => `${one.externalId}: ${one.identities.map(textOf).toSorted().join(', ')}`)
      .toSorted();
  };

  it('are the same as by a naive definition, for random sequences of imports and upserts', async () => {
    const identity = fc.record({ source: fc.constantFrom(...SOURCES), externalId: fc.constantFrom('1', '2', '3') });
    const input = fc
      .record({
        externalId: fc.option(fc.constantFrom('a', 'b', 'c')),
        identities: fc.uniqueArray(identity, { maxLength: 2, selector: textOf }),
      })
      .filter(({ externalId, identities }) => externalId !== null || identities.length > 0);
    const sequence = fc.array(fc.tuple(input, fc.boolean()), { minLength: 5, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(sequence, async (inputs) => {
        workspace = await server.addWorkspace();
        const naive = new NaiveAccounts();
        for (const [one, isImport] of inputs) {
          const expected = naive.record(one);
          const result = await send(one, isImport);
          expect(result === 'refused').toBe(expected === 'refused');
          if (isImport) expect(result).toBe(expected);
        }
        expect(await shown()).toEqual(naive.shown);
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
