/**
 * A generated client base, identical on every machine: seemingly random values are hashes of a number and a salt. Of 100
 * accounts, 8 never buy, 4 are on trial, and 88 have 130 subscriptions in total, over six years. Accounts have 10
 * interactions on average, mostly recent ones; a few accounts have hundreds.
 */

/** Hashes a number and a salt to a share: 0 <= share < 1. */
const CREATE_SHARE = `
  CREATE FUNCTION pg_temp.share(n bigint, salt text) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT (hashtextextended(n::text || salt, 0) & 1073741823)::float8 / 1073741824 $$`;
/** Hashes a number and a salt to an integer from 0 to choices - 1. */
const CREATE_CHOICE = `
  CREATE FUNCTION pg_temp.choice(n bigint, salt text, choices int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT floor(pg_temp.share(n, salt) * choices)::int $$`;
/** Ids are ordered by time, like those that the server generates. */
const CREATE_ID = `
  CREATE FUNCTION pg_temp.id_of(n bigint, salt text, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT overlay(overlay(
       lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || substr(md5(n::text || salt), 1, 20)
       PLACING '7' FROM 13 FOR 1) PLACING '8' FROM 17 FOR 1)::uuid $$`;

const INSERT_PLANS = `
  INSERT INTO plan (workspace_id, id, external_id, name, rank, offered_from, offered_until, created_at, updated_at)
  SELECT $1::uuid, pg_temp.id_of(rank, 'plan', $2::timestamptz), 'plan-' || rank, 'Plan ' || rank, rank,
         '-infinity', 'infinity', $2::timestamptz, $2::timestamptz
  FROM generate_series(1, 4) rank`;

const INSERT_MEMBERS = `
  INSERT INTO member (workspace_id, id, external_id, name, name_folded, email, created_at, updated_at)
  SELECT $1::uuid, pg_temp.id_of(n, 'member', $2::timestamptz), 'member-' || n, 'Member ' || n, 'member ' || n,
         'member' || n || '@vendor.example', $2::timestamptz, $2::timestamptz
  FROM generate_series(1, 50) n`;

/** $3: the number of accounts. */
const INSERT_ACCOUNTS = `
  INSERT INTO account (workspace_id, id, external_id, name, name_folded, domain, success_manager_id, attributes,
                       policy_version, rules_revision, created_at, updated_at)
  SELECT $1::uuid, pg_temp.id_of(n, 'account', at), 'account-' || n, 'Company ' || substr(md5(n::text), 1, 8) || ' ' || n,
         'company ' || substr(md5(n::text), 1, 8) || ' ' || n, 'company' || n || '.example',
         CASE WHEN pg_temp.share(n, 'managed') < 0.2
           THEN pg_temp.id_of(1 + pg_temp.choice(n, 'manager', 50), 'member', $2::timestamptz) END,
         '{}', 1, 1, at, at
  FROM (SELECT n, $2::timestamptz - interval '2200 days' * pg_temp.share(n, 'created') AS at
        FROM generate_series(1, $3::int) n) made`;

/** The subscriptions of each account: the first one starts with the account, a second one later. */
const CREATE_CONTRACTS = `
  CREATE TEMP TABLE contract AS
  SELECT n, k, pg_temp.id_of(n * 2 + k, 'subscription', begun) AS id, account_id, begun,
         CASE WHEN share_ended < 0.45 THEN begun + interval '1 day' * (20 + 1300 * pg_temp.share(n * 2 + k, 'ended'))
           ELSE 'infinity' END AS ended,
         share_kind < 0.04 AS is_trial
  FROM (
    SELECT n, k, id AS account_id,
           date_trunc('milliseconds', created_at + k * interval '1 day' * (30 + 600 * pg_temp.share(n, 'second'))) AS begun,
           pg_temp.share(n * 2 + k, 'ends') AS share_ended, pg_temp.share(n, 'kind') AS share_kind
    FROM (SELECT *, substr(external_id, 9)::bigint AS n FROM account WHERE workspace_id = $1::uuid) a, generate_series(0, 1) k
  ) made
  WHERE begun < $2::timestamptz AND share_kind < 0.92 AND (k = 0 OR (share_kind >= 0.04 AND pg_temp.share(n, 'two') < 0.55))`;

