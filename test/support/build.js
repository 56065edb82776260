import { chmodSync, copyFileSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The programs that tests start: ours, and those that stand by the tests. */
const FOLDERS = ['src', 'migrations', 'test/support', 'test/database'];

/**
 * Builds what tests start as processes of their own, once for all of them: to read the source takes each process more
 * than a second. Laid out as `npm run build` does it. Answers the folder.
 */
export async function buildPrograms() {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-build-'));
  chmodSync(folder, 0o755);
  const sources = FOLDERS.flatMap((root) =>
    readdirSync(join(REPOSITORY, root), { recursive: true })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(REPOSITORY, root, name)),
  );
  await build({
    entryPoints: sources,
    outdir: folder,
    outbase: REPOSITORY,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    tsconfig: join(REPOSITORY, 'tsconfig.json'),
  });
  copyFileSync(join(REPOSITORY, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
