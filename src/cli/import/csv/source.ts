import type { OpenSource } from '../source.js';
import type { CsvOptions } from './command.js';

export const openCsv =
  (_: CsvOptions): OpenSource =>
  () => {
    throw new Error('Not built yet.');
  };
