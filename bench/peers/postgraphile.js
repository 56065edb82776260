/**
 * PostGraphile 5, configured for production as its manual recommends. With row-level security, the context authenticates
 * the caller and passes the settings for row-level security with each request, also as the manual recommends.
 */
import { createServer } from 'node:http';
import pg from 'pg';
import { makeWho } from './who.js';
// PostGraphile requires Node 22; this is all that Node 20 lacks.
Promise.withResolvers ??= function () {
  let resolve, reject;
  const promise = new this((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
};
const { postgraphile } = await import('postgraphile');
const { PostGraphileAmberPreset } = await import('postgraphile/presets/amber');
const { makePgService } = await import('postgraphile/adaptors/pg');
const { grafserv } = await import('postgraphile/grafserv/node');

const { databaseUrl, poolSize, schema, rowLevelSecurity, statements } = JSON.parse(process.env.BENCH);
const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
const who = makeWho(pool, statements.selectApiKey);
const settingsOf = async ({ node }) => ({
  pgSettings: { role: rowLevelSecurity.role, [rowLevelSecurity.setting]: await who(node.req.headers.authorization) },
});
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ pool, schemas: [schema] })],
  grafserv: { graphiql: false, watch: false, maxRequestLength: 1_000_000 },
  grafast: { explain: false, ...(rowLevelSecurity && { context: settingsOf }) },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
