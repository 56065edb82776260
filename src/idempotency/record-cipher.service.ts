import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { UnreadableInstant } from '../graphql/scalars.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Serializes an input so that equal inputs give the same text, whatever the order of their fields. */
const canonicalText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof UnreadableInstant) return part.text;
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/**
 * Encrypts idempotency records with a key derived from the idempotencyKey. Without that key nobody can read a record, or
 * confirm a guess of its content: it may be about an account that has been erased since.
 */
export class IdempotencyRecordCipher {
  /** Identifies the record. */
  readonly keyHash: string;

  constructor(
    private readonly workspaceId: string,
    private readonly key: string,
  ) {
    this.keyHash = this.derive('key').toString('base64url');
  }

  private derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.key, this.workspaceId, purpose, 32));
  }

  requestHash(operation: string, input: object): string {
    return createHmac('sha256', this.derive('request'))
      .update(canonicalText([operation, input]))
      .digest('base64url');
  }

  encrypt(result: unknown): string {
    return this.encryptBytes(Buffer.from(JSON.stringify(result)));
  }

  decrypt(encrypted: string): unknown {
    return JSON.parse(this.decryptBytes(encrypted).toString()) as unknown;
  }

  /** Encrypts a record in V8's format, because JSON has no infinite instants. */
  encryptRecord(record: unknown): string {
    return this.encryptBytes(serialize(record));
  }

  decryptRecord(encrypted: string): unknown {
    return deserialize(this.decryptBytes(encrypted));
  }

  private encryptBytes(bytes: Buffer): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.derive('answer'), iv);
    const encrypted = [cipher.update(bytes), cipher.final()];
    return Buffer.concat([iv, cipher.getAuthTag(), ...encrypted]).toString('base64url');
  }

  private decryptBytes(encrypted: string): Buffer {
    const bytes = Buffer.from(encrypted, 'base64url');
    const decipher = createDecipheriv(CIPHER, this.derive('answer'), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  }
}
