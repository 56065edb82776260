import type { ImportContext } from '../source.js';
import { Interrupted } from '../terminal.js';
import { table, wrap } from '../layout.js';
import { rankProducts } from './mapping/plans.js';
import type { CatalogObjects } from './reading/objects.js';

/** How many products are shown. Accounts with a product for each deal have thousands. */
const SHOWN = 40;

const HINT =
  'A higher rank is a higher tier; products of the highest rank are the top tier, and those of rank 0 are add-ons. To change a rank, set the metadata clientele_rank of the product at Stripe to a whole number.';

/** Ranks the products, shows the ranks, and asks whether they are right. Without a terminal, they are shown and used. */
export async function confirmRanks(
  catalog: CatalogObjects,
  { terminal }: ImportContext,
  isConfirmed: boolean,
): Promise<Map<string, number>> {
  const ranks = rankProducts(catalog.products, catalog.prices);
  const rows = [...catalog.products.values()]
    .map(({ id, name, active }) => ({
      id,
      name: `${name}${active ? '' : ' (archived)'}`,
      rank: ranks.get(id) ?? 0,
    }))
    .sort((one, other) => other.rank - one.rank || (one.name < other.name ? -1 : 1));
  terminal.note('Ranks of the products:');
  for (const line of table(rows.slice(0, SHOWN).map(({ id, name, rank }) => [name, String(rank), id])))
    terminal.note(`  ${line}`);
  if (rows.length > SHOWN) terminal.note(`  … and ${rows.length - SHOWN} more`);
  for (const line of wrap(HINT)) terminal.note(line);
  if (isConfirmed || (await terminal.confirm('Import with these ranks?'))) return ranks;
  throw new Interrupted('Nothing was imported. Set clientele_rank at Stripe, and run the command again.');
}
