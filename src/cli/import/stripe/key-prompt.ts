import type { Terminal } from '../terminal.js';
import { Interrupted } from '../terminal.js';
import { KEY_HELP } from './reading/key.js';

/** Returns the given key, or asks for it on a terminal. */
export async function findKey(given: string | undefined, terminal: Terminal): Promise<string> {
  if (given !== undefined && given.trim() !== '') return given.trim();
  if (!terminal.isInteractive) throw new Error(`Expected a restricted key of Stripe in STRIPE_API_KEY. ${KEY_HELP}`);
  const key = (await terminal.askSecret('Restricted key of Stripe (rk_…):')).trim();
  if (key === '') throw new Interrupted(`Nothing was imported: no key was given. ${KEY_HELP}`);
  return key;
}
