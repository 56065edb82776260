/**
 * What the peers read: the same stored state, with names as they like them. Columns that need a look elsewhere are
 * subqueries in the list, so that PostgreSQL drops those that nobody selects, and the workspace and the instant are
 * literals, so that every index serves: no peer could have it better without tables of its own.
 */
export const makePeerSchema = (workspaceId: string, now: string): string => `
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;

CREATE VIEW bench.account AS
SELECT n.account_id AS id, a.name, n.name_folded, a.domain, n.type, n.score, n.mrr_minor,
       (SELECT p.from_at FROM account_period p
        WHERE p.workspace_id = '${workspaceId}' AND p.account_id = n.account_id AND p.from_at <= '${now}'
          AND p.type_before IS DISTINCT FROM p.type
        ORDER BY p.from_at DESC LIMIT 1) AS since,
       nullif(n.next_type_at, 'infinity') AS next_type_at,
       (SELECT p.type FROM account_period p
        WHERE p.workspace_id = '${workspaceId}' AND p.account_id = n.account_id AND p.from_at = n.next_type_at) AS next_type
FROM account_now n
JOIN account a ON a.workspace_id = '${workspaceId}' AND a.id = n.account_id
WHERE n.workspace_id = '${workspaceId}';
COMMENT ON VIEW bench.account IS '@primaryKey id';
COMMENT ON COLUMN bench.account.type IS '@behavior +filterBy';
COMMENT ON COLUMN bench.account.name_folded IS '@behavior +orderBy';
COMMENT ON COLUMN bench.account.mrr_minor IS '@behavior +orderBy';

CREATE VIEW bench.subscription AS
SELECT s.id, s.account_id,
       (SELECT p.name FROM subscription_phase f JOIN plan p ON p.workspace_id = '${workspaceId}' AND p.id = f.plan_id
        WHERE f.workspace_id = '${workspaceId}' AND f.subscription_id = s.id AND f.from_at <= '${now}'
        ORDER BY f.from_at DESC LIMIT 1) AS plan
FROM subscription s
WHERE s.workspace_id = '${workspaceId}';
-- A type of that name would be GraphQL's own.
COMMENT ON VIEW bench.subscription IS E'@name contract\\n@primaryKey id\\n@foreignKey (account_id) references bench.account (id)';

CREATE VIEW bench.interaction AS
SELECT i.id, i.account_id, i.kind, i.occurred_at FROM interaction i WHERE i.workspace_id = '${workspaceId}';
COMMENT ON VIEW bench.interaction IS E'@primaryKey id\\n@foreignKey (account_id) references bench.account (id)';
COMMENT ON COLUMN bench.interaction.occurred_at IS '@behavior +orderBy';
`;
