import { ClienteleMethods } from './generated/methods.js';
import { importRecords, type ImportSource } from './import.js';
import type { ImportOptions, ImportResult } from './import-types.js';

/**
 * A typed client with a method for every query and mutation. Queries take their arguments as one object and mutations
 * take their `input`; both take the options of the call as the last parameter. Instants are RFC 3339 strings
 * (`2026-03-31T09:30:00.000Z`). Money is an exact decimal string (`"1234.50"`) with a currency, never a float.
 *
 * All errors are `ClienteleError`s; branch on their `code`.
 *
 * ```ts
 * const client = new Clientele({ url: 'http://localhost:4000/graphql', apiKey });
 * const account = await client.account({ by: { externalId: 'acme' } });
 * console.log(account?.relationship.summary);
 * ```
 */
export class Clientele extends ClienteleMethods {
  /**
   * Imports any number of records, identified by `externalId`. The source is read only as fast as the server accepts the
   * records, in calls of at most 1,000, several at a time. A record must come after the records that it refers to. A
   * refused record does not affect the others: the result lists its errors. Its notices say how records were understood
   * where that may not be obvious.
   *
   * ```ts
   * const { created, refusals, notices } = await client.import([
   *   { plan: { externalId: 'premium', name: 'Premium', rank: 3 } },
   *   { account: { externalId: 'acme', name: 'Acme' } },
   * ]);
   * for (const { index, userErrors } of refusals) console.error(index, userErrors[0]?.message);
   * for (const { count, message } of notices) console.log(`${count}: ${message}`);
   * ```
   *
   * An interrupted import can be resumed; no effect is repeated.
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
   * @throws ImportInterruptedError if the import stopped before the end of the source.
   */
  import(source: ImportSource, options?: ImportOptions): Promise<ImportResult> {
    return importRecords(this, source, options);
  }
}
