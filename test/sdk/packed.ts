import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(__dirname, '../..');
const exec = promisify(execFile);

export interface Packed {
  tarball: string;
  /** Creates a new project with the package installed from the tarball, without network access, and these files. */
  install: (files: Readonly<Record<string, string>>) => Promise<string>;
  remove: () => Promise<void>;
}

/** Builds and packs the SDK as it would be published. */
export async function pack(): Promise<Packed> {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-sdk-'));
  const { stdout } = await npm(['pack', '--json', '--pack-destination', directory], join(ROOT, 'sdk'));
  const [name] = /[\w.-]+\.tgz/.exec(stdout)!;
  const tarball = join(directory, name);
  let projects = 0;
  /** Every project is a copy of this one, because `npm install` takes seconds. */
  const installed = join(directory, 'installed');
  await mkdir(installed);
  await writeFile(join(installed, 'package.json'), '{ "name": "fresh", "private": true }');
  await npm(['install', '--offline', '--no-audit', '--no-fund', tarball], installed);
  return {
    tarball,
    install: async (files) => {
      const project = join(directory, `project-${projects++}`);
      await cp(installed, project, { recursive: true, verbatimSymlinks: true });
      for (const [path, text] of Object.entries(files)) await writeFile(join(project, path), text);
      return project;
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/**
 * Runs npm without the variables that an outer npm sets for its scripts, which would count as settings of the project.
 */
const npm = (parameters: readonly string[], cwd: string) => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return exec('npm', parameters, { cwd, env });
};

/** Returns what a script of a project prints. */
export async function run(project: string, script: string, ...parameters: readonly string[]): Promise<string> {
  const { stdout } = await exec(process.execPath, [join(project, script), ...parameters], { cwd: project });
  return stdout.trim();
}

/** Returns the errors of the TypeScript compiler for a project, or an empty string. */
export async function typeCheck(project: string, options: Readonly<Record<string, unknown>>): Promise<string> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    types: [],
    ...options,
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  try {
    await exec(process.execPath, [tsc, '--project', project]);
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
