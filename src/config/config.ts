import { z } from 'zod';
import { isKey } from '../auth/api-key-form.service.js';
import type { TokenSettings } from '../auth/token.service.js';
import { isRole, ROLE_BY_NAME, type Role } from '../graphql/role.js';

/** Tells whether a text is a PostgreSQL URL. User and password must be percent-encoded, or they would be ambiguous. */
function isDatabaseUrl(text: string): boolean {
  try {
    const { protocol, username, password } = new URL(text);
    decodeURIComponent(username);
    decodeURIComponent(password);
    return /^postgres(ql)?:$/.test(protocol);
  } catch {
    return false;
  }
}

/**
 * Tells whether a text is an https URL, or an http URL of this machine: an attacker who can alter the keys in transit
 * could issue tokens.
 */
function isJwksUrl(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
  } catch {
    return false;
  }
}

/** Reads pairs such as `crm-admin=ADMIN,crm-user=READER`. The names may contain `=`. */
function readRoles(text: string | undefined, context: z.RefinementCtx): ReadonlyMap<string, Role> {
  if (text === undefined) return ROLE_BY_NAME;
  const pairs = text.split(',').map((pair) => {
    const end = pair.lastIndexOf('=');
    return [pair.slice(0, Math.max(end, 0)).trim(), pair.slice(end + 1).trim()] as const;
  });
  const roles = new Map<string, Role>();
  for (const [name, role] of pairs) {
    if (name !== '' && !roles.has(name) && isRole(role)) roles.set(name, role);
    else context.addIssue({ code: 'custom' });
  }
  return roles;
}

const Environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(65_535))
    .default(4000),
  DATABASE_URL: z.string().refine(isDatabaseUrl).optional(),
  CLIENTELE_DATA_DIR: z.string().default('.clientele'),
  CLIENTELE_DEMO: z.enum(['on', 'off']).default('on'),
  CLIENTELE_API_KEY: z.string().refine(isKey).optional(),
  STRIPE_API_KEY: z.string().optional(),
  STRIPE_API_BASE: z.string().optional(),
  CLIENTELE_ALLOWED_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((origin) => origin.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/ })))
    .default([]),
  CLIENTELE_TRUSTED_PROXIES: z
    .string()
    .transform((list) => list.split(',').map((address) => address.trim()))
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))
    .default([]),
  CLIENTELE_JWKS_URL: z.string().refine(isJwksUrl).optional(),
  CLIENTELE_JWT_ISSUER: z.string().optional(),
  CLIENTELE_JWT_AUDIENCE: z.string().optional(),
  CLIENTELE_JWT_WORKSPACE_CLAIM: z.string().default('workspace'),
  CLIENTELE_JWT_ROLE_CLAIM: z.string().default('role'),
  CLIENTELE_JWT_ROLES: z.string().optional().transform(readRoles),
  CLIENTELE_ENDPOINT: z.string().default('http://localhost:4000/graphql'),
  CLIENTELE_INTROSPECTION: z.enum(['on', 'off']).optional(),
  CLIENTELE_NOW: z.string().optional(),
  CLIENTELE_RATE_LIMIT: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
});

/**
 * The expected value of each variable, for error messages, which do not repeat the actual value because it may be
 * secret.
 */
const EXPECTED: Record<string, string> = {
  NODE_ENV: 'development, test or production',
  PORT: 'a port number from 0 to 65535',
  DATABASE_URL: 'postgres://user:password@host:port/database, user and password percent-encoded',
  CLIENTELE_DEMO: 'on or off',
  CLIENTELE_API_KEY: 'a key of the form clk_<12 letters or digits>_<43 characters of base64url>',
  CLIENTELE_ALLOWED_ORIGINS: 'origins such as https://app.example, separated by commas',
  CLIENTELE_TRUSTED_PROXIES: 'addresses or CIDR ranges such as 10.0.0.0/8, separated by commas',
  CLIENTELE_JWKS_URL: "the https URL of your identity provider's JSON Web Key Set; http only on this machine",
  CLIENTELE_JWT_ROLES:
    'roles of the identity provider with READER, WRITER or ADMIN, separated by commas, such as crm-admin=ADMIN,crm-user=READER',
  CLIENTELE_INTROSPECTION: 'on or off',
  CLIENTELE_RATE_LIMIT: 'on or off',
  LOG_LEVEL: 'fatal, error, warn, info, debug, trace or silent',
};

