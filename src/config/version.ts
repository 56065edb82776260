import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The file is two folders up from the source, and three from the build. */
const candidates = ['../../package.json', '../../../package.json'].map((path) => new URL(path, import.meta.url));

/** The version of Clientele that runs. */
export const VERSION: string = (
  createRequire(import.meta.url)(fileURLToPath(candidates.find((url) => existsSync(url))!)) as { version: string }
).version;
