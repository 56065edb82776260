import { count, counted, wrap } from '../layout.js';
import type { ImportContext, Source } from '../source.js';
import type { StripeOptions } from './command.js';
import { confirmRanks } from './ranks.js';
import { Reconciliation } from './reconciliation.js';
import { recordsOfCatalog, recordsOfCustomer } from './records.js';
import { readExport, type ExportSummary } from './reading/exported-files.js';
import { emptyCatalog } from './reading/objects.js';
import { Spool } from './reading/spool.js';
import { REPORT_FILE } from './report-file.js';

/** Opens a folder of exported files. */
export async function openExport({ from, yes = false }: StripeOptions, context: ImportContext): Promise<Source> {
  const { workspace, signal } = context;
  const spool = await Spool.create();
  try {
    const found = emptyCatalog();
    const summary = await readExport(from!, spool, found, signal);
    for (const line of describe(summary)) context.terminal.note(line);
    const ranks = await confirmRanks(found, context, yes);
    const catalog = { ...found, ranks, workspace, readAt: summary.readAt };
    const reconciliation = new Reconciliation();
    let done = 0;
    return {
      name: 'Stripe',
      reportFile: REPORT_FILE,
      async *records() {
        yield* recordsOfCatalog(catalog);
        for await (const objects of spool.customers()) {
          yield* recordsOfCustomer(objects, catalog, reconciliation);
          done++;
        }
      },
      share: () => Math.min(1, done / Math.max(1, summary.counts.customer)),
      report: () => Promise.resolve(reconciliation.report()),
      close: () => spool.remove(),
    };
  } catch (error) {
    await spool.remove();
    throw error;
  }
}

function describe({ files, counts, ignored, truncatedInvoices }: ExportSummary): string[] {
  const names = [...ignored].map(([name, some]) => `${count(some)} ${name}`);
  return [
    `Read ${counted(files, 'file')}: ${counted(counts.customer, 'customer')}, ${counted(counts.subscription, 'subscription')}, ${counted(counts.invoice, 'invoice')}.`,
    ...(names.length > 0 ? wrap(`Ignored, because an import does not need them: ${names.join(', ')}.`) : []),
    ...(counts.invoice === 0
      ? wrap(
          'There are no invoices: what each subscription sells now is recorded as sold from its start. Export the invoices for its history.',
        )
      : []),
    ...(truncatedInvoices > 0
      ? wrap(
          `${counted(truncatedInvoices, 'invoice')} were exported with their first lines only (\`lines.has_more\`): the history of their subscriptions may lack changes. Export these invoices with all lines, or import with a key.`,
        )
      : []),
  ];
}
