/**
 * What the periods `p` did to revenue, each told from its row alone: what it was just before is in it. A gain is RESUME
 * as far as paused revenue fell in the same instant, and a loss is PAUSE as far as it rose; the rest is NEW or
 * REACTIVATION where nothing was in force just before, CHURN where nothing is in force from then on, and EXPANSION or
 * CONTRACTION else. Gains minus losses are `change`, so what `change` adds up to is the revenue itself.
 */
export const MOVEMENT_SUMS = `
  coalesce(sum(p.mrr_minor - p.mrr_before), 0)::bigint AS change,
  coalesce(sum(p.mrr_minor) FILTER (
    WHERE p.mrr_before = 0 AND p.paused_before = 0 AND p.first_paid_at = p.from_at), 0)::bigint AS new,
  coalesce(sum(p.mrr_minor) FILTER (
    WHERE p.mrr_before = 0 AND p.paused_before = 0 AND p.first_paid_at < p.from_at), 0)::bigint AS reactivation,
  coalesce(sum(least(p.mrr_minor - p.mrr_before, p.paused_before - p.paused_mrr_minor)) FILTER (
    WHERE p.mrr_minor > p.mrr_before AND p.paused_mrr_minor < p.paused_before), 0)::bigint AS resume,
  coalesce(sum(p.mrr_minor - p.mrr_before
      - greatest(least(p.mrr_minor - p.mrr_before, p.paused_before - p.paused_mrr_minor), 0)) FILTER (
    WHERE p.mrr_minor > p.mrr_before AND (p.mrr_before > 0 OR p.paused_before > 0)), 0)::bigint AS expansion,
  coalesce(sum(least(p.mrr_before - p.mrr_minor, p.paused_mrr_minor - p.paused_before)) FILTER (
    WHERE p.mrr_minor < p.mrr_before AND p.paused_mrr_minor > p.paused_before), 0)::bigint AS pause,
  coalesce(sum(p.mrr_before) FILTER (
    WHERE p.mrr_minor = 0 AND p.paused_mrr_minor = 0), 0)::bigint AS churn,
  coalesce(sum(p.mrr_before - p.mrr_minor
      - greatest(least(p.mrr_before - p.mrr_minor, p.paused_mrr_minor - p.paused_before), 0)) FILTER (
    WHERE p.mrr_minor < p.mrr_before AND (p.mrr_minor > 0 OR p.paused_mrr_minor > 0)), 0)::bigint AS contraction`;

/** Amounts in minor units, none of them negative but `change`. */
export interface MovementSums {
  change: number;
  new: number;
  expansion: number;
  contraction: number;
  churn: number;
  reactivation: number;
  pause: number;
  resume: number;
}
