import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../graphql/context.js';
import { currencyOf, type Currency } from '../graphql/money.js';
import type { Eventually } from '../graphql/when-known.js';
import { selectWorkspace } from './workspace.sql.js';
import { Workspace } from './workspace.type.js';

export const currentWorkspace = async ({ scope }: RequestContext): Promise<Workspace> => {
  const [row] = await scope.run(selectWorkspace);
  return new Workspace(row!);
};

/** By workspace; none ever changes its currency. */
const currencies = new LRUCache<string, Currency>({ max: 10_000 });

export const currency = (context: RequestContext): Eventually<Currency> => {
  const { workspaceId } = context.scope;
  return (
    currencies.get(workspaceId) ??
    context.the(currentWorkspace).then(({ currencyCode }) => {
      const money = currencyOf(currencyCode);
      currencies.set(workspaceId, money);
      return money;
    })
  );
};
