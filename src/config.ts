import { z } from 'zod';

const Environment = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://user:password@host:port/database' })
    .optional(),
  CLIENTELE_DATA_DIR: z.string().min(1).default('.clientele'),
  CLIENTELE_DEMO: z.enum(['on', 'off']).default('on'),
  CLIENTELE_API_KEY: z.string().optional(),
  CLIENTELE_ALLOWED_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((origin) => origin.trim()))
    .pipe(
      z.array(
        z.url({ protocol: /^https?$/, error: 'expected origins such as https://app.example, separated by commas' }),
      ),
    )
    .default([]),
  CLIENTELE_INTROSPECTION: z.enum(['on', 'off']).optional(),
  CLIENTELE_NOW: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
});

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
  /** Whether the schema may be asked for, and Sandbox is shown, without a key. */
  introspection: boolean;
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
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`Configuration refused. ${problems.join('; ')}.`);
  }
  const values = parsed.data;
  const isProduction = values.NODE_ENV === 'production';
  if (isProduction && values.CLIENTELE_NOW) {
    throw new Error('Configuration refused. CLIENTELE_NOW: moves the clock, which production refuses; unset it.');
  }
  return {
    isProduction,
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    dataDirectory: values.CLIENTELE_DATA_DIR,
    hasDemo: values.CLIENTELE_DEMO === 'on',
    apiKey: values.CLIENTELE_API_KEY,
    allowedOrigins: values.CLIENTELE_ALLOWED_ORIGINS,
    introspection: values.CLIENTELE_INTROSPECTION ? values.CLIENTELE_INTROSPECTION === 'on' : !isProduction,
    clock: values.CLIENTELE_NOW,
    logLevel: values.LOG_LEVEL ?? (isProduction ? 'info' : 'warn'),
  };
}
