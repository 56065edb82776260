import type { RequestContext } from '../graphql/context.js';
import { selectWorkspace } from './workspace.sql.js';
import { Workspace } from './workspace.type.js';

export const currentWorkspace = async ({ scope }: RequestContext): Promise<Workspace> => {
  const [row] = await scope.run(selectWorkspace);
  return new Workspace(row!);
};
