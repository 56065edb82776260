/** What opens a workspace: keys, cut short or not, and tokens (JWTs). */
const KEYS = /\b(clk_[0-9a-zA-Z]{12}_)[\w-]*/g;
/** The dot is optional, so that a text of many beginnings without one is gone through once and not once for each. */
const TOKENS = /\beyJ[\w-]*(\.[\w-]+(?:\.[\w-]*)?)?/g;

/** The text with nothing in it that opens a workspace; of a key, what it is found by stays. */
export const hideSecrets = (text: string): string =>
  text
    .replace(KEYS, (_, found: string) => `${found}…`)
    .replace(TOKENS, (found, rest: string | undefined) => (rest === undefined ? found : '…'));

/** The same of all texts in data that JSON can hold. */
export const withoutSecrets = <Data>(data: Data): Data => JSON.parse(hideSecrets(JSON.stringify(data))) as Data;
