/*
 * Reads the claims of tokens, which identity providers shape differently: Keycloak nests roles
 * (`realm_access.roles`), Auth0 requires claims to be named by a URL, Entra gives scopes as one text.
 */
import type { JWTPayload } from 'jose';

const MAX_NAME_LENGTH = 200;

/**
 * Returns a claim by its name, or by a path of names separated by dots. Longer names come first, because names that are URLs
 * or client ids contain dots. Undefined if there is no such claim.
 */
export function claimAt(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null) return undefined;
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const name = path.slice(0, end);
    if (!Object.hasOwn(claims, name)) continue;
    const claim = (claims as Record<string, unknown>)[name];
    const found = end === path.length ? claim : claimAt(claim, path.slice(end + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns the words of a claim: a list of texts, or a text, which may be one word or several separated by spaces, as a scope. */
export function wordsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return [claim, ...claim.split(' ')];
  return Array.isArray(claim) ? claim.filter((one) => typeof one === 'string') : [];
}

const textOf = (claim: unknown): string | null => {
  const text = typeof claim === 'number' ? String(claim) : claim;
  return typeof text === 'string' && text.trim() !== '' ? text : null;
};

/**
 * Returns who or what a token was issued to: its subject or, in tokens for programs, the client, which some providers name
 * only in `client_id`, `azp` or `appid`. RFC 7519 requires a text as the subject; some providers use a number. Null if
 * none is given.
 */
export const subjectOf = ({ sub, client_id, azp, appid }: JWTPayload): string | null =>
  textOf(sub) ?? textOf(client_id) ?? textOf(azp) ?? textOf(appid);

/** Returns the name to show for the holder of a token. */
export const displayNameOf = ({ name, email, preferred_username }: JWTPayload, subject: string): string =>
  [...(textOf(name) ?? textOf(email) ?? textOf(preferred_username) ?? subject).replaceAll('\0', '').toWellFormed()]
    .slice(0, MAX_NAME_LENGTH)
    .join('');