const INSERT_SUBSCRIPTIONS = `
  INSERT INTO subscription (workspace_id, id, account_id, external_id, churn_reason, created_at, updated_at)
  SELECT $1::uuid, id, account_id, 'subscription-' || n || '-' || k, NULL, begun, begun FROM contract`;

/** A new phase every 300 days, at most four: seats grow, some change to a higher plan, some pause. */
const INSERT_PHASES = `
  INSERT INTO subscription_phase (workspace_id, subscription_id, from_at, to_at, account_id, plan_id, status, quantity,
                                  unit_price_minor, interval_months, term_months, tailored)
  SELECT $1::uuid, id, from_at, to_at, account_id, pg_temp.id_of(rank, 'plan', $2::timestamptz),
         CASE WHEN is_trial THEN 'TRIALING' WHEN pg_temp.share(n * 8 + i, 'status') < 0.03 THEN 'PAUSED'
              WHEN pg_temp.share(n * 8 + i, 'status') < 0.05 THEN 'PAST_DUE' ELSE 'ACTIVE' END,
         1 + pg_temp.choice(n, 'seats', 20) + i * 3, 900 * rank * rank,
         (ARRAY[1, 1, 3, 12])[1 + pg_temp.choice(n, 'interval', 4)],
         (ARRAY[0, 0, 12, 24])[1 + pg_temp.choice(n, 'term', 4)], pg_temp.share(n, 'tailored') < 0.1
  FROM (
    SELECT *, least(4, 1 + pg_temp.choice(n, 'rank', 4) + (pg_temp.share(n * 8 + i, 'climb') < 0.2)::int) AS rank
    FROM (
      SELECT c.*, i, begun + i * interval '300 days' AS from_at,
             CASE WHEN i = 3 OR is_trial THEN ended ELSE least(ended, begun + (i + 1) * interval '300 days') END AS to_at
      FROM contract c, generate_series(0, 3) i
      WHERE i = 0 OR NOT is_trial
    ) cut
    WHERE from_at < to_at AND from_at < $2::timestamptz
  ) phase`;

/** $3: the number of interactions, ten per account. The square makes some accounts busy and recent days busier. */
const INSERT_INTERACTIONS = `
  INSERT INTO interaction (workspace_id, id, account_id, external_id, kind, personalized, initiative,
                           sentiment_hundredths, effort_minutes, occurred_at, recorded_at, updated_at)
  SELECT $1::uuid, pg_temp.id_of(n, 'interaction', at), account_id, 'interaction-' || n,
         (ARRAY['SUPPORT', 'SUPPORT', 'SUPPORT', 'EMAIL', 'CALL', 'MEETING', 'TRAINING', 'BUSINESS_REVIEW', 'USAGE',
                'USAGE', 'FEEDBACK', 'ADVOCACY', 'ONBOARDING', 'PURCHASE'])[1 + pg_temp.choice(n, 'contact', 14)],
         pg_temp.share(n, 'personal') < 0.25,
         (ARRAY['US', 'THEM', 'THEM', 'UNKNOWN'])[1 + pg_temp.choice(n, 'initiative', 4)],
         CASE WHEN pg_temp.share(n, 'felt') < 0.3 THEN pg_temp.choice(n, 'sentiment', 201) - 100 END,
         pg_temp.choice(n, 'effort', 90), at, at, at
  FROM (
    SELECT n, a.id AS account_id,
           date_trunc('milliseconds', $2::timestamptz - interval '1095 days' * power(pg_temp.share(n, 'at'), 2)) AS at
    FROM generate_series(1, $3::int * 10) n
    JOIN (SELECT id, row_number() OVER (ORDER BY external_id) AS place FROM account WHERE workspace_id = $1::uuid) a
      ON a.place = 1 + floor(power(pg_temp.share(n, 'account'), 1.3) * $3::int)
  ) made`;

export const FILL_STATEMENTS: readonly { text: string; takes: number }[] = [
  { text: CREATE_SHARE, takes: 0 },
  { text: CREATE_CHOICE, takes: 0 },
  { text: CREATE_ID, takes: 0 },
  { text: INSERT_PLANS, takes: 2 },
  { text: INSERT_MEMBERS, takes: 2 },
  { text: INSERT_ACCOUNTS, takes: 3 },
  { text: CREATE_CONTRACTS, takes: 2 },
  { text: INSERT_SUBSCRIPTIONS, takes: 1 },
  { text: INSERT_PHASES, takes: 2 },
  { text: INSERT_INTERACTIONS, takes: 3 },
];
