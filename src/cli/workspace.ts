import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { makeKey } from '../auth/api-key-form.service.js';
import { storeKey } from '../auth/api-key.service.js';
import type { Database } from '../composition/open-database.js';
import type { Clock } from '../config/clock.js';
import { poolOf } from '../database/pool.js';
import { WorkspaceScope } from '../database/workspace-scope.js';
import { decodeId, encodeId } from '../graphql/ids.js';
import { Role } from '../graphql/role.js';
import { writeInstant } from '../graphql/scalars.js';
import type { TimeZoneUpdate } from '../workspaces/time-zone-update.service.js';
import { updateWorkspace, type UpdatedWorkspace, type WorkspacePatch } from '../workspaces/update-workspace.service.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import { createWorkspace } from '../workspaces/workspace.service.js';
import { printable } from './printable.js';

/** Returns the stored id of a workspace by its global id or by its name, which only one workspace may have. */
async function findWorkspace(operator: DataSource, nameOrId: string): Promise<string> {
  const workspaces = operator.getRepository(WorkspaceEntity);
  const id = decodeId('Workspace', nameOrId);
  const found = await workspaces.find({ where: [...(id ? [{ id }] : []), { name: nameOrId }], order: { id: 'ASC' } });
  if (found.length === 1) return found[0]!.id;
  throw new Error(
    found.length === 0
      ? `Workspace ${nameOrId} does not exist. \`clientele workspace list\` shows all workspaces.`
      : `Expected the id of a workspace; ${found.length} have the name ${nameOrId}: ` +
          found.map((workspace) => encodeId('Workspace', workspace.id)).join(', '),
  );
}

function describeUpdate({ name, timeZone, isRolledOut }: UpdatedWorkspace): string {
  const next = isRolledOut
    ? 'The server derives every account again in the background, because months and days are counted differently. ' +
      'If no server is running, this happens after the next start.'
    : 'No account has to be derived again.';
  return [`Name       ${printable(name)}`, `Time zone  ${timeZone}`, next].join('\n');
}

/** Describes how a time zone differs from the stored one, and the consequence. */
export const describeTimeZoneUpdate = ({ timeZone, from, workspaces }: TimeZoneUpdate): string =>
  `The clock changes of ${timeZone} in this version of Node.js differ from those stored with ` +
  `${workspaces === 1 ? 'one workspace' : `${workspaces} workspaces`}, first ` +
  `${from === -Infinity ? 'in the earliest years' : `at ${writeInstant(from)}`}. The stored ones have been replaced; the ` +
  `accounts of ${workspaces === 1 ? 'this workspace' : 'these workspaces'} are derived again in the background.`;

export function addWorkspaceCommands(
  program: Command,
  withDatabase: (work: (database: Database) => Promise<void>) => Promise<void>,
  clock: Clock,
): void {
  const workspace = program.command('workspace').description('manage workspaces');

  workspace
    .command('create')
    .argument('<name>', 'name of the workspace')
    .requiredOption('--currency <code>', 'ISO 4217 code of the currency of all amounts, for example USD')
    .option('--time-zone <zone>', 'IANA time zone in which months and days are counted', 'UTC')
    .description('create a workspace and print its first API key, which has the role ADMIN')
    .action((name: string, { currency, timeZone }: { currency: string; timeZone: string }) =>
      withDatabase(async ({ operator }) => {
        const { id } = await createWorkspace(operator, clock(), { name, currencyCode: currency, timeZone });
        const key = makeKey();
        await storeKey(operator, clock(), { workspaceId: id, name: 'First key', role: Role.ADMIN, key });
        console.log(`Workspace  ${encodeId('Workspace', id)}`);
        console.log(`API key    ${key}`);
      }),
    );

  workspace
    .command('list')
    .description('list the workspaces')
    .action(() =>
      withDatabase(async ({ operator }) => {
        const all = await operator.getRepository(WorkspaceEntity).find({ order: { createdAt: 'ASC' } });
        for (const { id, name, currencyCode, timeZone } of all) {
          console.log([encodeId('Workspace', id), printable(name), currencyCode, timeZone].join('  '));
        }
      }),
    );

  workspace
    .command('update')
    .argument('<workspace>', 'id of the workspace, wrk_…, or its name')
    .option(
      '--time-zone <zone>',
      'new IANA time zone; every account is derived again, with months and days counted in it',
    )
    .option('--name <name>', 'new name')
    .description('change the time zone or the name of a workspace')
    .action((nameOrId: string, { timeZone, name }: WorkspacePatch) => {
      if (timeZone === undefined && name === undefined) throw new Error('Expected --time-zone or --name; got neither.');
      return withDatabase(async ({ operator, dataSource }) => {
        const id = await findWorkspace(operator, nameOrId);
        const updated = await updateWorkspace(new WorkspaceScope(poolOf(dataSource), id, clock()), { name, timeZone });
        console.log(describeUpdate(updated));
      });
    });
}
