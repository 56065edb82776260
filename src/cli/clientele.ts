#!/usr/bin/env node
import { Command } from 'commander';
import { makeClock, type Clock } from '../config/clock.js';
import { readConfig, type Config } from '../config/config.js';
import { VERSION } from '../config/version.js';
import { openDatabase, type Database } from '../composition/open-database.js';
import { serve } from './serve.js';
import { Role } from '../graphql/role.js';
import { makeKey } from '../auth/api-key-form.service.js';
import { storeKey } from '../auth/api-key.service.js';
import { issueDevelopmentToken } from '../auth/development-token.service.js';
import { updateTimeZones } from '../workspaces/time-zone-update.service.js';
import { addImportCommands } from './import/import-commands.js';
import { addKeyCommands, onlyWorkspace, readRole, requireWorkspace } from './key.js';
import { printableLines } from './printable.js';
import { showProgress } from './progress.js';
import { rebuild, type RebuildOptions } from './rebuild.js';
import { addWorkspaceCommands, describeTimeZoneUpdate } from './workspace.js';

// Only this file reads the environment; everything else gets the configuration as an argument.
const { config, clock } = readEnvironmentOrExit();

function readEnvironmentOrExit(): { config: Config; clock: Clock } {
  try {
    const config = readConfig(process.env);
    return { config, clock: makeClock(config.clock) };
  } catch (error) {
    return fail(error);
  }
}

/** Ends the process with a message of one line and no stack trace. */
function fail(error: unknown): never {
  console.error(`clientele: ${printableLines(error instanceof Error ? error.message : String(error))}`);
  process.exit(1);
}

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(config);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

const program = new Command('clientele')
  .description('Tells which accounts are customers and which are clients, why, since when, and what comes next.')
  .version(VERSION);

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

addImportCommands(program, config);

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

await program.parseAsync().catch(fail);
