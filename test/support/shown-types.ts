import type { TestWorkspace } from './server.js';

/** The current relationship type of each account, by its external id, as the API shows it. */
export async function shownTypes(workspace: TestWorkspace): Promise<Record<string, string>> {
  const { data, errors } = await workspace.ask(
    '{ accounts(first: 100) { nodes { externalId relationship { type } } } }',
  );
  expect(errors).toBeUndefined();
  const { nodes } = (data as { accounts: { nodes: { externalId: string; relationship: { type: string } }[] } })
    .accounts;
  return Object.fromEntries(nodes.map(({ externalId, relationship }) => [externalId, relationship.type]));
}
