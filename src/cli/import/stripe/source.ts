import type { ImportContext, OpenSource, Source } from '../source.js';
import type { StripeOptions } from './command.js';
import { openApi } from './api-source.js';
import { openExport } from './export-source.js';

/** What the environment says about Stripe. */
export interface StripeSettings {
  key: string | undefined;
  url: string | undefined;
}

export const openStripe =
  (settings: StripeSettings) =>
  (options: StripeOptions): OpenSource =>
  async (context: ImportContext): Promise<Source> => {
    checkCombination(options, context.isDryRun);
    return options.from === undefined ? openApi(options, settings, context) : openExport(options, context);
  };

/** Refuses options that contradict each other. */
function checkCombination({ from, since, follow }: StripeOptions, isDryRun: boolean): void {
  const refuse = (one: string, other: string, why: string): never => {
    throw new Error(`Expected either ${one} or ${other}: ${why}.`);
  };
  if (from !== undefined && follow) refuse('--from', '--follow', 'files do not change');
  if (from !== undefined && since !== undefined) refuse('--from', '--since', 'files are read as a whole');
  if (follow && since !== undefined)
    refuse('--follow', '--since', '--follow imports all customers once, and then every change');
  if (follow && isDryRun) refuse('--follow', '--dry-run', 'a dry run sends nothing');
}
