/** A text as lists compare it: without accents, and in one case ("STRASSE" is "straße"). */
export const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();

/** Texts that begin with a prefix are those from it up to it with the last character there is; null: all of them. */
export const rangeOfPrefix = (prefix: string): readonly [from: string, until: string] | null =>
  prefix === '' ? null : [prefix, `${prefix}\u{10FFFF}`];

/** The beginning of a name, as lists filter by it: a blank at its end is part of it. */
export const foldPrefix = (prefix: string): string => fold(prefix.trimStart());

/** A name as lists filter and order by it. */
export const foldName = (name: string): string => fold(name.trim());
