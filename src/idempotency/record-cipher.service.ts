import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { UnreadableInstant } from '../graphql/scalars.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The same text for equal inputs, whatever the order of their fields. */
const canonicalText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof UnreadableInstant) return part.text;
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/**
 * What is kept for an idempotencyKey, in a form that nobody can read, or find out by trying, who does not have the key:
 * what was asked and answered may be about an account that is erased meanwhile.
 */
export class IdempotencyRecordCipher {
  /** What the key is found by. */
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

  close(answer: unknown): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.derive('answer'), iv);
    const sealed = [cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()];
    return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64url');
  }

  open(sealed: string): unknown {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv(CIPHER, this.derive('answer'), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const opened = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
    return JSON.parse(Buffer.concat(opened).toString()) as unknown;
  }
}
