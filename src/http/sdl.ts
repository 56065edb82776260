import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';

/** Prints the schema as SDL, sorted, so that the text changes only if the schema does. */
export const toSdl = (schema: GraphQLSchema): string => `${printSchema(lexicographicSortSchema(schema))}\n`;

/** Serves the schema at `/schema.graphql` for code generators and linters. `check` throws to refuse a request. */
export function serveSdl(
  app: FastifyInstance,
  schema: GraphQLSchema,
  check: (request: FastifyRequest, reply: FastifyReply) => Promise<void>,
): void {
  const sdl = toSdl(schema);
  const etag = `"${createHash('sha256').update(sdl).digest('base64url')}"`;
  app.get('/schema.graphql', async (request, reply) => {
    await check(request, reply);
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
    return reply.type('text/plain; charset=utf-8').send(sdl);
  });
}
