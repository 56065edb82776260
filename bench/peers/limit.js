/**
 * The upper limit of speed: node:http, with one hand-written statement per query that returns the complete JSON. It
 * authenticates no one and has no access control.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

const { databaseUrl, poolSize, workspaceId, now, statements } = JSON.parse(process.env.BENCH);
// Connections stay open: on a new one, two concurrent requests would each prepare the same statement.
const pool = new pg.Pool({
  connectionString: databaseUrl,
  max: poolSize,
  options: '-c timezone=UTC',
  pipeline: true,
  idleTimeoutMillis: 0,
});
const iso = (column) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const W = `'${workspaceId}'::uuid`;

const PAGE_BY_NAME = `
  SELECT n.account_id, a.name, n.name_folded, n.type, n.type_since, n.score, n.next_type, n.next_type_at
  FROM account_now n JOIN account a ON a.workspace_id = ${W} AND a.id = n.account_id
  WHERE n.workspace_id = ${W} AND (n.name_folded, n.account_id) > ($1::text, $2::uuid)
  ORDER BY n.name_folded, n.account_id LIMIT 50`;

const READS = {
  Q1: {
    values: ({ id }) => [id],
    text: `SELECT json_build_object('account', json_build_object('id', id, 'name', name, 'domain', domain))::text AS json
           FROM account WHERE workspace_id = ${W} AND id = $1`,
  },
  Q2: {
    values: ({ afterName, afterId }) => [afterName, afterId],
    text: `SELECT json_build_object('accounts', coalesce(json_agg(json_build_object(
             'id', n.account_id, 'name', n.name, 'subscriptions', s.list, 'interactions', i.list)
             ORDER BY n.name_folded, n.account_id), '[]'))::text AS json
           FROM (${PAGE_BY_NAME}) n
           CROSS JOIN LATERAL (
             SELECT coalesce(json_agg(json_build_object('plan', f.name)), '[]') AS list
             FROM subscription s CROSS JOIN LATERAL (
               SELECT p.name FROM subscription_phase f JOIN plan p ON p.workspace_id = ${W} AND p.id = f.plan_id
               WHERE f.workspace_id = ${W} AND f.subscription_id = s.id AND f.from_at <= '${now}'
               ORDER BY f.from_at DESC LIMIT 1) f
             WHERE s.workspace_id = ${W} AND s.account_id = n.account_id) s
           CROSS JOIN LATERAL (
             SELECT coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'occurredAt', ${iso('occurred_at')})), '[]') AS list
             FROM (SELECT id, kind, occurred_at FROM interaction
                   WHERE workspace_id = ${W} AND account_id = n.account_id
                   ORDER BY occurred_at DESC, id DESC LIMIT 5) i) i`,
  },
  Q3: {
    values: ({ afterName, afterId }) => [afterName, afterId],
    text: `SELECT json_build_object('accounts', coalesce(json_agg(json_build_object(
             'id', n.account_id, 'name', n.name, 'relationship', json_build_object(
               'type', n.type, 'since', ${iso(`nullif(n.type_since, '-infinity')`)}, 'score', n.score,
               'nextChange', CASE WHEN n.next_type IS NOT NULL
                 THEN json_build_object('type', n.next_type, 'from', ${iso('n.next_type_at')}) END))
             ORDER BY n.name_folded, n.account_id), '[]'))::text AS json
           FROM (${PAGE_BY_NAME}) n`,
  },
  Q5: {
    values: ({ beforeMrr, beforeId }) => [beforeMrr, beforeId],
    text: `SELECT json_build_object('accounts', coalesce(json_agg(json_build_object(
             'id', n.account_id, 'name', n.name, 'mrrMinor', n.mrr_minor)
             ORDER BY n.mrr_minor DESC, n.account_id DESC), '[]'))::text AS json
           FROM (SELECT n.account_id, a.name, n.mrr_minor
                 FROM account_now n JOIN account a ON a.workspace_id = ${W} AND a.id = n.account_id
                 WHERE n.workspace_id = ${W} AND n.type = 'CLIENT'
                   AND (n.mrr_minor, n.account_id) < ($1::int8, $2::uuid)
                 ORDER BY n.mrr_minor DESC, n.account_id DESC LIMIT 50) n`,
  },
};

const read = async (name, variables) => {
  const { text, values } = READS[name];
  return (await pool.query({ name, text, values: values(variables) })).rows[0].json;
};

/** Keeps timestamps in stored form, because periods are written back exactly as they were read. */
const PERIODS = `
  SELECT coalesce(jsonb_agg(jsonb_build_object('accountId', account_id, 'from', from_at, 'to', to_at, 'type', type,
    'mrrMinor', mrr_minor, 'pausedMrrMinor', paused_mrr_minor, 'payingSince', paying_since,
    'policyVersion', policy_version, 'typeBefore', type_before, 'mrrBefore', mrr_before,
    'pausedBefore', paused_before, 'firstPaidAt', first_paid_at)), '[]')::text AS json
  FROM account_period WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])`;
