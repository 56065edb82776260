import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Role } from './api-key.entity.js';
import { currentWorkspace } from './workspace.loaders.js';
import { ApiKey, Viewer, Workspace } from './workspace.type.js';

@Resolver()
export class WorkspaceResolver {
  @Authorized(Role.READER)
  @Query(() => Viewer, { description: 'Who asks, and where: the first thing to try with a key.' })
  async viewer(@Ctx() context: RequestContext): Promise<Viewer> {
    const identity = context.identity!;
    return { workspace: await context.the(currentWorkspace), role: identity.role, key: new ApiKey(identity) };
  }

  @Authorized(Role.READER)
  @Query(() => Workspace, { description: 'The workspace that the key opens.' })
  workspace(@Ctx() context: RequestContext): Promise<Workspace> {
    return context.the(currentWorkspace);
  }
}
