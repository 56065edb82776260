import { mkdtempSync, readFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportRecord } from '@clientele/sdk';
import { openCsv } from '../../../../src/cli/import/csv/source.js';
import type { Verdict, Workspace } from '../../../../src/cli/import/source.js';
import type { Terminal } from '../../../../src/cli/import/terminal.js';

export interface Files {
  accounts?: string | Buffer;
  subscriptions?: string | Buffer;
  interactions?: string | Buffer;
  mapping?: string;
}

export interface Imported {
  records: ImportRecord[];
  verdicts: Verdict[];
  /** What the command showed before it asked for confirmation. */
  shown: string;
  /** The lines of refused.csv after its header. */
  refused: string[];
}

export const BERLIN: Workspace = { name: 'Acme', currencyCode: 'EUR', timeZone: 'Europe/Berlin' };

const previous = process.cwd();

/** Reads CSV files as `clientele import csv` does, in a folder of their own. */
export async function readCsv(files: Files, workspace = BERLIN): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-csv-'));
  process.chdir(folder);
  try {
    const options: Record<string, string> = {};
    for (const [name, content] of Object.entries(files) as [string, string | Buffer][]) {
      options[name] = name === 'mapping' ? 'mapping.yaml' : `${name}.csv`;
      writeFileSync(options[name], content);
    }
    const lines: string[] = [];
    const terminal: Terminal = {
      isInteractive: false,
      print: (line = '') => lines.push(line),
      note: (line) => lines.push(line),
      confirm: () => Promise.resolve(true),
      askSecret: () => Promise.reject(new Error('No secret is needed to read files.')),
    };
    const { signal } = new AbortController();
    const source = await openCsv(options)({ workspaceId: 'wrk_1', workspace, isDryRun: false, terminal, signal });
    const records: ImportRecord[] = [];
    const verdicts: Verdict[] = [];
    for await (const item of source.records()) {
      if ('record' in item) records.push(item.record);
      else verdicts.push(item);
    }
    await source.close?.();
    const refused = existsSync('refused.csv') ? readFileSync('refused.csv', 'utf8').trimEnd().split('\n').slice(1) : [];
    return { records, verdicts, shown: lines.join('\n'), refused };
  } finally {
    process.chdir(previous);
    rmSync(folder, { recursive: true });
  }
}

type Kind<K extends string> = Extract<ImportRecord, Record<K, unknown>> extends Record<K, infer Body> ? Body : never;

/** Returns the records of one kind. */
export const ofKind = <K extends string>(records: readonly ImportRecord[], kind: K): Kind<K>[] =>
  records.flatMap((record) => (kind in record ? [(record as Record<string, unknown>)[kind] as Kind<K>] : []));

/** Encodes a text as Windows-1252, as far as the tests need it. */
export const windows1252 = (text: string): Buffer => Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');
