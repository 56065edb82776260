/** What opens a workspace: keys, cut short or not, and tokens (JWTs). */
const SECRETS = /\b(clk_[0-9a-zA-Z]{12}_)[\w-]*|\beyJ[\w-]*\.[\w-]+(?:\.[\w-]*)?/g;

/** The text with nothing in it that opens a workspace; of a key, what it is found by stays. */
export const hideSecrets = (text: string): string =>
  text.replace(SECRETS, (_, found: string | undefined) => `${found ?? ''}…`);

/** The same of all texts in data that JSON can hold. */
export const withoutSecrets = <Data>(data: Data): Data => JSON.parse(hideSecrets(JSON.stringify(data))) as Data;
