import type { ImportResult } from '@clientele/sdk';
import type { ReasonGroup } from './groups.js';
import { count, counted, section, wrap } from './layout.js';
import type { ReportFile } from './report-file.js';
import type { Tally } from './tally.js';

/** How many reasons the report shows; the report file has all of them. */
const SHOWN_REASONS = 8;

/** Reports what was recorded, and what could not be recorded exactly and why. */
export function reportResult(result: Pick<ImportResult, 'created' | 'updated' | 'unchanged' | 'notices'>): string[] {
  const { created, updated, unchanged, notices } = result;
  return [
    created + updated === 0
      ? `Nothing changed: ${counted(unchanged, 'record')} had been recorded already.`
      : `${count(created)} created, ${count(updated)} updated, ${count(unchanged)} unchanged.`,
    ...notices.flatMap(({ message }) => wrap(message, 'Note: ')),
  ];
}

export function reportTally({ verdicts, approximate, refused }: Tally, file: ReportFile | undefined): string[] {
  const { EXACT, APPROXIMATE, REFUSED } = verdicts;
  return [
    ...(EXACT > 0 ? ['', `${count(EXACT)} exact, ${count(APPROXIMATE)} approximate, ${count(REFUSED)} refused.`] : []),
    ...section('Recorded approximately:', describeGroups(approximate.all)),
    ...section(`Not recorded: ${counted(REFUSED, 'record')}`, REFUSED === 0 ? [] : describeGroups(refused.all)),
    ...(file && !file.isEmpty ? ['', ...wrap(`All of them, with reasons: ${file.path}`)] : []),
  ];
}

function describeGroups(groups: readonly ReasonGroup[]): string[] {
  const rest = groups.slice(SHOWN_REASONS).reduce((sum, group) => sum + group.count, 0);
  return [
    ...groups
      .slice(0, SHOWN_REASONS)
      .flatMap(({ reason, count: times, examples }) => [
        ...wrap(reason, `${count(times)} × `),
        ...wrap(`${examples.join('; ')}${times > examples.length ? '; …' : ''}`, '    '),
      ]),
    ...(rest > 0 ? [`${count(rest)} × other reasons`] : []),
  ];
}
