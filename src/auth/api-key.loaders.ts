import type { RequestContext } from '../graphql/context.js';
import { loaderById } from '../graphql/loader.js';
import { selectApiKeys, selectApiKeysById } from './api-key.sql.js';
import { ApiKey } from './api-key.type.js';

export const apiKeyById = loaderById(selectApiKeysById, (row) => new ApiKey(row));

export const allApiKeys = async ({ scope }: RequestContext): Promise<ApiKey[]> =>
  (await scope.run(selectApiKeys)).map((row) => new ApiKey(row));
