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

@ObjectType({ description: 'The key that was made or revoked.' })
export class ApiKeyPayload extends Payload {
  @Field(() => ApiKey, { nullable: true, description: 'The key as it is now; null where userErrors say why.' })
  apiKey?: ApiKey | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What to send as `Authorization: Bearer clk_…`. Shown this once, when the key is made; else null, also where the same `idempotencyKey` is sent again.',
  })
  secret?: string | null;
}

@Resolver()
export class ApiKeyResolver {
  @Authorized(Role.ADMIN)
  @Cost({ size: 1_000, each: 0.1 })
  @Query(() => [ApiKey], { description: 'The keys of the workspace, latest first; expired and revoked ones too.' })
  apiKeys(@Ctx() context: RequestContext): Promise<ApiKey[]> {
    return context.the(allApiKeys);
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => ApiKeyPayload, {
    description: 'Makes a key to this workspace. Its secret is shown this once.',
  })
  async apiKeyCreate(
    @Ctx() context: RequestContext,
    @Arg('input', () => ApiKeyCreateInput, { description: 'What the key is for, and what it may do.' })
    input: ApiKeyCreateInput,
  ): Promise<Partial<ApiKeyPayload>> {
    const { id, secret } = await withIdempotency<NewApiKey>(
      context.scope,
      'apiKeyCreate',
      input,
      (scope) => createApiKey(scope, input),
      (made) => ({ ...made, secret: null }),
    );
    return { apiKey: await context.the(apiKeyById).load(id), secret };
  }

  @Authorized(Role.ADMIN)
  @UseMiddleware(answerUserErrors)
  @Mutation(() => ApiKeyPayload, {
    description:
      'Revokes a key: it opens nothing from now on. One may revoke the key that one asks with, but never the last admin key.',
  })
  async apiKeyRevoke(
    @Ctx() context: RequestContext,
    @Arg('input', () => ApiKeyRevokeInput, { description: 'Which key.' }) input: ApiKeyRevokeInput,
  ): Promise<Partial<ApiKeyPayload>> {
    const id = await withIdempotency(context.scope, 'apiKeyRevoke', input, (scope) => revokeApiKey(scope, input));
    return { apiKey: await context.the(apiKeyById).load(id), secret: null };
  }
}
