#!/usr/bin/env node
import { Command } from 'commander';
import { makeClock, type Clock } from '../config/clock.js';
import { readConfig, type Config } from '../config/config.js';
import { VERSION } from '../config/version.js';
import { addImportCommands } from './import/import-commands.js';
import { printableLines } from './printable.js';

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

const program = new Command('clientele')
  .description('Tells which accounts are customers and which are clients, why, since when, and what comes next.')
  .version(VERSION);

// They load the whole server, which takes a second. An import runs over the API and needs none of it.
if (process.argv[2] !== 'import') {
  const { addServerCommands } = await import('./server-commands.js');
  addServerCommands(program, config, clock);
}
addImportCommands(program, config);

await program.parseAsync().catch(fail);
