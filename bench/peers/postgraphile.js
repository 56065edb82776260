/**
 * PostGraphile 5, as its manual sets it up for production. Where it keeps workspaces apart it does so as the manual has
 * it: who asks is found out in the context, and the settings go with each request to row-level security.
 */
import { createServer } from 'node:http';
import pg from 'pg';
import { makeWho } from './who.js';
// All that Node 20 lacks of what it wants of Node 22.
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
