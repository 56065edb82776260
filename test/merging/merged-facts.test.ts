/** Compares an account into which others were merged with an account for which everything was recorded from the beginning. */
import { checkWorkspace } from '../../src/derivation/rebuild.service.js';
import { drawAccounts } from '../faults/drawn-base.js';
import { expectEachTurnAnnouncedOnce } from '../support/announced.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { mutated, record, type Given, type ImportRecords } from '../support/records.js';
import { NOW, startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { Draw } from '../support/trials.js';

const CUSTOMERS = 8;
/** The accounts of each customer. The last one remains. */
const PARTS = ['old', 'older', 'kept'];
const nameOf = (customer: number, part: string): string => `${customer} ${part}`;
const keptNameOf = (name: string): string => name.replace(/ .*/, ' kept');

const YEARS = 'from: "2023-01-01", to: "2027-12-31"';
const ACCOUNTS = `{
  accounts(first: 20) { nodes {
    externalId monthlyRecurringRevenue { amount }
    relationship { type since score summary nextChange { type from }
      evidence { observed met summary changesAt criterion { fact { name } } } }
    relationshipPeriods { type from to }
    subscriptions(first: 10) { nodes { externalId status startedAt endsAt currentTermEndsAt } }
    interactions(first: 10) { nodes { externalId kind occurredAt } }
    nextRenewal { at subscription { externalId } }
  } }
}`;
const FIGURES = `{
  renewals(${YEARS}, first: 100) { nodes { at outcome account { externalId } subscription { externalId } } }
  revenueMovements(${YEARS}) { from new { amount } expansion { amount } contraction { amount } churn { amount }
    reactivation { amount } pause { amount } resume { amount } end { amount } }
  retention(${YEARS}) { accounts netRevenueRetention grossRevenueRetention logoChurn }
  clientBase { accounts customers fallingClients upsellCandidates counts { type accounts } effort { type } }
  worklist(first: 50) { nodes { kind reason due account { externalId } } }
}`;

/** Returns the same records with every account replaced by the one that remains. */
const asOneEach = ({ accounts, subscriptions, interactions, ...others }: ImportRecords): ImportRecords => {
  const ofKept = (given: Given): Given => ({
    ...given,
    accountExternalId: keptNameOf(given.accountExternalId as string),
  });
  return {
    ...others,
    accounts: accounts!.filter(({ externalId }) => keptNameOf(externalId as string) === externalId),
    subscriptions: subscriptions!.map(ofKept),
    interactions: interactions!.map(ofKept),
  };
};

describe('an account into which others were merged', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const figuresOf = async (workspace: TestWorkspace): Promise<unknown> => {
    const answers = await Promise.all([ACCOUNTS, FIGURES].map((query) => workspace.ask(query)));
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    return answers.map(({ data }) => data as unknown);
  };

  it.each([1, 2])(
    'has the same history as if all facts had been imported for it, in random client base %i',
    async (seed) => {
      const draw = new Draw(seed);
      const names = Array.from({ length: CUSTOMERS }, (_, i) => PARTS.map((part) => nameOf(i, part))).flat();
      const records = drawAccounts(draw, NOW, names);
      const [merged, imported] = [await server.addWorkspace(), await server.addWorkspace()];
      await record(imported, asOneEach(records));
      await record(merged, records);

      for (let customer = 0; customer < CUSTOMERS; customer++) {
        const [old, older, kept] = PARTS.map((part) => ({ externalId: nameOf(customer, part) }));
        const merges = draw.one([
          [
            [old, kept],
            [older, kept],
          ],
          [
            [older, kept],
            [old, kept],
          ],
          [
            [old, older],
            [older, kept],
          ],
        ]);
        for (const [from, into] of merges) await mutated(merged, 'accountMerge', { from, into });
      }

      expect(await figuresOf(merged)).toEqual(await figuresOf(imported));
      await expectDerivedTablesToEqualRebuild(server.database.dataSource, merged.id);
      expect((await checkWorkspace(merged.scope(), () => undefined)).differences).toEqual([]);
      await expectEachTurnAnnouncedOnce(server.database.dataSource, merged.id);
    },
  );
});
