import type { ImportRecord } from '@clientele/sdk';
import { makeRecordCheck } from './check-record.js';
import { counted, section, wrap } from './layout.js';
import type { Progress } from './progress.js';
import type { ImportContext, Source } from './source.js';
import type { Tally } from './tally.js';

/**
 * Reads and checks all records, and sends nothing. Writes the records as JSON lines to stdout if it is not a terminal;
 * otherwise returns one record of each kind as an example.
 */
export async function dryRun(
  { workspace, signal, terminal }: ImportContext,
  source: Source,
  tally: Tally,
  progress: Progress,
): Promise<string[]> {
  const check = makeRecordCheck(workspace.currencyCode, Date.now());
  const examples = new Map<string, ImportRecord>();
  let done = 0;
  for await (const { record } of tally.records()) {
    signal.throwIfAborted();
    tally.settle(done++);
    const problems = check(record);
    if (problems.length > 0) {
      const userErrors = problems.map((problem) => ({ ...problem, code: 'INVALID' as const, externalId: null }));
      tally.refuse({ record, userErrors });
      continue;
    }
    const [kind = ''] = Object.keys(record);
    if (!examples.has(kind)) examples.set(kind, record);
    if (!process.stdout.isTTY) terminal.print(JSON.stringify(record));
    progress.show(done, source.share?.());
  }
  tally.settle(Infinity);
  return [
    'Nothing was sent. An import would send:',
    ...[...tally.kinds].map(([kind, records]) => `  ${counted(records, NAMES[kind] ?? kind)}`),
    ...section(
      'For example:',
      [...examples.values()].flatMap((record) => wrap(JSON.stringify(record), '- ')),
    ),
  ];
}

const NAMES: Readonly<Record<string, string>> = { exchangeRate: 'exchange rate', usage: 'usage record' };
