import type { DataSource } from 'typeorm';
import { decodeId } from '../../src/graphql/ids.js';
import type { TestWorkspace } from '../support/server.js';

interface Page {
  relationshipChanges: { nodes: { id: string }[]; pageInfo: { startCursor: string | null } };
}

/** Somebody who follows what is announced in a workspace, as the API says that it is done. */
export class Poller {
  readonly #seen: string[] = [];
  #cursor: string | null = null;

  constructor(private readonly workspace: TestWorkspace) {}

  /** Reads on to the newest. */
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

  /** Fails unless it saw each announcement that is there, once and in their order. Some that it saw are deleted. */
  async expectToHaveSeenAll(operator: DataSource): Promise<void> {
    const rows = await operator.query<{ id: string }[]>(
      'SELECT id FROM relationship_change WHERE workspace_id = $1 ORDER BY announced_at, id',
      [this.workspace.id],
    );
    const there = rows.map(({ id }) => id);
    expect(new Set(this.#seen).size).toBe(this.#seen.length);
    expect(this.#seen.filter((id) => there.includes(id))).toEqual(there);
  }
}
