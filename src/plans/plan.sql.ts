import { statement } from '../database/statement.js';
import { NEXT_UPDATED_AT, Table, type RowOf } from '../database/table.js';
import { PlanEntity } from './plan.entity.js';

export const PLANS = new Table(PlanEntity);

export type PlanRow = Omit<RowOf<PlanEntity>, 'workspaceId' | 'createdAt'>;

const COLUMNS = PLANS.select('p', ['workspaceId', 'createdAt']);

export const selectPlans = statement<PlanRow>(
  'selectPlans',
  `SELECT ${COLUMNS} FROM plan p WHERE workspace_id = $1 ORDER BY rank, name, id`,
);

export const selectPlansById = statement<PlanRow>(
  'selectPlansById',
  `SELECT ${COLUMNS} FROM plan p WHERE workspace_id = $1 AND id = ANY ($2::uuid[])`,
);

export const selectPlansByExternalId = statement<PlanRow>(
  'selectPlansByExternalId',
  `SELECT ${COLUMNS} FROM plan p WHERE workspace_id = $1 AND external_id = ANY ($2::text[])`,
);

export const insertPlans = statement(
  'insertPlans',
  PLANS.insertRecords({ createdAt: '$3::timestamptz', updatedAt: '$3::timestamptz' }, { orderBy: 'externalId' }),
);

export const updatePlans = statement('updatePlans', PLANS.updateRecords(['createdAt'], { updatedAt: NEXT_UPDATED_AT }));
