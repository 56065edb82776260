import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

/** Where systems keep it; `CHROMIUM` where that is elsewhere. */
export const CHROMIUM = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));

/** What the page does: it lists the accounts, page by page, and shows what a key is told. */
const PAGE = `
import { Clientele } from '@clientele/sdk';
const { url, token } = window.settings;
const show = (id, text) => document.getElementById(id).append(Object.assign(document.createElement('li'), { textContent: text }));
let asked = 0;
try {
  const client = new Clientele({ url, token: async () => (asked++, token) });
  for await (const { name, relationship } of client.accounts({ pageSize: 10 })) show('accounts', name + ': ' + relationship.type);
  const renamed = await client.accountUpsert({ externalId: 'a0', name: 'Renamed' }).withResponse();
  show('said', renamed.data.name);
  show('said', renamed.requestId === undefined ? 'no request' : 'a request');
  show('said', asked + ' tokens');
  await client.account({ by: { externalId: 'none' } }, { signal: AbortSignal.abort() }).catch(({ code }) => show('said', code));
  try { new Clientele({ url, apiKey: token }); } catch (error) { show('said', error.name + ' ' + error.code); }
} catch (error) {
  show('said', String(error));
}
document.body.dataset.done = 'yes';`;

/** Serves a page with a bundle of the SDK in it, as a frontend would. */
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
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
      `<!doctype html><link rel="icon" href="data:,"><ul id="accounts"></ul><ul id="said"></ul>
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
