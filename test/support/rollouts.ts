import { rollOut } from '../../src/derivation/rollout.service.js';
import type { TestWorkspace } from './server.js';

/** Does what waits to be done after plans changed: when this ends, every account is judged by them. */
export const rollOutPlans = (workspace: TestWorkspace): Promise<void> => rollOut(workspace.scope());
