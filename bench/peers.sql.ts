import { SERVER_ROLE } from '../src/database/server-role.js';
import { WORKSPACE_SETTING } from '../src/database/row-level-security.js';

/**
 * A schema of views over one workspace. With `hasRowLevelSecurity`, row-level security selects the workspace of the
 * connection.
 */
export interface PeerSchema {
  name: string;
  hasRowLevelSecurity: boolean;
}
export const SECURED: PeerSchema = { name: 'bench', hasRowLevelSecurity: true };
export const OPEN: PeerSchema = { name: 'bench_open', hasRowLevelSecurity: false };

/**
 * Creates the views that the peers read: the same stored data, under names in the conventions of the peers. Columns from
 * other tables are subqueries in the select list, so that PostgreSQL omits those that are not selected. The instant is a
 * literal, and so is the workspace without row-level security, so that every index applies. A peer could only be faster
 * with tables of its own.
 */
export function makePeerSchema({ name, hasRowLevelSecurity }: PeerSchema, workspaceId: string, now: string): string {
  const workspace = hasRowLevelSecurity ? `current_setting('${WORKSPACE_SETTING}')::uuid` : `'${workspaceId}'::uuid`;
  const as = hasRowLevelSecurity ? 'WITH (security_invoker) AS' : 'AS';
  return `
DROP SCHEMA IF EXISTS ${name} CASCADE;
CREATE SCHEMA ${name};

CREATE VIEW ${name}.account ${as}
SELECT n.account_id AS id, a.name, n.name_folded, a.domain, n.type, n.score, n.mrr_minor,
       nullif(n.type_since, '-infinity') AS since, n.next_type, nullif(n.next_type_at, 'infinity') AS next_type_at
FROM account_now n
JOIN account a ON a.workspace_id = ${workspace} AND a.id = n.account_id
WHERE n.workspace_id = ${workspace};
COMMENT ON VIEW ${name}.account IS '@primaryKey id';
COMMENT ON COLUMN ${name}.account.type IS '@behavior +filterBy';
COMMENT ON COLUMN ${name}.account.name_folded IS '@behavior +orderBy';
COMMENT ON COLUMN ${name}.account.mrr_minor IS '@behavior +orderBy';

CREATE VIEW ${name}.subscription ${as}
SELECT s.id, s.account_id,
       (SELECT p.name FROM subscription_phase f JOIN plan p ON p.workspace_id = ${workspace} AND p.id = f.plan_id
        WHERE f.workspace_id = ${workspace} AND f.subscription_id = s.id AND f.from_at <= '${now}'
        ORDER BY f.from_at DESC LIMIT 1) AS plan
FROM subscription s
WHERE s.workspace_id = ${workspace};
-- A type of that name would be GraphQL's own.
COMMENT ON VIEW ${name}.subscription IS E'@name contract\\n@primaryKey id\\n@foreignKey (account_id) references ${name}.account (id)';

CREATE VIEW ${name}.interaction ${as}
SELECT i.id, i.account_id, i.kind, i.occurred_at FROM interaction i WHERE i.workspace_id = ${workspace};
COMMENT ON VIEW ${name}.interaction IS E'@primaryKey id\\n@foreignKey (account_id) references ${name}.account (id)';
COMMENT ON COLUMN ${name}.interaction.occurred_at IS '@behavior +orderBy';

GRANT USAGE ON SCHEMA ${name} TO ${SERVER_ROLE};
GRANT SELECT ON ALL TABLES IN SCHEMA ${name} TO ${SERVER_ROLE};
`;
}
