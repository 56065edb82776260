import type { DataSource } from 'typeorm';

/**
 * Fails unless every type change of each account of a workspace was announced exactly once: each starts from the type
 * to which the previous one led, and the last one leads to the current type, unless that may not be announced yet.
 */
export async function expectEachTurnAnnouncedOnce(operator: DataSource, workspaceId: string): Promise<void> {
  const changes = await operator.query<{ accountId: string; previousType: string; type: string }[]>(
    `SELECT account_id AS "accountId", previous_type AS "previousType", type FROM relationship_change
     WHERE workspace_id = $1 ORDER BY announced_at, id`,
    [workspaceId],
  );
  const last = new Map<string, string>();
  for (const { accountId, previousType, type } of changes) {
    expect({ accountId, previousType }).toEqual({ accountId, previousType: last.get(accountId) ?? 'PROSPECT' });
    expect(type).not.toBe(previousType);
    last.set(accountId, type);
  }
  const nows = await operator.query<{ accountId: string; type: string }[]>(
    `SELECT account_id AS "accountId", type FROM account_now WHERE workspace_id = $1 AND announce_at IS NULL`,
    [workspaceId],
  );
  expect(nows.map(({ accountId }) => ({ accountId, type: last.get(accountId) ?? 'PROSPECT' }))).toEqual(nows);
}
