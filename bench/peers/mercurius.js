/** Mercurius with its JIT, batching by its loaders, over the views without row-level security. */
import fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';

const { databaseUrl, poolSize, schema: views } = JSON.parse(process.env.BENCH);
// Dates stay text, as PostgreSQL formats them in JSON.
const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize, options: '-c timezone=UTC' });
const iso = (column) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const schema = `
  type Query {
    account(id: ID!): Account
    accountsByName(first: Int!, afterName: String, afterId: ID): [Account!]!
    accountsByRevenue(type: String!, first: Int!, beforeMrr: Float, beforeId: ID): [Account!]!
  }
  type Account {
    id: ID!
    name: String!
    domain: String
    mrrMinor: Float!
    relationship: Relationship!
    subscriptions: [Subscription!]!
    interactions(first: Int!): [Interaction!]!
  }
  type Relationship { type: String! since: String score: Float! nextChange: Change }
  type Change { type: String! from: String! }
  type Subscription { id: ID! plan: String! }
  type Interaction { id: ID! kind: String! occurredAt: String! }
`;

const COLUMNS = 'id, name, domain, mrr_minor::float8 AS "mrrMinor"';
const run = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const resolvers = {
  Query: {
    account: async (_, { id }) =>
      (await run('account', `SELECT ${COLUMNS} FROM ${views}.account WHERE id = $1`, [id]))[0],
    accountsByName: (_, { first, afterName, afterId }) =>
      run(
        'accountsByName',
        `SELECT ${COLUMNS} FROM ${views}.account WHERE (name_folded, id) > ($1, $2::uuid) ORDER BY name_folded, id LIMIT $3`,
        [afterName ?? '', afterId ?? '00000000-0000-0000-0000-000000000000', first],
      ),
    accountsByRevenue: (_, { type, first, beforeMrr, beforeId }) =>
      run(
        'accountsByRevenue',
        `SELECT ${COLUMNS} FROM ${views}.account WHERE type = $1 AND (mrr_minor, id) < ($2::int8, $3::uuid)
         ORDER BY mrr_minor DESC, id DESC LIMIT $4`,
        [type, beforeMrr ?? '9223372036854775807', beforeId ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', first],
      ),
  },
};

const idsOf = (queries) => queries.map(({ obj }) => obj.id);
const grouped = (queries, rows) => {
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(row.account_id);
    if (group) group.push(row);
    else groups.set(row.account_id, [row]);
  }
  return queries.map(({ obj }) => groups.get(obj.id) ?? []);
};

const loaders = {
  Account: {
    async relationship(queries) {
      const rows = await run(
        'relationship',
        `SELECT id, type, ${iso('since')} AS since, score, next_type, ${iso('next_type_at')} AS next_type_at
         FROM ${views}.account WHERE id = ANY ($1::uuid[])`,
        [idsOf(queries)],
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      return queries.map(({ obj }) => {
        const { type, since, score, next_type, next_type_at } = byId.get(obj.id);
        return { type, since, score, nextChange: next_type ? { type: next_type, from: next_type_at } : null };
      });
    },
    subscriptions: async (queries) =>
      grouped(
        queries,
        await run(
          'subscriptions',
          `SELECT account_id, id, plan FROM ${views}.subscription WHERE account_id = ANY ($1::uuid[])`,
          [idsOf(queries)],
        ),
      ),
    interactions: async (queries) =>
      grouped(
        queries,
        await run(
          'interactions',
          `SELECT account.id AS account_id, i.id, i.kind, ${iso('i.occurred_at')} AS "occurredAt"
           FROM unnest($1::uuid[]) account (id) CROSS JOIN LATERAL (
             SELECT * FROM ${views}.interaction i WHERE i.account_id = account.id
             ORDER BY i.occurred_at DESC, i.id DESC LIMIT $2) i
           ORDER BY i.occurred_at DESC, i.id DESC`,
          [idsOf(queries), queries[0].params.first],
        ),
      ),
  },
};

const app = fastify({ bodyLimit: 1_000_000 });
app.register(mercurius, { schema, resolvers, loaders, jit: 1, graphiql: false });
await app.listen({ port: 0, host: '127.0.0.1' });
process.send({ port: app.server.address().port });
process.on('disconnect', () => process.exit());
