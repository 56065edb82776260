import type { AccountImport, ImportRecord, UsageImport } from '@clientele/sdk';
import type { SourcedRecord, Verdict } from '../source.js';
import { mapCustomer } from './mapping/map-customer.js';
import type { Catalog, CustomerObjects } from './mapping/objects.js';
import { mapPlans } from './mapping/plans.js';
import type { Reconciliation } from './reconciliation.js';

/** Yields the plans, to which the records of customers refer. */
export function* recordsOfCatalog(catalog: Pick<Catalog, 'products' | 'ranks'>): Generator<SourcedRecord> {
  for (const record of mapPlans(catalog)) yield { record, origin: originOf(record) };
}

/** Yields what becomes of the objects of one customer. */
export function* recordsOfCustomer(
  objects: CustomerObjects,
  catalog: Catalog,
  reconciliation?: Reconciliation,
): Generator<SourcedRecord | Verdict> {
  const { records, verdicts, stripeMrr } = mapCustomer(objects, catalog);
  for (const one of stripeMrr) reconciliation?.add(one);
  for (const record of records) yield { record, origin: originOf(record) };
  yield* verdicts;
}

/** What Stripe calls the objects that become records. */
const NAMES: Readonly<Record<string, string>> = { plan: 'product', account: 'customer', interaction: 'charge' };

function originOf(record: ImportRecord): string {
  const [[kind, content] = ['record', {}]] = Object.entries(record) as [string, Identified][];
  return `${NAMES[kind] ?? kind} ${content.identities?.[0]?.externalId ?? content.externalId ?? ''}`.trimEnd();
}

type Identified = Pick<AccountImport, 'identities'> & Pick<UsageImport, 'externalId'>;
