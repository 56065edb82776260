import type { RequestContext } from '../graphql/context.js';
import type { Currency } from '../graphql/money.js';
import type { Eventually } from '../graphql/when-known.js';
import { loadCurrency } from './workspace.service.js';
import { selectWorkspace } from './workspace.sql.js';
import { Workspace } from './workspace.type.js';

export const currentWorkspace = async ({ scope }: RequestContext): Promise<Workspace> => {
  const [row] = await scope.run(selectWorkspace);
  return new Workspace(row!);
};

export const currency = ({ scope }: RequestContext): Eventually<Currency> => loadCurrency(scope);
