import { statement } from '../database/statement.js';
import { termEnds } from './term-end.sql.js';

/** In the order in which they stand where as much is at stake in the same account. */
export const WORK_KINDS = ['SAVE', 'RENEW', 'ASSIGN_MANAGER', 'CONVERT', 'UPSELL'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

export interface WorkItemRow {
  accountId: string;
  kind: WorkKind;
  mrrMinor: number;
  /** Larger first: what is at stake, then the kind. */
  place: number;
  /** SAVE: when it falls from CLIENT; Infinity where it does not within the horizon. */
  fallsAt: number;
  /** SAVE: the last contact where the next one is overdue; and the average time between contacts. */
  lastContactAt: number | null;
  contactEveryMs: number | null;
  /** RENEW: the end of the first of the terms that end within the horizon. */
  termEndsAt: number | null;
  /** ASSIGN_MANAGER: since when it is a client. */
  clientSince: number | null;
}

/**
 * Accounts whose contacts in ($4, $2], four or more, tell a rhythm by which the next one is overdue: twice the average
 * time between them has passed, two days at least. What an account uses and buys by itself is no contact.
 */
const OVERDUE = `overdue AS (
     SELECT contact.* FROM (
       SELECT i.account_id, max(i.occurred_at) AS last_at,
              greatest((max(i.occurred_at) - min(i.occurred_at)) / nullif(count(*) - 1, 0), interval '1 day') AS every
       FROM interaction i
       WHERE i.workspace_id = $1 AND i.kind NOT IN ('USAGE', 'PURCHASE')
         AND i.occurred_at > $4::timestamptz AND i.occurred_at <= $2::timestamptz
       GROUP BY i.account_id HAVING count(*) >= 4
     ) contact
     WHERE contact.last_at + 2 * contact.every < $2::timestamptz
   )`;

/** Everything to do as of $2: what falls due before $3, contacts since $4, and $5 the rank of the highest plan offered. */
const ITEMS = `WITH ${termEnds(`($2::timestamptz + interval '1 millisecond')`, '$3::timestamptz')},
   ${OVERDUE},
   work (account_id, kind, mrr_minor, falls_at, last_contact_at, contact_every, term_ends_at) AS (
     SELECT n.account_id, 2, n.mrr_minor, NULL::timestamptz, NULL::timestamptz, NULL::interval, NULL::timestamptz
     FROM account_now n
     WHERE n.workspace_id = $1 AND n.type = 'CLIENT' AND n.success_manager_id IS NULL
     UNION ALL
     SELECT n.account_id, 0, n.mrr_minor, n.client_until, overdue.last_at, overdue.every, NULL
     FROM account_now n LEFT JOIN overdue ON overdue.account_id = n.account_id
     WHERE n.workspace_id = $1 AND n.type IN ('CUSTOMER', 'CLIENT') AND n.mrr_minor > 0
       AND (n.client_until < $3::timestamptz OR overdue.last_at IS NOT NULL)
     UNION ALL
     SELECT n.account_id, 3, n.mrr_minor, NULL, NULL, NULL, NULL
     FROM account_now n
     WHERE n.workspace_id = $1 AND n.type = 'CUSTOMER' AND n.is_borderline
     UNION ALL
     SELECT n.account_id, 4, n.mrr_minor, NULL, NULL, NULL, NULL
     FROM account_now n JOIN plan p ON p.workspace_id = $1 AND p.id = n.plan_id
     WHERE n.workspace_id = $1 AND n.type = 'CLIENT' AND p.rank < $5::int
     UNION ALL
     SELECT first.account_id, 1, sum(first.mrr_minor)::bigint, NULL, NULL, NULL, min(first.end_at)
     FROM (
       SELECT DISTINCT ON (subscription_id) * FROM term_end ORDER BY subscription_id, end_at
     ) first
     WHERE first.goes_on
     GROUP BY first.account_id
   ), item AS (
     SELECT work.*, work.mrr_minor * 8 + 7 - work.kind AS place FROM work
   )`;

/** A page of what is to do, the most at stake first, beyond the place $6 and the account $7. */
export const selectWorkItems = statement<Omit<WorkItemRow, 'kind'> & { kind: number }>(
  'selectWorkItems',
  `${ITEMS}
   SELECT item.account_id AS "accountId", item.kind, item.mrr_minor AS "mrrMinor", item.place,
          coalesce(item.falls_at, 'infinity') AS "fallsAt", item.last_contact_at AS "lastContactAt",
          (extract(epoch FROM item.contact_every) * 1000)::float8 AS "contactEveryMs",
          item.term_ends_at AS "termEndsAt", client.since AS "clientSince"
   FROM (
     SELECT * FROM item
     WHERE $6::bigint IS NULL OR (item.place, item.account_id) < ($6::bigint, $7::uuid)
     ORDER BY item.place DESC, item.account_id DESC LIMIT $8::int
   ) item
   LEFT JOIN LATERAL (
     SELECT max(p.from_at) AS since FROM account_period p
     WHERE item.kind = 2 AND p.workspace_id = $1 AND p.account_id = item.account_id AND p.type = 'CLIENT'
       AND p.type_before IS DISTINCT FROM 'CLIENT' AND p.from_at <= $2::timestamptz
   ) client ON true
   ORDER BY item.place DESC, item.account_id DESC`,
);

export const countWorkItems = statement<{ count: number }>(
  'countWorkItems',
  `${ITEMS}
   SELECT count(*) AS count FROM item`,
);
