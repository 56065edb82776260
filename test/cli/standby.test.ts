import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KillablePostgres } from '../support/killable-postgres.js';
import { clientele, endAll, newDataDirectory, refusalOf } from '../support/processes.js';

jest.setTimeout(180_000);

afterAll(endAll);

it('starting or migrating on a hot standby is refused with one line that says what to change', async () => {
  const dataDirectory = newDataDirectory();
  const postgres = await KillablePostgres.start(dataDirectory);
  try {
    const settings = { DATABASE_URL: postgres.url, CLIENTELE_DATA_DIR: newDataDirectory() };
    expect((await clientele(['migrate'], settings)).ending).toBe(0);
    await postgres.kill();
    const signal = join(dataDirectory, 'cluster', 'standby.signal');
    writeFileSync(signal, '');
    chmodSync(signal, 0o666);
    await postgres.start();
    for (const args of [['start'], ['migrate']]) {
      expect(await refusalOf(args, settings)).toMatch(/read-only hot standby\. Point DATABASE_URL at the primary/);
    }
  } finally {
    await postgres.kill();
  }
});
