/*
 * Writes src/database/folding-table.ts. Run it only to change how names are compared, together with a migration that folds
 * the stored names again: `npm run generate` does not run it, because other Node.js versions know other characters.
 */
import { writeFileSync } from 'node:fs';
import { foldingTable } from './folding-table.js';

writeFileSync('src/database/folding-table.ts', foldingTable());
