import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { decrypt, encrypt, IV_BYTES } from '../graphql/encryption.js';
import { UnreadableInstant } from '../graphql/scalars.js';

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
    return encrypt(this.derive('answer'), randomBytes(IV_BYTES), bytes);
  }

  private decryptBytes(encrypted: string): Buffer {
    return decrypt(this.derive('answer'), encrypted);
  }
}
