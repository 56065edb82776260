import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dropDatabases, newDatabase, queryOn } from '../support/databases.js';
import { clientele, endAll, newDataDirectory, refusalOf } from '../support/processes.js';
import { RunningServer } from '../support/servers.js';

jest.setTimeout(120_000);

const CHOSEN_KEY = `clk_a1B2c3D4e5F6_${'Chosen-by_hand'.padEnd(43, '0')}`;
const INTROSPECTION = '{ __schema { queryType { name } } }';

const newSettings = async () => ({ DATABASE_URL: await newDatabase(), CLIENTELE_DATA_DIR: newDataDirectory() });

async function recordedAt(server: RunningServer): Promise<string> {
  await server.record('Dated');
  const { account } = await server.get('{ account(by: { externalId: "Dated" }) { createdAt } }');
  return account!.createdAt;
}

afterAll(async () => {
  await endAll();
  await dropDatabases();
});

describe('DATABASE_URL', () => {
  test.concurrent('replaces the embedded database, with the same behaviour', async () => {
    const settings = await newSettings();
    const server = await RunningServer.start(settings);
    await server.record('Kept');
    expect(existsSync(join(settings.CLIENTELE_DATA_DIR, 'first-api-key'))).toBe(true);
    expect(existsSync(join(settings.CLIENTELE_DATA_DIR, 'cluster'))).toBe(false);
    expect(await server.stop('SIGTERM')).toBe(0);

    const next = await RunningServer.start(settings);
    expect(next.shownKey).toBe(server.shownKey);
    expect(await next.accounts()).toEqual(['Kept']);
    expect(existsSync(join(settings.CLIENTELE_DATA_DIR, 'cluster'))).toBe(false);
  });
});

describe('CLIENTELE_API_KEY', () => {
  test.concurrent('becomes the first API key, and is refused with the expected format if it is malformed', async () => {
    const settings = await newSettings();
    const malformed = await refusalOf(['start'], { ...settings, CLIENTELE_API_KEY: CHOSEN_KEY.slice(0, -1) });
    expect(malformed).toContain('CLIENTELE_API_KEY');
    expect(malformed).toContain('clk_<12 letters or digits>_<43 characters of base64url>');
    expect(malformed).not.toContain('Chosen-by_hand');

    const server = await RunningServer.start({ ...settings, CLIENTELE_API_KEY: CHOSEN_KEY });
    expect(server.shownKey).toBe(CHOSEN_KEY);
    expect(await server.get('{ viewer { role workspace { name } } }')).toEqual({
      viewer: { role: 'ADMIN', workspace: { name: 'Main' } },
    });
    // The operator already has this key, so it is not written to a file.
    expect(existsSync(join(settings.CLIENTELE_DATA_DIR, 'first-api-key'))).toBe(false);
    expect(await queryOn(settings.DATABASE_URL, 'SELECT name FROM workspace')).toEqual([{ name: 'Main' }]);
  });
});

describe('CLIENTELE_NOW', () => {
  test.concurrent('stops the clock at an instant', async () => {
    const server = await RunningServer.start({ ...(await newSettings()), CLIENTELE_NOW: '2019-09-30T00:00:00Z' });
    expect(await recordedAt(server)).toBe('2019-09-30T00:00:00.000Z');
  });

  test.concurrent('shifts the clock by a duration', async () => {
    const server = await RunningServer.start({ ...(await newSettings()), CLIENTELE_NOW: '+P30D' });
    const before = Date.now();
    const recorded = Date.parse(await recordedAt(server)) - 30 * 86_400_000;
    expect(recorded).toBeGreaterThanOrEqual(before);
    expect(recorded).toBeLessThanOrEqual(Date.now());
  });
});

describe('NODE_ENV=production', () => {
  test.concurrent('creates no workspace or key at the start, and prints the command that creates them', async () => {
    const settings = { ...(await newSettings()), NODE_ENV: 'production' };
    const server = await RunningServer.start(settings);
    expect(server.greeting + server.process.stdout).not.toContain('clk_');
    expect(existsSync(join(settings.CLIENTELE_DATA_DIR, 'first-api-key'))).toBe(false);

    const [, command] = /`npx clientele ([^`]+)`/.exec(server.greeting) ?? [];
    const { ending, stdout, stderr } = await clientele(command!.split(' '), settings);
    expect({ ending, stderr }).toEqual({ ending: 0, stderr: '' });
    const [key] = /clk_\S+/.exec(stdout) ?? [];
    expect(await server.get('{ viewer { role } }', {}, key)).toEqual({ viewer: { role: 'ADMIN' } });
  });

  test.concurrent('prints no key, serves no Sandbox and rejects introspection', async () => {
    const settings = { ...(await newSettings()), NODE_ENV: 'production', CLIENTELE_API_KEY: CHOSEN_KEY };
    const server = await RunningServer.start(settings);
    expect(server.greeting + server.process.stdout).not.toContain('clk_');
    expect(server.label).not.toContain('Sandbox');

    const page = await server.open();
    expect(page.headers.get('content-type')).not.toContain('text/html');
    const shown = await page.text();
    expect(shown).not.toContain('Sandbox');
    expect(shown).not.toContain('clk_');

    for (const key of [null, CHOSEN_KEY]) {
      const { data, errors } = await server.ask(INTROSPECTION, {}, key);
      expect(data).toBeNull();
      expect(errors).toHaveLength(1);
      expect(errors[0]!.message).toMatch(/introspection/i);
    }
    expect(await server.get('{ viewer { role } }', {}, CHOSEN_KEY)).toEqual({ viewer: { role: 'ADMIN' } });
  });
});
