/** A text as lists compare it: without accents, and in one case ("STRASSE" is "straße"). */
export const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();

/** A name as lists filter and order by it. */
export const foldName = (name: string): string => fold(name.trim());
