import { type Clientele, ClienteleError, ImportInterruptedError } from '@clientele/sdk';
import { connect } from './connect.js';
import { counted } from './layout.js';
import { showProgress, type Progress } from './progress.js';
import { ReportFile } from './report-file.js';
import { reportResult, reportTally } from './report.js';
import type { SharedOptions } from './source-command.js';
import type { ImportContext, OpenSource, Source } from './source.js';
import { Tally } from './tally.js';
import { Interrupted, processTerminal } from './terminal.js';

/** The exit code of a process that Ctrl-C ended, by convention 128 plus the number of SIGINT. */
const INTERRUPTED = 130;

/** Runs an import, and returns the exit code: 0 if everything was recorded, 1 if some records were refused, 130 after Ctrl-C. */
export async function runImport(
  options: SharedOptions & { apiKey: string | undefined },
  open: OpenSource,
): Promise<number> {
  const stopping = new AbortController();
  const terminal = processTerminal(stopping.signal);
  // A second Ctrl-C ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort(new Interrupted('Stopped.')));
  try {
    const client = await connect(options, terminal);
    const { id, name, currencyCode, timeZone } = await client.workspace({ signal: stopping.signal });
    const workspace = { name, currencyCode, timeZone };
    const context = { workspaceId: id, workspace, isDryRun: options.dryRun, terminal, signal: stopping.signal };
    const source = await open(context);
    try {
      return await importFrom(source, client, options.endpoint, context);
    } finally {
      await source.close?.();
    }
  } catch (error) {
    if (!stopping.signal.aborted && !(error instanceof Interrupted)) throw explain(error, options.endpoint);
    terminal.note(error instanceof Interrupted ? error.message : 'Stopped.');
    return INTERRUPTED;
  }
}

/** The progress of changes, which are few. */
const SILENT: Progress = { show: () => undefined, stop: () => undefined };

async function importFrom(
  source: Source,
  client: Clientele,
  endpoint: string,
  context: ImportContext,
): Promise<number> {
  const { terminal, isDryRun } = context;
  const file = source.reportFile === undefined ? undefined : new ReportFile(source.reportFile);
  const tally = new Tally(source, file);
  const progress = showProgress(isDryRun ? 'Checking' : 'Importing');
  // The output of a dry run that goes to a file or a program is the records, so the report goes to stderr.
  const print = (line: string): void =>
    isDryRun && !process.stdout.isTTY ? terminal.note(line) : terminal.print(line);
  try {
    let lines: string[];
    try {
      if (isDryRun) {
        const { dryRun } = await import('./dry-run.js');
        lines = await dryRun(context, source, tally, progress);
      } else lines = await send(client, source, tally, progress, context);
    } finally {
      progress.stop();
    }
    const ofSource = (await source.report?.()) ?? [];
    for (const line of [...lines, ...reportTally(tally, file), ...ofSource]) print(line);
    if (!isDryRun) {
      const { firstView } = await import('./first-view.js');
      for (const line of await firstView(client, context.workspace, endpoint)) print(line);
    }
    await source.follow?.(async (items) => {
      const changes = new Tally({ ...source, records: () => items }, file);
      return (await send(client, source, changes, SILENT, context))[0]!;
    });
    return tally.verdicts.REFUSED > 0 ? 1 : 0;
  } finally {
    file?.close();
  }
}

async function send(
  client: Clientele,
  source: Source,
  tally: Tally,
  progress: Progress,
  { signal }: ImportContext,
): Promise<string[]> {
  async function* records() {
    for await (const { record } of tally.records()) yield record;
  }
  try {
    const result = await client.import(records(), {
      signal,
      onProgress: ({ records: done }) => {
        tally.settle(done);
        progress.show(done, source.share?.());
      },
      onRefused: (refusal) => tally.refuse(refusal),
    });
    tally.settle(Infinity);
    return reportResult(result);
  } catch (error) {
    if (!(error instanceof ImportInterruptedError)) throw error;
    const { created, updated, unchanged } = error.checkpoint;
    const recorded = `Recorded so far: ${counted(created + updated + unchanged, 'record')}. Repeat the command to continue; these records stay unchanged.`;
    if (signal.aborted) throw new Interrupted(`Stopped. ${recorded}`);
    // An error of the source itself is the cause; the SDK's errors have no variables in their message.
    const cause = error.cause instanceof Error ? error.cause : error;
    throw new Error(`The import stopped: ${cause.message} ${recorded}`, { cause });
  }
}

/** Adds to errors of the connection how to fix them. */
function explain(error: unknown, endpoint: string): unknown {
  if (error instanceof ClienteleError && error.status === 404) {
    const example = new URL('/graphql', endpoint).href;
    return new Error(
      `Expected the URL of the API, such as ${example}; got ${endpoint}, where no API is. Set --endpoint or CLIENTELE_ENDPOINT.`,
      { cause: error },
    );
  }
  if (!(error instanceof ClienteleError) || !['NETWORK', 'TIMEOUT'].includes(error.code)) return error;
  return new Error(
    `Expected a Clientele server at ${endpoint}. ${error.message} Start a server with \`npx clientele start\`, or set --endpoint or CLIENTELE_ENDPOINT.`,
    { cause: error },
  );
}
