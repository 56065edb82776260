import { IS_KEPT, WAS_KEPT } from './transition.sql.js';

/**
 * The revenue movements of the periods `p`. Each row suffices, because it also contains the revenue just before it. The
 * first revenue of an account is NEW. Any other gain is RESUME as far as paused revenue fell at the same instant, and a
 * loss is PAUSE as far as paused revenue rose. The rest is REACTIVATION if the account was not kept just before, CHURN if it
 * is not kept from then on, and EXPANSION or CONTRACTION in all other cases. `change` is gains minus losses, so the changes
 * add up to the revenue.
 */
export const MOVEMENT_SUMS = `
  coalesce(sum(p.mrr_minor - p.mrr_before), 0)::bigint AS change,
  coalesce(sum(p.mrr_minor) FILTER (WHERE p.first_paid_at = p.from_at), 0)::bigint AS new,
  coalesce(sum(p.mrr_minor) FILTER (
    WHERE p.mrr_minor > p.mrr_before AND NOT ${WAS_KEPT} AND p.first_paid_at < p.from_at), 0)::bigint AS reactivation,
  coalesce(sum(least(p.mrr_minor - p.mrr_before, p.paused_before - p.paused_mrr_minor)) FILTER (
    WHERE p.mrr_minor > p.mrr_before AND p.paused_mrr_minor < p.paused_before
      AND p.first_paid_at < p.from_at), 0)::bigint AS resume,
  coalesce(sum(p.mrr_minor - p.mrr_before
      - greatest(least(p.mrr_minor - p.mrr_before, p.paused_before - p.paused_mrr_minor), 0)) FILTER (
    WHERE p.mrr_minor > p.mrr_before AND ${WAS_KEPT} AND p.first_paid_at < p.from_at), 0)::bigint AS expansion,
  coalesce(sum(least(p.mrr_before - p.mrr_minor, p.paused_mrr_minor - p.paused_before)) FILTER (
    WHERE p.mrr_minor < p.mrr_before AND p.paused_mrr_minor > p.paused_before), 0)::bigint AS pause,
  coalesce(sum(p.mrr_before) FILTER (
    WHERE p.mrr_minor < p.mrr_before AND NOT (${IS_KEPT})), 0)::bigint AS churn,
  coalesce(sum(p.mrr_before - p.mrr_minor
      - greatest(least(p.mrr_before - p.mrr_minor, p.paused_mrr_minor - p.paused_before), 0)) FILTER (
    WHERE p.mrr_minor < p.mrr_before AND ${IS_KEPT}), 0)::bigint AS contraction`;

/** Amounts in minor units. Only `change` can be negative. */
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

export const MOVEMENTS = ['new', 'expansion', 'contraction', 'churn', 'reactivation', 'pause', 'resume'] as const;
export type MovementKind = (typeof MOVEMENTS)[number];
