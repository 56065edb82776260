import type { DataSource } from 'typeorm';

/** Queries like a server that has not entered a workspace; a pooled connection may have entered one earlier. */
export const queryInNoWorkspace = (served: DataSource, sql: string): Promise<unknown> =>
  served.transaction(async (manager) => {
    await manager.query('RESET clientele.workspace');
    return manager.query(sql);
  });
