/** Where a key comes from, for errors. */
export const KEY_HELP =
  'Create a restricted key (rk_…) with read permissions at https://dashboard.stripe.com/apikeys, and set STRIPE_API_KEY.';

/** Refuses a text that cannot be a secret or restricted key. The error does not contain it. */
export function checkKey(key: string): void {
  if (/^(rk|sk)_(test|live)_\w+$/.test(key)) return;
  if (key.startsWith('pk_')) {
    throw new Error(`Expected a restricted key of Stripe, rk_…; got a publishable key, which cannot read. ${KEY_HELP}`);
  }
  throw new Error(`Expected a restricted key of Stripe, rk_live_… or rk_test_…; got something else. ${KEY_HELP}`);
}

/** Replaces a key in a text. Stripe's messages mask keys already, but messages of proxies may not. */
export const withoutKey = (text: string, key: string): string => (key === '' ? text : text.replaceAll(key, 'rk_…'));
