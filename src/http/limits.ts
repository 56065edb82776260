import { REQUEST_TIMEOUTS, type Timeouts } from '../database/cancellation.js';
import { HEAVY_OPERATION_LIMITS, type HeavyOperationLimits } from '../graphql/cost/heavy-operations.js';
import type { SimulationLimits } from '../graphql/context.js';
import { SIMULATION_LIMITS } from '../simulation/simulation.service.js';
import { LARGE_RESPONSE_LIMITS, type LargeResponseLimits } from './large-response-limiter.js';
import {
  CONNECTION_TIMEOUTS,
  REQUEST_GUARD_LIMITS,
  type ConnectionTimeouts,
  type RequestGuardLimits,
} from './request-guard.js';

/** Limits on the work that a server does for its clients. */
export interface ServerLimits {
  connections: ConnectionTimeouts;
  requests: RequestGuardLimits;
  largeResponses: LargeResponseLimits;
  heavyOperations: HeavyOperationLimits;
  database: Timeouts;
  simulations: SimulationLimits;
}

export const SERVER_LIMITS: Readonly<ServerLimits> = {
  connections: CONNECTION_TIMEOUTS,
  requests: REQUEST_GUARD_LIMITS,
  largeResponses: LARGE_RESPONSE_LIMITS,
  heavyOperations: HEAVY_OPERATION_LIMITS,
  database: REQUEST_TIMEOUTS,
  simulations: SIMULATION_LIMITS,
};
