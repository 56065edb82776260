import { Clientele } from '@clientele/sdk';
import { isKey } from '../../auth/api-key-form.service.js';
import { Interrupted, type Terminal } from './terminal.js';

export interface Connection {
  endpoint: string;
  /** If undefined, the terminal asks for it. */
  apiKey: string | undefined;
}

const WHERE_A_KEY_COMES_FROM =
  '`npx clientele workspace create NAME --currency EUR --time-zone Europe/Berlin` creates a workspace and prints its key; ' +
  '`npx clientele key create --role ADMIN` prints another key of a workspace.';

/** Makes a client of the API. The key is taken from the environment or a hidden prompt, and never shown. */
export async function connect({ endpoint, apiKey }: Connection, terminal: Terminal): Promise<Clientele> {
  const url = readEndpoint(endpoint);
  return new Clientele({ url, apiKey: apiKey ?? (await askForKey(terminal)) });
}

/** Refuses an endpoint that is not a URL, before the terminal asks for a key. */
function readEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Error(
      'Expected the URL of the API in --endpoint or CLIENTELE_ENDPOINT, such as http://localhost:4000/graphql, without user and password; got a text that is not such a URL.',
    );
  }
  return endpoint;
}

async function askForKey(terminal: Terminal): Promise<string> {
  if (!terminal.isInteractive) {
    throw new Error(`Expected an API key of the workspace in CLIENTELE_API_KEY. ${WHERE_A_KEY_COMES_FROM}`);
  }
  const key = (await terminal.askSecret('API key of the workspace (clk_…):')).trim();
  if (isKey(key)) return key;
  if (key === '') throw new Interrupted(`Nothing was imported: no API key was given. ${WHERE_A_KEY_COMES_FROM}`);
  throw new Error(
    `Expected a key of the form clk_<12 letters or digits>_<43 characters>; got a text of another form. ${WHERE_A_KEY_COMES_FROM}`,
  );
}