/** The configuration of the process, read from its environment. */
export interface Config {
  isProduction: boolean;
  host: string;
  port: number;
  /** If undefined, PostgreSQL is embedded. */
  databaseUrl: string | undefined;
  dataDirectory: string;
  hasDemo: boolean;
  /** The first admin key, for scripts and tests. */
  apiKey: string | undefined;
  /** The URL of the API for commands that call it, such as `clientele import`. */
  endpoint: string;
  /** For `clientele import stripe`: the key, and the address of the API if it is not Stripe's own. */
  stripe: { key: string | undefined; url: string | undefined };
  /** Origins, in addition to Sandbox's, from which browsers may call the API. */
  allowedOrigins: string[];
  /** Proxies whose `X-Forwarded-For` names the client's address. */
  trustedProxies: string[];
  /** The company's identity provider and what its tokens must contain; null if no tokens are accepted. */
  tokens: TokenSettings | null;
  /** Allows introspection, and serves Sandbox and the schema, without a key. */
  introspection: boolean;
  /** Whether rate limits apply; off for tests and benchmarks. */
  hasRateLimit: boolean;
  /** Stops or shifts the clock. */
  clock: string | undefined;
  logLevel: string;
  /** Variables that start with CLIENTELE_ and have no meaning, perhaps because they are misspelt. */
  unknownVariables: string[];
}

/**
 * Reads the configuration.
 *
 * @throws Error with one line that names every invalid variable.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // `VARIABLE= npm start` sets an empty variable, which counts as unset.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    const problems = [...names].map((name) => `${name}: expected ${EXPECTED[name] ?? 'another value'}`);
    throw new Error(`Configuration refused. ${problems.join('; ')}.`);
  }
  const values = parsed.data;
  const isProduction = values.NODE_ENV === 'production';
  if (isProduction && values.CLIENTELE_NOW) {
    throw new Error(
      'Configuration refused. CLIENTELE_NOW: changes the clock, which is not allowed in production; unset it.',
    );
  }
  return {
    tokens: readTokenSettings(values),
    isProduction,
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    dataDirectory: values.CLIENTELE_DATA_DIR,
    hasDemo: values.CLIENTELE_DEMO === 'on',
    apiKey: values.CLIENTELE_API_KEY,
    endpoint: values.CLIENTELE_ENDPOINT,
    stripe: { key: values.STRIPE_API_KEY, url: values.STRIPE_API_BASE },
    allowedOrigins: values.CLIENTELE_ALLOWED_ORIGINS,
    trustedProxies: values.CLIENTELE_TRUSTED_PROXIES,
    introspection: values.CLIENTELE_INTROSPECTION ? values.CLIENTELE_INTROSPECTION === 'on' : !isProduction,
    hasRateLimit: values.CLIENTELE_RATE_LIMIT === 'on',
    clock: values.CLIENTELE_NOW,
    logLevel: values.LOG_LEVEL ?? (isProduction ? 'info' : 'warn'),
    // Not refused: Kubernetes gives each container such variables about a service named "clientele".
    unknownVariables: Object.keys(given).filter(
      (name) => name.startsWith('CLIENTELE_') && !(name in Environment.shape),
    ),
  };
}

function readTokenSettings(values: z.infer<typeof Environment>): TokenSettings | null {
  const { CLIENTELE_JWKS_URL, CLIENTELE_JWT_ISSUER, CLIENTELE_JWT_AUDIENCE } = values;
  const given = { CLIENTELE_JWKS_URL, CLIENTELE_JWT_ISSUER, CLIENTELE_JWT_AUDIENCE };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === Object.keys(given).length) return null;
  if (missing.length > 0) {
    throw new Error(
      `Configuration refused. ${missing.join(', ')}: required together with the others of ${Object.keys(given).join(', ')}, ` +
        'because tokens of any other issuer, or for any other audience, must be refused.',
    );
  }
  return {
    jwksUrl: CLIENTELE_JWKS_URL!,
    issuer: CLIENTELE_JWT_ISSUER!,
    audience: CLIENTELE_JWT_AUDIENCE!,
    workspaceClaim: values.CLIENTELE_JWT_WORKSPACE_CLAIM,
    roleClaim: values.CLIENTELE_JWT_ROLE_CLAIM,
    roles: values.CLIENTELE_JWT_ROLES,
  };
}
