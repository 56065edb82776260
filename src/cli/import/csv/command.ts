import { Command } from 'commander';
import type { MakeSourceCommand } from '../source-command.js';

/** Options of `clientele import csv`. */
export interface CsvOptions {
  accounts?: string;
  subscriptions?: string;
  interactions?: string;
  measures?: string;
  mapping?: string;
  saveMapping?: string;
}

export const csvCommand: MakeSourceCommand = (run) =>
  new Command('csv')
    .description('import CSV files, such as exports of spreadsheets, CRMs and billing systems')
    .option('--accounts <file>', 'CSV file of accounts')
    .option('--subscriptions <file>', 'CSV file of subscriptions, with one row for each subscription or phase')
    .option('--interactions <file>', 'CSV file of interactions')
    .option('--measures <file>', 'not supported yet')
    .option('--mapping <file>', 'YAML file with the meaning of columns; the rest is guessed')
    .option('--save-mapping <file>', 'write the meaning of all columns to a YAML file')
    .action(run<CsvOptions>(() => import('./source.js').then(({ openCsv }) => openCsv)));
