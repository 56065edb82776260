import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Role } from '../graphql/role.js';
import { currentWorkspace } from './workspace.loaders.js';
import { apiKeyById } from '../auth/api-key.loaders.js';
import { Viewer, Workspace } from './workspace.type.js';

@Resolver()
export class WorkspaceResolver {
  @Authorized(Role.READER)
  @Query(() => Viewer, {
    description: 'The authenticated caller and its workspace. A first query to test a key or token with.',
  })
  async viewer(@Ctx() context: RequestContext): Promise<Viewer> {
    const { role, keyId } = context.identity!;
    const [workspace, key] = await Promise.all([
      context.the(currentWorkspace),
      keyId === null ? null : context.the(apiKeyById).load(keyId),
    ]);
    return { workspace, role, key };
  }

  @Authorized(Role.READER)
  @Query(() => Workspace, { description: 'The workspace of the key or token.' })
  workspace(@Ctx() context: RequestContext): Promise<Workspace> {
    return context.the(currentWorkspace);
  }
}
