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
  const bySubject = new Map(verdicts.map((verdict) => [verdict.subject, verdict]));
  for (const record of records) {
    const id = idIn(record);
    yield { record, origin: originOf(record), verdict: bySubject.get(id) };
    bySubject.delete(id);
  }
  yield* bySubject.values();
}

/** What Stripe calls the objects that become records. */
const NAMES: Readonly<Record<string, string>> = { plan: 'product', account: 'customer', interaction: 'charge' };

function originOf(record: ImportRecord): string {
  const [kind = 'record'] = Object.keys(record);
  return `${NAMES[kind] ?? kind} ${idIn(record)}`.trimEnd();
}

type Identified = Pick<AccountImport, 'identities'> & Pick<UsageImport, 'externalId'>;

/** Returns the id of the object at Stripe that becomes a record. */
function idIn(record: ImportRecord): string {
  const [content] = Object.values(record) as Identified[];
  return content?.identities?.[0]?.externalId ?? content?.externalId ?? '';
}
