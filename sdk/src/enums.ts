/* Enums of the schema, to which later servers may add values. */

/**
 * A value of an enum in a response: one that this version of the SDK knows, or one that the server has added since, so a
 * `switch` needs a `default`. Inputs accept only known values.
 */
export type Open<Known extends string> = Known | (string & Record<never, never>);

/**
 * Returns an English label for a value of an enum, also for one that this version of the SDK does not know.
 *
 * ```ts
 * for (const type of RELATIONSHIP_TYPES) console.log(type, labelOf(type)); // FORMER_CLIENT Former client
 * ```
 */
export const labelOf = (value: string): string => value.slice(0, 1) + value.slice(1).toLowerCase().replaceAll('_', ' ');
