import { hash, randomBytes } from 'node:crypto';

/** `clk_`, the public id of 12 characters, `_`, and a secret of 256 bits. */
const KEY_FORM = /^clk_([0-9a-zA-Z]{12})_([0-9a-zA-Z_-]{43})$/;

/** Hashes a secret with SHA-256. Secrets have 256 random bits, so no slow hash is needed. */
export const hashOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');

/** Splits a key into its public id and its secret; returns null if the text is not a key. */
export function partsOf(key: string): { publicId: string; secret: string } | null {
  const [, publicId, secret] = KEY_FORM.exec(key) ?? [];
  return publicId && secret ? { publicId, secret } : null;
}

/** Tells whether a text has the form of a key. */
export const isKey = (text: string): boolean => KEY_FORM.test(text);

export const makeKey = (): string => `clk_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`;
