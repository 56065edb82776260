import type { SchemaDiff } from './schema-diff.js';

const UNRELEASED = '## Unreleased';

type Version = readonly [major: number, minor: number, patch: number];

/**
 * Returns the next version for a kind of release. Before 1.0.0 the next lower part is increased, as npm's ranges expect: a
 * breaking change is a minor version. Without a change of the schema it is a patch.
 */
export function nextVersion(version: string, release: SchemaDiff['release']): string {
  const [, ...places] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
  if (places.length !== 3) throw new Error(`Expected a version such as 1.2.3; got ${version}.`);
  const [major, minor, patch] = places.map(Number) as unknown as Version;
  const place = Math.min(
    2,
    ['major', 'minor', 'patch'].indexOf(release === 'none' ? 'patch' : release) + (major === 0 ? 1 : 0),
  );
  return [
    [major + 1, 0, 0],
    [major, minor + 1, 0],
    [major, minor, patch + 1],
  ][place]!.join('.');
}

/** Moves the unreleased notes of the changelog, with the changes of the schema, to a section for the version. */
export function withRelease(changelog: string, version: string, day: string, changes: SchemaDiff['changes']): string {
  const [before, rest] = changelog.split(`${UNRELEASED}\n`);
  if (rest === undefined) throw new Error(`Expected a changelog with the heading "${UNRELEASED}"; got one without.`);
  const [notes = '', ...older] = rest.split(/^(?=## )/m);
  const line = ({ message, isBreaking }: SchemaDiff['changes'][number]): string =>
    `- ${isBreaking ? '**Breaking:** ' : ''}${message.replaceAll("'", '`')}`;
  const schema = changes.length > 0 ? `In the schema:\n\n${changes.map(line).join('\n')}\n` : '';
  const sections = [`## ${version} (${day})`, notes.trim(), schema.trim()].filter((section) => section !== '');
  return `${before!}${UNRELEASED}\n\n${sections.join('\n\n')}\n\n${older.join('')}`.trimEnd() + '\n';
}
