import { readFileSync } from 'node:fs';
import { diffSchemas } from '../../scripts/schema-diff.js';
import { nextVersion, withRelease } from '../../scripts/sdk-release.js';

describe('the next version of the SDK', () => {
  it.each<[string, 'major' | 'minor' | 'patch' | 'none', string]>([
    ['1.2.3', 'major', '2.0.0'],
    ['1.2.3', 'minor', '1.3.0'],
    ['1.2.3', 'patch', '1.2.4'],
    ['1.2.3', 'none', '1.2.4'],
    ['0.1.2', 'major', '0.2.0'],
    ['0.1.2', 'minor', '0.1.3'],
    ['0.1.2', 'none', '0.1.3'],
  ])('after %s for a schema change of level %s is %s', (version, release, next) => {
    expect(nextVersion(version, release)).toBe(next);
  });

  it('requires a version of three numbers', () => {
    expect(() => nextVersion('next', 'minor')).toThrow('Expected a version such as 1.2.3');
  });
});

describe('a release in the changelog', () => {
  const CHANGELOG = '# Changelog\n\n## Unreleased\n\n- Faster.\n\n## 1.0.0 (2026-01-01)\n\n- First.\n';

  it('keeps the recorded notes and adds the schema changes', async () => {
    const { release, changes } = await diffSchemas(
      'type Query { a: Int b: Int }',
      'type Query { a: Int c: Int }',
      '2026-03-15',
    );
    expect(withRelease(CHANGELOG, nextVersion('1.0.0', release), '2026-03-15', changes)).toBe(
      '# Changelog\n\n## Unreleased\n\n## 2.0.0 (2026-03-15)\n\n- Faster.\n\nIn the schema:\n\n' +
        '- **Breaking:** Field `b` was removed from object type `Query`\n- Field `c` was added to object type `Query`\n\n' +
        '## 1.0.0 (2026-01-01)\n\n- First.\n',
    );
  });

  it('of the SDK gets the unreleased notes', () => {
    const changelog = readFileSync('sdk/CHANGELOG.md', 'utf8');
    expect(withRelease(changelog, '9.9.9', '2026-03-15', [])).toContain('## Unreleased\n\n## 9.9.9 (2026-03-15)\n\n- ');
    expect(() => withRelease('# Changelog\n', '9.9.9', '2026-03-15', [])).toThrow('## Unreleased');
  });
});
