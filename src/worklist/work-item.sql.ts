import { convertedSql } from '../money/conversion.sql.js';
import { statementOverAll } from '../database/statement.js';

/** The order of items with the same revenue at stake. */
export const WORK_KINDS = ['SAVE', 'RENEW', 'ASSIGN_MANAGER', 'CONVERT', 'UPSELL'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

export interface WorkItemRow {
  accountId: string;
  kind: WorkKind;
  mrrMinor: number;
  /** The sort key, larger first: revenue at stake, then kind. */
  sortKey: number;
  /** SAVE: when the account stops being a client; Infinity: never, as far as known. */
  fallsAt: number;
  /** SAVE: the last contact and the average interval between contacts, if contact is overdue. */
  lastContactAt: number | null;
  contactEveryMs: number | null;
  /** RENEW: the earliest end of a term within the horizon. */
  termEndsAt: number | null;
  /** RENEW: the earliest instant after now by which notice must be given of one of these ends. */
  noticeBy: number | null;
  /** ASSIGN_MANAGER: since when the account is a client. */
  clientSince: number | null;
}

/**
 * Selects the last contact of the account `n` and the average interval between its contacts in ($4, $2], if contact is
 * overdue: there were at least four contacts, and more than twice the average interval, and more than two days, have
 * passed since the last one. Usage and purchases are not contacts.
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
 * Selects the items of one kind for accounts `n`, most revenue first, after the sort key $6 and the account $7. The limit
 * $8 in each branch lets PostgreSQL stop reading accounts as soon as there are enough; null: no limit.
 */
const ofAccounts = (kind: WorkKind, from: string, columns = NONE): string => `(
     SELECT n.account_id, ${WORK_KINDS.indexOf(kind)} AS kind, n.mrr_minor, ${columns}, NULL::timestamptz, NULL::timestamptz
     FROM ${from}
       AND ($6::bigint IS NULL OR n.mrr_minor <= $6::bigint / 8)
       AND ($6::bigint IS NULL OR (n.mrr_minor * 8 + 7 - ${WORK_KINDS.indexOf(kind)}, n.account_id) < ($6::bigint, $7::uuid))
     ORDER BY n.mrr_minor DESC, n.account_id DESC LIMIT $8::int
   )`;

/** What RENEW sums: the revenue of the subscriptions whose terms end. */
const MRR = 'sum(e.mrr_minor)::bigint';
/** The same of several currencies, converted and rounded once: $9 has the currencies, and $10 their factors. */
const CONVERTED_MRR = convertedSql(
  'sum(e.mrr_minor * CASE WHEN e.currency_code IS NULL THEN 1 ELSE rate.factor END)',
  '1',
  '1',
);
const RATES = `LEFT JOIN unnest($9::text[], $10::numeric[]) AS rate (currency_code, factor)
       ON rate.currency_code = e.currency_code`;

/** All items as of $2 that are due before $3, with contacts since $4; $5 is the rank of the highest plan on offer. */
const items = (renewMrr: string, rates: string): string => `WITH work (
     account_id, kind, mrr_minor, falls_at, last_contact_at, contact_every, term_ends_at, notice_by
   ) AS (
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
     SELECT e.account_id, ${WORK_KINDS.indexOf('RENEW')}, ${renewMrr}, ${NONE}, min(e.at),
            min(e.notice_by) FILTER (WHERE e.notice_by > $2::timestamptz)
     FROM account_renewal e ${rates}
     WHERE e.workspace_id = $1 AND e.at > $2::timestamptz AND e.at < $3::timestamptz
       AND e.decided_from > $2::timestamptz AND NOT e.is_canceled
     GROUP BY e.account_id
   ), item AS (
     SELECT work.*, work.mrr_minor * 8 + 7 - work.kind AS sort_key FROM work
   )`;

const select = (name: string, items: string) =>
  statementOverAll<Omit<WorkItemRow, 'kind'> & { kind: number }>(
    name,
    `${items}
   SELECT item.account_id AS "accountId", item.kind, item.mrr_minor AS "mrrMinor",
          item.sort_key AS "sortKey",
          coalesce(item.falls_at, 'infinity') AS "fallsAt", item.last_contact_at AS "lastContactAt",
          (extract(epoch FROM item.contact_every) * 1000)::float8 AS "contactEveryMs",
          item.term_ends_at AS "termEndsAt", item.notice_by AS "noticeBy", client.since AS "clientSince"
   FROM (
     SELECT * FROM item
     WHERE $6::bigint IS NULL OR (item.sort_key, item.account_id) < ($6::bigint, $7::uuid)
     ORDER BY item.sort_key DESC, item.account_id DESC LIMIT $8::int
   ) item
   LEFT JOIN LATERAL (
     SELECT max(p.from_at) AS since FROM account_period p
     WHERE item.kind = 2 AND p.workspace_id = $1 AND p.account_id = item.account_id AND p.type = 'CLIENT'
       AND p.type_before IS DISTINCT FROM 'CLIENT' AND p.from_at <= $2::timestamptz
   ) client ON true
   ORDER BY item.sort_key DESC, item.account_id DESC`,
  );

const ITEMS = items(MRR, '');
/** Selects a page of items, most revenue first, after the sort key $6 and the account $7. */
export const selectWorkItems = select('selectWorkItems', ITEMS);
/** The same if other currencies than the workspace's have exchange rates. */
export const selectWorkItemsOfCurrencies = select('selectWorkItemsOfCurrencies', items(CONVERTED_MRR, RATES));

/** Counts the items; $6 to $8 are null. */
export const countWorkItems = statementOverAll<{ count: number }>(
  'countWorkItems',
  `${ITEMS}
   SELECT count(*) AS count FROM item`,
);
