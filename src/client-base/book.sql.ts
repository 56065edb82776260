import type { RelationshipType } from '../classification/timeline.js';
import { statement } from '../database/statement.js';

export interface BookRow {
  memberId: string;
  /** Null in the only row of a member without accounts. */
  type: RelationshipType | null;
  /** The empty text is the workspace's. */
  currencyCode: string;
  accounts: number;
  /** In minor units of the currency. */
  mrrMinor: number;
  /** The same in every row of a member. */
  effortMinutes: number;
}

/** Sums the accounts of each success manager in $2 by type and currency, and the time that each member spent in ($3, $4]. */
export const selectBooks = statement<BookRow>(
  'selectBooks',
  `SELECT member.id AS "memberId", held.type, coalesce(held.currency_code, '') AS "currencyCode", coalesce(held.accounts, 0) AS accounts,
          coalesce(held.mrr_minor, 0) AS "mrrMinor", spent.minutes AS "effortMinutes"
   FROM unnest($2::uuid[]) AS member (id)
   CROSS JOIN LATERAL (
     SELECT coalesce(sum(i.effort_minutes), 0) AS minutes FROM interaction i
     WHERE i.workspace_id = $1 AND i.member_id = member.id
       AND i.occurred_at > $3::timestamptz AND i.occurred_at <= $4::timestamptz
   ) spent
   LEFT JOIN LATERAL (
     SELECT n.type, n.currency_code, count(*) AS accounts, sum(coalesce(n.native_mrr_minor, n.mrr_minor))::bigint AS mrr_minor
     FROM account_now n
     WHERE n.workspace_id = $1 AND n.success_manager_id = member.id
     GROUP BY n.type, n.currency_code
   ) held ON true`,
);
