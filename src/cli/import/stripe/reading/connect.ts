import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import Stripe from 'stripe';
import { VERSION } from '../../../../config/version.js';
import { checkKey } from './key.js';
import { withPatience } from './http-client.js';

/** Repetitions of a request after a failed connection or a 5xx, about 40 seconds in all. */
const MAX_RETRIES = 10;

const TIMEOUT_MS = 80_000;

export interface StripeAccess {
  key: string;
  /** Address of the API, for a proxy or a test server. Default: Stripe's. */
  url?: string | undefined;
}

/** Makes a client of Stripe. Aborting the signal ends its requests. */
export function connectToStripe({ key, url }: StripeAccess, signal: AbortSignal): Stripe {
  checkKey(key);
  const address = readAddress(url);
  const agent = new (address.protocol === 'http' ? http : https).Agent({ keepAlive: true });
  // Each running request listens as well.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', () => agent.destroy(), { once: true });
  return new Stripe(key, {
    ...address,
    httpClient: withPatience(Stripe.createNodeHttpClient(agent), signal),
    maxNetworkRetries: MAX_RETRIES,
    timeout: TIMEOUT_MS,
    telemetry: false,
    appInfo: { name: 'Clientele', version: VERSION },
  });
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function readAddress(url: string | undefined): { host?: string; port?: string; protocol?: 'http' | 'https' } {
  if (url === undefined) return {};
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isEncrypted = parsed?.protocol === 'https:';
  if (!parsed || !(isEncrypted || (parsed.protocol === 'http:' && LOOPBACK.includes(parsed.hostname)))) {
    throw new Error(
      `STRIPE_API_BASE: expected an address like https://api.stripe.com, or http:// on this machine only, because requests carry the key; got ${JSON.stringify(url)}.`,
    );
  }
  const protocol = isEncrypted ? 'https' : 'http';
  return { host: parsed.hostname, port: parsed.port || (isEncrypted ? '443' : '80'), protocol };
}
