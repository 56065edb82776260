import { Arg, Authorized, Ctx, Field, Mutation, ObjectType, Query, Resolver, UseMiddleware } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Cost } from '../graphql/cost/cost.js';
import { answerUserErrors, Payload } from '../graphql/payload.js';
import { withIdempotency } from '../idempotency/idempotency.service.js';
import { Role } from '../graphql/role.js';
import { ApiKeyCreateInput, ApiKeyRevokeInput } from './api-key.inputs.js';
import { allApiKeys, apiKeyById } from './api-key.loaders.js';
import { createApiKey, revokeApiKey, type NewApiKey } from './api-key.service.js';
import { ApiKey } from './api-key.type.js';

@ObjectType({ description: 'The result of creating or revoking an API key.' })
export class ApiKeyPayload extends Payload {
  @Field(() => ApiKey, { nullable: true, description: 'The key. Null if nothing was changed; see `userErrors`.' })
  apiKey?: ApiKey | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The key itself, to send as `Authorization: Bearer clk_…`. Returned only once, when the key is created. Null for a repeated request with the same `idempotencyKey`, and for a revocation.',
  })
  secret?: string | null;
}

@Resolver()
export class ApiKeyResolver {
  @Authorized(Role.ADMIN)
  @Cost({ size: 1_000, each: 0.1 })
  @Query(() => [ApiKey], {
    description: 'All API keys of the workspace, including expired and revoked ones, latest first.',
  })
  apiKeys(@Ctx() context: RequestContext): Promise<ApiKey[]> {
    return context.the(allApiKeys);
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => ApiKeyPayload, {
    description:
      'Creates an API key for this workspace. Its secret is returned only once. A workspace has at most 1,000 valid keys.',
  })
  async apiKeyCreate(
    @Ctx() context: RequestContext,
    @Arg('input', () => ApiKeyCreateInput, { description: 'The key to create.' })
    input: ApiKeyCreateInput,
  ): Promise<Partial<ApiKeyPayload>> {
    const { id, secret } = await withIdempotency<NewApiKey>(
      context.scope,
      'apiKeyCreate',
      input,
      (scope) => createApiKey(scope, input),
      (created) => ({ ...created, secret: null }),
    );
    return { apiKey: await context.the(apiKeyById).load(id), secret };
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => ApiKeyPayload, {
    description:
      'Revokes an API key with immediate effect; other servers may accept it for up to 1 second. A key may revoke itself. The last admin key cannot be revoked (CONFLICT).',
  })
  async apiKeyRevoke(
    @Ctx() context: RequestContext,
    @Arg('input', () => ApiKeyRevokeInput, { description: 'The key to revoke.' }) input: ApiKeyRevokeInput,
  ): Promise<Partial<ApiKeyPayload>> {
    const id = await withIdempotency(context.scope, 'apiKeyRevoke', input, (scope) => revokeApiKey(scope, input));
    return { apiKey: await context.the(apiKeyById).load(id), secret: null };
  }
}
