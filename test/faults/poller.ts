import type { DataSource } from 'typeorm';
import { decodeId } from '../../src/graphql/ids.js';
import type { TestWorkspace } from '../support/server.js';

interface Page {
  relationshipChanges: { nodes: { id: string }[]; pageInfo: { startCursor: string | null } };
}

/** Polls the relationship changes of a workspace in the way that the API documents. */
export class Poller {
  readonly #seen: string[] = [];
  #cursor: string | null = null;

  constructor(private readonly workspace: TestWorkspace) {}

  /** Reads up to the newest change. */
  async poll(): Promise<void> {
    for (;;) {
      const { data } = await this.workspace.ask(
        'query ($before: String) { relationshipChanges(last: 100, before: $before) { nodes { id } pageInfo { startCursor } } }',
        { before: this.#cursor },
      );
      const { nodes, pageInfo } = (data as Page).relationshipChanges;
      if (nodes.length === 0) return;
      this.#seen.push(...nodes.toReversed().map(({ id }) => decodeId('RelationshipChange', id)!));
      this.#cursor = pageInfo.startCursor;
    }
  }

  /** Fails unless the poller has seen each stored change once and in order. Changes deleted since are ignored. */
  async expectToHaveSeenAll(operator: DataSource): Promise<void> {
    const rows = await operator.query<{ id: string }[]>(
      'SELECT id FROM relationship_change WHERE workspace_id = $1 ORDER BY announced_at, id',
      [this.workspace.id],
    );
    const stored = rows.map(({ id }) => id);
    expect(new Set(this.#seen).size).toBe(this.#seen.length);
    expect(this.#seen.filter((id) => stored.includes(id))).toEqual(stored);
  }
}
