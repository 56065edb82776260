import type { Command } from 'commander';
import type { Config } from '../../config/config.js';
import type { OpenSource } from './source.js';

/** Options of every `clientele import` command. */
export interface SharedOptions {
  endpoint: string;
  dryRun: boolean;
}

/**
 * Makes the action of a command. `load` imports the modules of the source only when the command runs, so that other commands
 * do not wait for them.
 */
export type RunSource = <Options>(
  load: () => Promise<(options: Options) => OpenSource>,
) => (options: Options & SharedOptions) => Promise<void>;

/** Makes the command of a source with the options of its own. */
export type MakeSourceCommand = (run: RunSource, config: Config) => Command;
