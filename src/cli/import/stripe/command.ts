import { Command } from 'commander';
import type { MakeSourceCommand } from '../source-command.js';

/** Options of `clientele import stripe`. */
export interface StripeOptions {
  key?: string;
  from?: string;
  since?: string;
  follow?: boolean;
  yes?: boolean;
}

export const stripeCommand: MakeSourceCommand = (run, { stripe }) =>
  new Command('stripe')
    .description('import the customers, subscriptions and invoices of a Stripe account')
    .option(
      '--key <key>',
      'restricted key of Stripe with read permissions, rk_…; other users of this machine can see arguments, so better set STRIPE_API_KEY or enter the key when asked',
    )
    .option('--from <folder>', 'read JSON files that were exported from Stripe instead, as lists, arrays or JSON lines')
    .option('--since <date>', 'read only customers that changed since this date, such as 2026-01-31')
    .option('--follow', 'go on importing what changes at Stripe, until Ctrl-C')
    .option('--yes', 'use the ranks of the products without asking')
    .action(run<StripeOptions>(() => import('./source.js').then(({ openStripe }) => openStripe(stripe))));
