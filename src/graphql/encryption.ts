import { createCipheriv, createDecipheriv, type CipherKey } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const TAG_BYTES = 16;

/** Length of the initialization vector of `encrypt`. */
export const IV_BYTES = 12;

/** Encrypts and authenticates bytes. Two different plain texts must never have the same key and the same `iv`. */
export function encrypt(key: CipherKey, iv: Buffer, bytes: Buffer): string {
  const cipher = createCipheriv(CIPHER, key, iv);
  const encrypted = [cipher.update(bytes), cipher.final()];
  return Buffer.concat([iv, cipher.getAuthTag(), ...encrypted]).toString('base64url');
}

/** Returns the bytes that `encrypt` encrypted with this key; throws for any other text. */
export function decrypt(key: CipherKey, encrypted: string): Buffer {
  const bytes = Buffer.from(encrypted, 'base64url');
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
