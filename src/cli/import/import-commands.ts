import type { Command } from 'commander';
import type { Config } from '../../config/config.js';
import { csvCommand } from './csv/command.js';
import { stripeCommand } from './stripe/command.js';
import type { MakeSourceCommand, RunSource } from './source-command.js';

/** The commands of all sources. A new source adds its line here. */
const SOURCES: readonly MakeSourceCommand[] = [csvCommand, stripeCommand];

export function addImportCommands(program: Command, config: Config): void {
  const { apiKey, endpoint } = config;
  const all = program.command('import').description('import accounts and subscriptions from another system');
  const run: RunSource = (load) => async (options) => {
    const [{ runImport }, open] = await Promise.all([import('./run-import.js'), load()]);
    process.exitCode = await runImport({ ...options, apiKey }, open(options));
  };
  for (const make of SOURCES) {
    all.addCommand(
      make(run, config)
        .option('--endpoint <url>', 'URL of the API; can also be set as CLIENTELE_ENDPOINT', endpoint)
        .option('--dry-run', 'read and check everything, but send nothing', false),
    );
  }
}