const ACCOUNT_NOW = `
  SELECT jsonb_build_array(jsonb_build_object('accountId', account_id, 'nameFolded', name_folded, 'createdAt', created_at,
    'successManagerId', success_manager_id, 'type', type, 'score', score, 'criteriaMet', criteria_met,
    'isBorderline', is_borderline, 'mrrMinor', mrr_minor, 'payingSince', paying_since, 'planId', plan_id,
    'lastInteractionAt', last_interaction_at, 'nextTypeAt', next_type_at, 'computedAt', computed_at,
    'validUntil', valid_until, 'externalId', external_id,
    'domainFolded', domain_folded, 'policyVersion', policy_version, 'clientUntil', client_until,
    'typeSince', type_since, 'nextType', next_type, 'nextTypeTo', next_type_to,
    'nextPolicyVersion', next_policy_version, 'evidence', evidence, 'evidenceUntil', evidence_until))::text AS json
  FROM account_now WHERE workspace_id = $1 AND account_id = ANY ($2::uuid[])`;

/** Runs the statements that recording requires, in two round trips. Rows are written back as loaded: nothing is derived. */
async function recordInteraction({ accountId, externalId, kind, occurredAt }) {
  const client = await pool.connect();
  try {
    const run = (name, text, ...values) => client.query({ name, text, values: [workspaceId, ...values] });
    const interaction = {
      ...{
        id: randomUUID(),
        accountId,
        externalId,
        kind,
        personalized: true,
        initiative: 'US',
        sentimentHundredths: null,
      },
      ...{ amountMinor: null, effortMinutes: null, occurredAt, recordedAt: now, memberId: null, note: null },
    };
    const loaded = await Promise.all([
      client.query('BEGIN'),
      run('lockAccounts', statements.lockAccounts, [accountId]),
      run('insertInteractions', statements.insertInteractions, JSON.stringify([interaction]), now),
      run('selectPolicies', statements.selectPolicies),
      run('selectPlans', statements.selectPlans),
      run('selectPhases', statements.selectPhases, [accountId]),
      run('selectInteractions', statements.selectInteractions, [accountId]),
      run('periods', PERIODS, [accountId]),
      run('accountNow', ACCOUNT_NOW, [accountId]),
    ]);
    await Promise.all([
      run('replacePeriods', statements.replacePeriods, loaded[7].rows[0].json, [accountId]),
      run('upsertAccountNow', statements.upsertAccountNow, loaded[8].rows[0].json),
      client.query('COMMIT'),
    ]);
    return JSON.stringify({ recorded: externalId });
  } finally {
    client.release();
  }
}

async function importInteractions({ json }) {
  const { rowCount } = await pool.query({
    name: 'import',
    text: `INSERT INTO interaction AS i (workspace_id, id, account_id, external_id, kind, personalized, initiative,
                                         occurred_at, recorded_at, updated_at)
           SELECT ${W}, gen_random_uuid(), a.id, r."externalId", r.kind, true, 'US', r."occurredAt", '${now}', '${now}'
           FROM jsonb_to_recordset($1::jsonb) AS r ("externalId" text, "accountExternalId" text, kind text, "occurredAt" timestamptz)
           JOIN account a ON a.workspace_id = ${W} AND a.external_id = r."accountExternalId"
           ON CONFLICT (workspace_id, external_id) DO UPDATE SET kind = excluded.kind, occurred_at = excluded.occurred_at`,
    values: [JSON.stringify(json)],
  });
  return JSON.stringify({ recorded: rowCount });
}

const WRITES = { W1: recordInteraction, W2: importInteractions };

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
    const answer = WRITES[query] ? WRITES[query](variables) : read(query, variables);
    answer.then(
      (json) => {
        const body = `{"data":${json}}`;
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        response.end(body);
      },
      (error) => response.writeHead(500).end(String(error)),
    );
  });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
