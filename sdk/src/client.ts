import { ClienteleMethods } from './generated/methods.js';
import { importRecords, type ImportSource } from './import.js';
import type { ImportOptions, ImportResult } from './import-types.js';

/**
 * The API, typed: a method for every query and mutation. Queries take their arguments as one object, mutations take
 * their `input`, and both take options for the call last. Instants are RFC 3339 text (`2026-03-31T09:30:00.000Z`),
 * money is exact text (`"1234.50"`) with a currency, never a float.
 *
 * Every method throws a `ClienteleError`: its `code` tells what happened.
 *
 * ```ts
 * const client = new Clientele({ url: 'http://localhost:4000/graphql', apiKey });
 * const account = await client.account({ by: { externalId: 'acme' } });
 * console.log(account?.relationship.summary);
 * ```
 */
export class Clientele extends ClienteleMethods {
  /**
   * Imports any number of records, found by `externalId`: read as fast as the server takes them, in calls of 1,000,
   * a few at once. What a record refers to comes before it. Refused records hold back no others: each is answered
   * with what is wrong with it.
   *
   * ```ts
   * const { created, refusals } = await client.import([
   *   { plan: { externalId: 'premium', name: 'Premium', rank: 3 } },
   *   { account: { externalId: 'acme', name: 'Acme' } },
   * ]);
   * for (const { index, userErrors } of refusals) console.error(index, userErrors[0]?.message);
   * ```
   *
   * Where it is interrupted, it can be gone on with: no effect is repeated.
   *
   * ```ts
   * try {
   *   await client.import(readRecords(), { onProgress: ({ records }) => console.log(`${records} records are done`) });
   * } catch (error) {
   *   if (!(error instanceof ImportInterruptedError)) throw error;
   *   await client.import(readRecords(), { resumeFrom: error.checkpoint });
   * }
   * ```
   *
   * @throws ImportInterruptedError where it could not go on to the end.
   */
  import(source: ImportSource, options?: ImportOptions): Promise<ImportResult> {
    return importRecords(this, source, options);
  }
}
