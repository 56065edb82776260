import type { Zone } from '../classification/calendar.js';
import type { RequestContext } from '../graphql/context.js';
import { loadZone } from './zone.service.js';

/** The time zone of the workspace. */
export const workspaceZone = ({ scope }: RequestContext): Promise<Zone> => loadZone(scope);
