/** Normalizes a text for comparison in lists: without accents, case-insensitive ("STRASSE" equals "straße"). */
export const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();

/** Returns a range [from, until) that contains exactly the texts with a prefix; null for an empty prefix. */
export const rangeOfPrefix = (prefix: string): readonly [from: string, until: string] | null =>
  prefix === '' ? null : [prefix, `${prefix}\u{10FFFF}`];

/** Normalizes a name prefix for filtering. A trailing blank is part of the prefix. */
export const foldPrefix = (prefix: string): string => fold(prefix.trimStart());

/** Normalizes a name for filtering and ordering. */
export const foldName = (name: string): string => fold(name.trim());
