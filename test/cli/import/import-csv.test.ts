import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEADLINE_MS, Running, clientele, endAll, type Settings } from '../../support/processes.js';
import { startTestServer, type TestServer, type TestWorkspace } from '../../support/server.js';
import { waitUntil } from '../../support/wait-until.js';

let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), 'clientele-import-csv-'));
});
afterAll(async () => {
  await endAll();
  await server.close();
  rmSync(folder, { recursive: true });
});

const settingsOf = ({ key }: TestWorkspace): Settings => ({ CLIENTELE_API_KEY: key, CLIENTELE_ENDPOINT: server.url });

const run = (workspace: TestWorkspace, ...args: string[]) =>
  clientele(['import', 'csv', ...args], settingsOf(workspace), DEADLINE_MS, folder);

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const look = async (workspace: TestWorkspace) => {
  const { data } = await workspace.ask(
    '{ clientBase { accounts customers counts { type accounts monthlyRecurringRevenue { amount } } } }',
  );
  return (data as { clientBase: { accounts: number; customers: number; counts: { type: string; accounts: number }[] } })
    .clientBase;
};

describe('clientele import csv', () => {
  const accounts = 'Customer ID;Company;CSM\n1;Ärzte GmbH;Mia\n2;Beta AG;\n3;Gamma;\n';
  const subscriptions =
    'Contract ID;Customer ID;Plan;Status;Start;End;Price;Billing interval\nv1;1;Pro;active;01.01.2022;;99,50 €;monthly\nv2;2;Basic;active;13.01.2026;;9,00;monthly\nv3;9;Basic;active;01.01.2025;;9,00;monthly\nv4;3;Basic;active;later;;9,00;monthly\n';
  const interactions =
    'Customer ID;Type;Date;Personal\n1;QBR;01.02.2026;yes\n1;Meeting;02.02.2026;yes\n1;Call;03.03.2026;yes\n';
  let workspace: TestWorkspace;
  let files: string[];

  beforeAll(async () => {
    workspace = await server.addWorkspace({ currencyCode: 'EUR', timeZone: 'Europe/Berlin' });
    files = [
      ...['--accounts', write('accounts.csv', accounts), '--subscriptions', write('subscriptions.csv', subscriptions)],
      ...['--interactions', write('interactions.csv', interactions)],
    ];
  });

  it('with --dry-run sends nothing, and prints the records that it would send', async () => {
    const { ending, stdout, stderr } = await run(workspace, ...files, '--dry-run');
    expect(ending).toBe(1);
    const kinds = stdout
      .trimEnd()
      .split('\n')
      .map((line) => Object.keys(JSON.parse(line) as object)[0]);
    expect(kinds).toEqual([
      ...['plan', 'plan', 'member', 'account', 'account', 'account'],
      ...['subscription', 'subscription', 'subscription', 'interaction', 'interaction', 'interaction'],
    ]);
    expect(stderr).toMatch(/Nothing was sent\. An import would send:\n {2}2 plans\n {2}1 member\n {2}3 accounts/);
    expect(stderr).toMatch(/Start: Expected a date such as 2025-12-31; got "later"\.\n +subscriptions\.csv, line 5/);
    expect(await look(workspace)).toMatchObject({ accounts: 0 });
  });

  it('imports what it can, shows the client base and why, and writes the refused rows to refused.csv', async () => {
    const { ending, stdout, stderr } = await run(workspace, ...files, '--save-mapping', 'mapping.yaml');
    expect(ending).toBe(1);
    expect(stderr).toMatch(/Price per unit +Price +99,50 €, decimal comma/);
    expect(stdout).toMatch(/^11 created, 0 updated, 0 unchanged\.\n/);
    expect(stdout).toMatch(/\nNot recorded: 2 records\n/);
    expect(stdout).toMatch(
      /: 3 accounts, 2 of them customers \(including clients\)\n {2}Prospect +1 +0\.00 EUR per month\n/,
    );
    expect(stdout).toMatch(/ {2}Client +1 +99\.50 EUR per month\n/);
    expect(stdout).toMatch(/\nÄrzte GmbH: client\n {2}Client since [^]*\n {2}\+ /);
    expect(stdout).toMatch(/\nBeta AG: customer\n {2}Customer since [^]*\n {2}- /);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Explore all accounts in a browser: ${server.url}`);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(readFileSync(join(folder, 'refused.csv'), 'utf8').trimEnd().split('\n').toSorted()).toEqual([
      'file,line,column,problem',
      expect.stringMatching(/^subscriptions\.csv,4,Customer ID,"?Expected the externalId of an account/),
      'subscriptions.csv,5,Start,"Expected a date such as 2025-12-31; got ""later""."',
    ]);
  });

  it('changes nothing the second time, with the saved mapping', async () => {
    const { stdout } = await run(workspace, ...files, '--mapping', 'mapping.yaml');
    expect(stdout).toMatch(/^Nothing changed: 11 records had been recorded already\.\n/);
  });

  it('exits with 0 and removes the old refused.csv once all rows are right', async () => {
    write('subscriptions.csv', subscriptions.replace('v3;9', 'v3;3').replace('later', '01.06.2025'));
    const { ending, stdout } = await run(workspace, ...files);
    expect({ ending, refused: existsSync(join(folder, 'refused.csv')) }).toEqual({ ending: 0, refused: false });
    expect(stdout).toMatch(/^2 created, 0 updated, 11 unchanged\.\n/);
  });

  it('says where a key comes from if there is none, and never shows a key', async () => {
    const args = ['import', 'csv', ...files];
    const none = await clientele(args, { CLIENTELE_ENDPOINT: server.url }, DEADLINE_MS, folder);
    expect(none.ending).toBe(1);
    expect(none.stderr).toMatch(/Expected an API key .* in CLIENTELE_API_KEY\. `npx clientele workspace create/);
    const CLIENTELE_API_KEY = `clk_0123456789ab_${'S'.repeat(43)}`;
    const wrong = await clientele(args, { CLIENTELE_ENDPOINT: server.url, CLIENTELE_API_KEY }, DEADLINE_MS, folder);
    expect(wrong.ending).toBe(1);
    const nowhere = { CLIENTELE_API_KEY, CLIENTELE_ENDPOINT: 'http://127.0.0.1:9/graphql' };
    const silent = await clientele(args, nowhere, DEADLINE_MS, folder);
    expect(silent.stderr).toMatch(/Expected a Clientele server at http:\/\/127\.0\.0\.1:9\/graphql\. .* --endpoint/);
    expect(JSON.stringify([wrong, silent])).not.toContain('SSSS');
    const elsewhere = { ...settingsOf(workspace), CLIENTELE_ENDPOINT: server.url.replace('/graphql', '/') };
    const pathless = await clientele(args, elsewhere, DEADLINE_MS, folder);
    expect(pathless.stderr).toMatch(
      /Expected the URL of the API, such as http:\S+\/graphql; got http:\S+:\d+\/, where no API is/,
    );
    const odd = await clientele([...args, '--endpoint', 'localhost'], nowhere, DEADLINE_MS, folder);
    expect(odd.stderr).toMatch(/Expected the URL of the API in --endpoint/);
  });
});

