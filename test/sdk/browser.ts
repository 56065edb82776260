import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

/** The path of Chromium: the environment variable CHROMIUM, or a common path. */
export const CHROMIUM = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));

/** The script of the page: it lists the accounts page by page, and shows what the client returns and throws. */
const PAGE = `
import { Clientele, labelOf } from '@clientele/sdk';
const { url, token } = window.settings;
const show = (id, text) => document.getElementById(id).append(Object.assign(document.createElement('li'), { textContent: text }));
let tokens = 0;
try {
  const client = new Clientele({ url, token: async () => (tokens++, token) });
  for await (const { name, relationship } of client.accounts({ pageSize: 10 })) show('accounts', name + ': ' + relationship.type);
  const renamed = await client.accountUpsert({ externalId: 'a0', name: 'Renamed' }).withResponse();
  show('results', renamed.data.name);
  show('results', renamed.requestId === undefined ? 'no request' : 'a request');
  show('results', tokens + ' tokens');
  await client.account({ by: { externalId: 'none' } }, { signal: AbortSignal.abort() }).catch(({ code }) => show('results', code));
  const own = new Clientele({ url: '/graphql', token: () => token });
  show('results', (await own.plans())[0].name + ' of ' + labelOf('SAME_ORIGIN'));
  try { new Clientele({ url, apiKey: token }); } catch (error) { show('results', error.name + ' ' + error.code); }
} catch (error) {
  show('results', String(error));
}
document.body.dataset.done = 'yes';`;

/** Serves a page with a bundle of the SDK, as a front end would. */
export async function servePage(project: string, settings: () => object) {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: project },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  const server = createServer((request, response) => {
    if (request.url === '/app.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(outputFiles[0]!.contents);
      return;
    }
    if (request.url === '/graphql') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"plans":[{"name":"Premium"}]}}');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
      `<!doctype html><link rel="icon" href="data:,"><ul id="accounts"></ul><ul id="results"></ul>
       <script>window.settings = ${JSON.stringify(settings())}</script><script type="module" src="/app.js"></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<unknown>((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
