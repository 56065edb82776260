import { z } from 'zod';
import { isKey } from '../auth/api-key-form.service.js';
import type { TokenSettings } from '../auth/token.service.js';

/** A password is percent-encoded in a URL: one that is not cannot be told from the rest. */
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

/** Whoever could change the keys on their way could issue tokens. */
function isJwksUrl(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
  } catch {
    return false;
  }
}

const Environment = z.object({
  NODE_ENV: z.string().optional(),
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
  CLIENTELE_ALLOWED_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((origin) => origin.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/ })))
    .default([]),
  CLIENTELE_JWKS_URL: z.string().refine(isJwksUrl).optional(),
  CLIENTELE_JWT_ISSUER: z.string().optional(),
  CLIENTELE_JWT_AUDIENCE: z.string().optional(),
  CLIENTELE_JWT_WORKSPACE_CLAIM: z.string().default('workspace'),
  CLIENTELE_JWT_ROLE_CLAIM: z.string().default('role'),
  CLIENTELE_INTROSPECTION: z.enum(['on', 'off']).optional(),
  CLIENTELE_NOW: z.string().optional(),
  CLIENTELE_RATE_LIMIT: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
});

/** What to say of a variable that is something else. What it was may be a secret, and is not repeated. */
const EXPECTED: Record<string, string> = {
  PORT: 'a port number from 0 to 65535',
  DATABASE_URL: 'postgres://user:password@host:port/database, user and password percent-encoded',
  CLIENTELE_DEMO: 'on or off',
  CLIENTELE_API_KEY: 'a key of the form clk_<12 letters or digits>_<43 characters of base64url>',
  CLIENTELE_ALLOWED_ORIGINS: 'origins such as https://app.example, separated by commas',
  CLIENTELE_JWKS_URL: "the https address of your identity provider's JSON Web Key Set; http on this machine alone",
  CLIENTELE_INTROSPECTION: 'on or off',
  CLIENTELE_RATE_LIMIT: 'on or off',
  LOG_LEVEL: 'fatal, error, warn, info, debug, trace or silent',
};

/** What the process was told by its environment. */
export interface Config {
  isProduction: boolean;
  host: string;
  port: number;
  /** Unset: PostgreSQL is embedded. */
  databaseUrl: string | undefined;
  dataDirectory: string;
  hasDemo: boolean;
  /** The first admin key, for scripts and tests. */
  apiKey: string | undefined;
  /** Where frontends are served from: browsers may ask from there, and from Sandbox. */
  allowedOrigins: string[];
  /** Where tokens of the company's identity provider come from, and what has to be in them; null: none are taken. */
  tokens: TokenSettings | null;
  /** Whether the schema may be asked for, and Sandbox is shown, without a key. */
  introspection: boolean;
  /** Whether what a key or an address may ask for is limited; off for tests and benches. */
  hasRateLimit: boolean;
  /** Stops or shifts the clock. */
  clock: string | undefined;
  logLevel: string;
}

/** @throws Error in one line that names every variable that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // An empty variable is what `VARIABLE= npm start` leaves: as good as unset.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    const problems = [...names].map((name) => `${name}: expected ${EXPECTED[name] ?? 'something else'}`);
    throw new Error(`Configuration refused. ${problems.join('; ')}.`);
  }
  const values = parsed.data;
  const isProduction = values.NODE_ENV === 'production';
  if (isProduction && values.CLIENTELE_NOW) {
    throw new Error('Configuration refused. CLIENTELE_NOW: moves the clock, which production refuses; unset it.');
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
    allowedOrigins: values.CLIENTELE_ALLOWED_ORIGINS,
    introspection: values.CLIENTELE_INTROSPECTION ? values.CLIENTELE_INTROSPECTION === 'on' : !isProduction,
    hasRateLimit: values.CLIENTELE_RATE_LIMIT === 'on',
    clock: values.CLIENTELE_NOW,
    logLevel: values.LOG_LEVEL ?? (isProduction ? 'info' : 'warn'),
  };
}

function readTokenSettings(values: z.infer<typeof Environment>): TokenSettings | null {
  const { CLIENTELE_JWKS_URL, CLIENTELE_JWT_ISSUER, CLIENTELE_JWT_AUDIENCE } = values;
  const given = { CLIENTELE_JWKS_URL, CLIENTELE_JWT_ISSUER, CLIENTELE_JWT_AUDIENCE };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === Object.keys(given).length) return null;
  if (missing.length > 0) {
    throw new Error(
      `Configuration refused. ${missing.join(', ')}: expected with the others of ${Object.keys(given).join(', ')}, ` +
        'since a token of any other issuer, or for any other audience, must open nothing.',
    );
  }
  return {
    jwksUrl: CLIENTELE_JWKS_URL!,
    issuer: CLIENTELE_JWT_ISSUER!,
    audience: CLIENTELE_JWT_AUDIENCE!,
    workspaceClaim: values.CLIENTELE_JWT_WORKSPACE_CLAIM,
    roleClaim: values.CLIENTELE_JWT_ROLE_CLAIM,
  };
}
