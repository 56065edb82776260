import { createHash, timingSafeEqual } from 'node:crypto';

const KNOWN_MS = 1_000;

/**
 * Makes a function that returns the workspace of a key, as Clientele does: it looks the key up once a second, and refuses
 * it if the secret is wrong or the key is revoked or expired.
 */
export function makeWho(pool, selectApiKey) {
  const known = new Map();
  const lookUp = async (publicId) => {
    const { rows } = await pool.query({ name: 'selectApiKey', text: selectApiKey, values: [publicId] });
    const found = { key: rows[0], until: Date.now() + KNOWN_MS };
    known.set(publicId, found);
    return found;
  };
  return async (authorization) => {
    const [, publicId, secret] = /^Bearer clk_(\w{12})_([\w-]{43})$/.exec(authorization ?? '') ?? [];
    if (!publicId) throw new Error('Expected a key.');
    const seen = known.get(publicId);
    const { key } = seen && Date.now() < seen.until ? seen : await lookUp(publicId);
    const isRight =
      key && timingSafeEqual(createHash('sha256').update(secret).digest(), Buffer.from(key.secretHash, 'hex'));
    if (!isRight || key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= Date.now())) {
      throw new Error('Expected a key that opens a workspace.');
    }
    return key.workspaceId;
  };
}
