import type { DataSource } from 'typeorm';

/** Asks as the server does where it has entered no workspace: a connection of the pool may have entered one before. */
export const queryInNoWorkspace = (served: DataSource, sql: string): Promise<unknown> =>
  served.transaction(async (manager) => {
    await manager.query('RESET clientele.workspace');
    return manager.query(sql);
  });
