import { statementOverAll } from '../database/statement.js';
import { termEnds } from '../subscriptions/term-end.sql.js';

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
 * Contacts of the account `n` in ($4, $2], where four or more tell a rhythm: overdue is one for which twice the average
 * time between them has passed, two days at least. What it uses and buys by itself is no contact.
 */
const OVERDUE = `SELECT contact.last_at, contact.every FROM (
       SELECT max(i.occurred_at) AS last_at, count(*) AS contacts,
              greatest((max(i.occurred_at) - min(i.occurred_at)) / nullif(count(*) - 1, 0), interval '1 day') AS every
       FROM interaction i
       WHERE i.workspace_id = $1 AND i.account_id = n.account_id AND i.kind NOT IN ('USAGE', 'PURCHASE')
         AND i.occurred_at > $4::timestamptz AND i.occurred_at <= $2::timestamptz
     ) contact
     WHERE contact.contacts >= 4 AND contact.last_at + 2 * contact.every < $2::timestamptz`;

const NONE = `NULL::timestamptz, NULL::timestamptz, NULL::interval`;

/**
 * What is to do of one kind about accounts `n`, beyond the place $6 and the account $7: $8 of them, the most at stake
 * first, so that accounts are looked at one after the other until there are enough; all where $8 is null.
 */
const ofAccounts = (kind: WorkKind, from: string, columns = NONE): string => `(
     SELECT n.account_id, ${WORK_KINDS.indexOf(kind)} AS kind, n.mrr_minor, ${columns}, NULL::timestamptz
     FROM ${from}
       AND ($6::bigint IS NULL OR n.mrr_minor <= $6::bigint / 8)
       AND ($6::bigint IS NULL OR (n.mrr_minor * 8 + 7 - ${WORK_KINDS.indexOf(kind)}, n.account_id) < ($6::bigint, $7::uuid))
     ORDER BY n.mrr_minor DESC, n.account_id DESC LIMIT $8::int
   )`;

/** Everything to do as of $2: what falls due before $3, contacts since $4, and $5 the rank of the highest plan offered. */
const ITEMS = `WITH ${termEnds(`($2::timestamptz + interval '1 millisecond')`, '$3::timestamptz')},
   work (account_id, kind, mrr_minor, falls_at, last_contact_at, contact_every, term_ends_at) AS (
     ${ofAccounts('ASSIGN_MANAGER', `account_now n WHERE n.workspace_id = $1 AND n.type = 'CLIENT' AND n.success_manager_id IS NULL`)}
     UNION ALL ${ofAccounts(
       'SAVE',
       `account_now n LEFT JOIN LATERAL (${OVERDUE}) overdue ON n.last_interaction_at > $4::timestamptz
     WHERE n.workspace_id = $1 AND n.type IN ('CUSTOMER', 'CLIENT') AND n.mrr_minor > 0
       AND (n.client_until < $3::timestamptz OR overdue.last_at IS NOT NULL)`,
       'n.client_until, overdue.last_at, overdue.every',
     )}
     UNION ALL ${ofAccounts('CONVERT', `account_now n WHERE n.workspace_id = $1 AND n.type = 'CUSTOMER' AND n.is_borderline`)}
     UNION ALL ${ofAccounts(
       'UPSELL',
       `account_now n JOIN plan p ON p.workspace_id = $1 AND p.id = n.plan_id
     WHERE n.workspace_id = $1 AND n.type = 'CLIENT' AND p.rank < $5::int`,
     )}
     UNION ALL
     SELECT first.account_id, ${WORK_KINDS.indexOf('RENEW')}, sum(first.mrr_minor)::bigint, ${NONE}, min(first.end_at)
     FROM (
       SELECT DISTINCT ON (subscription_id) * FROM term_end ORDER BY subscription_id, end_at
     ) first
     WHERE first.goes_on
     GROUP BY first.account_id
   ), item AS (
     SELECT work.*, work.mrr_minor * 8 + 7 - work.kind AS place FROM work
   )`;

/** A page of what is to do, the most at stake first, beyond the place $6 and the account $7. */
export const selectWorkItems = statementOverAll<Omit<WorkItemRow, 'kind'> & { kind: number }>(
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

/** How many there are; $6 to $8 are null. */
export const countWorkItems = statementOverAll<{ count: number }>(
  'countWorkItems',
  `${ITEMS}
   SELECT count(*) AS count FROM item`,
);
