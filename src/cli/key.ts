import { InvalidArgumentError, type Command } from 'commander';
import type { DataSource } from 'typeorm';
import type { Clock } from '../config/clock.js';
import { poolOf } from '../database/pool.js';
import type { Database } from '../composition/open-database.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { decodeId, encodeId } from '../graphql/ids.js';
import { finiteOrNull, readInstant, writeInstant } from '../graphql/scalars.js';
import { ApiKeyEntity } from '../auth/api-key.entity.js';
import { isRole, Role } from '../graphql/role.js';
import { makeKey } from '../auth/api-key-form.service.js';
import { isInForce, revokeApiKey, storeKey } from '../auth/api-key.service.js';
import { selectApiKeys } from '../auth/api-key.sql.js';
import { printable } from './printable.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';

export function readRole(text: string): Role {
  const role = text.toUpperCase();
  if (!isRole(role)) throw new InvalidArgumentError(`Expected ${Object.values(Role).join(', ')}.`);
  return role;
}

function readExpiry(text: string): number {
  const at = finiteOrNull(readInstant(text));
  if (at === null) throw new InvalidArgumentError('Expected an RFC 3339 date-time such as 2027-01-31T00:00:00Z.');
  return at;
}

/** Returns the stored id of a workspace that must exist. */
export async function requireWorkspace(operator: DataSource, id: string): Promise<string> {
  const workspaceId = decodeId('Workspace', id);
  const isKnown = workspaceId && (await operator.getRepository(WorkspaceEntity).existsBy({ id: workspaceId }));
  if (!isKnown) throw new Error(`Workspace ${id} does not exist. \`clientele workspace list\` shows all workspaces.`);
  return workspaceId;
}

/** Returns the global id of the only workspace, the default of commands. */
export async function onlyWorkspace(operator: DataSource): Promise<string> {
  const all = await operator.getRepository(WorkspaceEntity).find({ take: 2 });
  if (all.length === 1) return encodeId('Workspace', all[0]!.id);
  throw new Error(
    'Expected --workspace wrk_…, because there is not exactly one workspace. `clientele workspace list` shows all workspaces.',
  );
}

export function addKeyCommands(
  program: Command,
  withDatabase: (work: (database: Database) => Promise<void>) => Promise<void>,
  clock: Clock,
): void {
  const key = program.command('key').description('manage API keys');

  key
    .command('create')
    .requiredOption('--workspace <id>', 'workspace of the key, wrk_…')
    .requiredOption('--role <role>', 'READER, WRITER or ADMIN', readRole)
    .option('--name <name>', 'purpose of the key', 'Created by command')
    .option('--expires <date-time>', 'when the key expires, RFC 3339; default: never', readExpiry)
    .description('create a key and print it; it cannot be shown again')
    .action((options: { workspace: string; role: Role; name: string; expires?: number }) =>
      withDatabase(async ({ operator }) => {
        const workspaceId = await requireWorkspace(operator, options.workspace);
        const created = makeKey();
        const { name, role, expires: expiresAt = null } = options;
        if (expiresAt !== null && expiresAt <= clock()) {
          throw new Error(`Expected an expiry after now (${writeInstant(clock())}); got ${writeInstant(expiresAt)}.`);
        }
        await storeKey(operator, clock(), { workspaceId, name, role, key: created, expiresAt });
        console.log(created);
      }),
    );

  key
    .command('list')
    .requiredOption('--workspace <id>', 'workspace of the keys, wrk_…')
    .description('list the keys of a workspace and their state, latest first')
    .action((options: { workspace: string }) =>
      withDatabase(async ({ operator, dataSource }) => {
        const workspaceId = await requireWorkspace(operator, options.workspace);
        const now = clock();
        for (const each of await new WorkspaceScope(poolOf(dataSource), workspaceId, now).run(selectApiKeys)) {
          const { revokedAt, expiresAt, lastUsedAt } = each;
          const state = revokedAt !== null ? 'revoked' : isInForce(each, now) ? 'valid' : 'expired';
          const expiry = expiresAt === null ? 'does not expire' : `expires ${writeInstant(expiresAt)}`;
          const use = lastUsedAt === null ? 'never used' : `last used ${writeInstant(lastUsedAt)}`;
          console.log([encodeId('ApiKey', each.id), each.role, state, expiry, use, printable(each.name)].join('  '));
        }
      }),
    );

  key
    .command('revoke')
    .argument('<key>', 'id of the key, key_…')
    .description('revoke a key with immediate effect; the last admin key of a workspace cannot be revoked')
    .action((id: string) =>
      withDatabase(async ({ operator, dataSource }) => {
        const uuid = decodeId('ApiKey', id);
        const found = uuid ? await operator.getRepository(ApiKeyEntity).findOneBy({ id: uuid }) : null;
        if (!found) {
          throw new Error(
            `Key ${id} does not exist. \`clientele key list --workspace wrk_…\` shows the keys of a workspace.`,
          );
        }
        await revokeApiKey(new WorkspaceScope(poolOf(dataSource), found.workspaceId, clock()), { id });
        console.log(`Revoked ${id}.`);
      }),
    );
}