describe('an import that Ctrl-C interrupts', () => {
  const ROWS = 1_200;

  it('keeps what it has recorded, and continues when the command is repeated', async () => {
    const workspace = await server.addWorkspace();
    const numbers = Array.from({ length: ROWS }, (_, i) => i);
    const table = (header: string, row: (i: number) => string) => [header, ...numbers.map(row)].join('\n');
    const subscriptions = table('id,Account id,Plan,Start,Price', (i) => `s${i},a${i},Pro,2025-01-01,10.00`);
    const files = [
      ...[
        '--accounts',
        write(
          'many-accounts.csv',
          table('id,Name', (i) => `a${i},Account ${i}`),
        ),
      ],
      ...['--subscriptions', write('many-subscriptions.csv', subscriptions)],
    ];
    const running = new Running(['import', 'csv', ...files], settingsOf(workspace), folder);
    const isStarted = async () => {
      const { data } = await workspace.ask('{ accounts(first: 1) { nodes { id } } }');
      return (data as { accounts: { nodes: unknown[] } }).accounts.nodes.length > 0;
    };
    await waitUntil('the first account is recorded', isStarted);
    running.send('SIGINT');
    expect(await running.ending).toBe(130);
    expect(running.stderr).toMatch(
      /Stopped\. Recorded so far: [\d,]+ records?\. Repeat the command to continue; these records stay unchanged\.\n$/,
    );
    const { stdout } = await run(workspace, ...files);
    const [, created, unchanged] = /^([\d,]+) created, 0 updated, ([\d,]+) unchanged\.\n/.exec(stdout)!;
    const toNumber = (text: string) => Number(text.replaceAll(',', ''));
    expect(toNumber(created!) + toNumber(unchanged!)).toBe(2 * ROWS + 1);
    expect(toNumber(created!)).toBeGreaterThan(0);
    expect(await look(workspace)).toMatchObject({ accounts: ROWS, customers: ROWS });
  });
});
