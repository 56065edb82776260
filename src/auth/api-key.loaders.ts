import DataLoader from 'dataloader';
import { indexBy } from '../database/grouping.js';
import type { RequestContext } from '../graphql/context.js';
import { selectApiKeys, selectApiKeysById } from './api-key.sql.js';
import { ApiKey } from './api-key.type.js';

export const apiKeyById = ({ scope }: RequestContext): DataLoader<string, ApiKey | null> =>
  new DataLoader(async (ids) => {
    const rows = indexBy(await scope.run(selectApiKeysById, ids), ({ id }) => id);
    return ids.map((id) => {
      const row = rows.get(id);
      return row ? new ApiKey(row) : null;
    });
  });

export const allApiKeys = async ({ scope }: RequestContext): Promise<ApiKey[]> =>
  (await scope.run(selectApiKeys)).map((row) => new ApiKey(row));
