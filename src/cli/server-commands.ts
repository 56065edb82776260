import 'reflect-metadata';
import type { Command } from 'commander';
import { makeKey } from '../auth/api-key-form.service.js';
import { storeKey } from '../auth/api-key.service.js';
import { issueDevelopmentToken } from '../auth/development-token.service.js';
import { openDatabase, type Database } from '../composition/open-database.js';
import type { Clock } from '../config/clock.js';
import type { Config } from '../config/config.js';
import { Role } from '../graphql/role.js';
import { updateTimeZones } from '../workspaces/time-zone-update.service.js';
import { addKeyCommands, onlyWorkspace, readRole, requireWorkspace } from './key.js';
import { showProgress } from './progress.js';
import { rebuild, type RebuildOptions } from './rebuild.js';
import { serve } from './serve.js';
import { addWorkspaceCommands, describeTimeZoneUpdate } from './workspace.js';

/** Adds the commands that use the database. */
export function addServerCommands(program: Command, config: Config, clock: Clock): void {
  async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
    const database = await openDatabase(config);
    try {
      await work(database);
    } finally {
      await database.close();
    }
  }

  program
    .command('start')
    .description('start the server')
    .action(() => serve(config));

  program
    .command('migrate')
    .description("bring the database's schema up to date")
    .action(() =>
      withDatabase(async (database) => {
        for (const update of await updateTimeZones(database, clock())) console.log(describeTimeZoneUpdate(update));
        console.log('The schema is up to date.');
      }),
    );

  addWorkspaceCommands(program, withDatabase, clock);
  addKeyCommands(program, withDatabase, clock);

  program
    .command('token')
    .requiredOption('--role <role>', 'READER, WRITER or ADMIN', readRole)
    .option('--workspace <id>', 'workspace of the token, wrk_…; default: the only one')
    .description('issue a token for development, valid for 12 hours, as your identity provider would')
    .action((options: { role: Role; workspace?: string }) => {
      if (config.isProduction) {
        throw new Error(
          'This command issues tokens only in development. In production, use a token of your identity provider, or an API key.',
        );
      }
      return withDatabase(async ({ operator, dataDirectory }) => {
        const workspaceId = await requireWorkspace(operator, options.workspace ?? (await onlyWorkspace(operator)));
        console.log(await issueDevelopmentToken(dataDirectory, clock(), { workspaceId, role: options.role }));
      });
    });

  program
    .command('demo')
    .option('--remove', 'remove the demo workspace and its keys instead', false)
    .description('replace the demo client base by a new one, dated relative to now')
    .action(({ remove }: { remove: boolean }) =>
      withDatabase(async (database) => {
        const { removeDemoWorkspace, renewDemoWorkspace } = await import('./demo/create-demo.js');
        if (remove) {
          await removeDemoWorkspace(database.operator);
          console.log('The demo workspace is removed.');
          return;
        }
        const { id, hasKeys } = await renewDemoWorkspace(database, clock(), showProgress());
        if (hasKeys) return;
        const key = makeKey();
        await storeKey(database.operator, clock(), { workspaceId: id, name: 'Demo', role: Role.ADMIN, key });
        console.log(`API key    ${key}`);
      }),
    );

  program
    .command('rebuild')
    .option('--check', 'only report differences; exit with code 1 if there are any', false)
    .option('--workspace <id>', 'only this workspace, wrk_…; default: all')
    .description('recompute every account from its facts, and replace stored results that differ')
    .action((options: RebuildOptions) =>
      withDatabase(async (database) => {
        const isConsistent = await rebuild(database, clock(), options);
        if (options.check && !isConsistent) process.exitCode = 1;
      }),
    );
}
