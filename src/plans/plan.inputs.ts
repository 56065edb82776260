import { referenceTo } from '../graphql/reference.js';

export const PlanBy = referenceTo('PlanBy', 'Plan');
