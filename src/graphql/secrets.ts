/** API keys, complete or truncated. The first group is the public part. */
const KEYS = /\b(clk_[0-9a-zA-Z]{12}_)[\w-]*/g;
/** JWTs. The dot is optional in the pattern so that a text with many `eyJ` but no dot is scanned once, not once for each. */
const TOKENS = /\beyJ[\w-]*(\.[\w-]+(?:\.[\w-]*)?)?/g;

/** Removes keys and tokens from a text. The public part of a key stays, so that the key can be identified. */
export const hideSecrets = (text: string): string =>
  text
    .replace(KEYS, (_, found: string) => `${found}…`)
    .replace(TOKENS, (found, rest: string | undefined) => (rest === undefined ? found : '…'));

/** Removes keys and tokens from all texts in JSON data. */
export const withoutSecrets = <Data>(data: Data): Data => JSON.parse(hideSecrets(JSON.stringify(data))) as Data;
