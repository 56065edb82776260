import { readdirSync, readFileSync } from 'node:fs';

const reference = readFileSync('sdk/REFERENCE.md', 'utf8');
const readme = readFileSync('sdk/README.md', 'utf8');

describe('the reference of the SDK', () => {
  const getters = readdirSync('sdk/src')
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      [...readFileSync(`sdk/src/${name}`, 'utf8').matchAll(/^  get (\w+)\(/gm)].map(([, getter]) => getter!),
    );

  it('shows a getter as a property, because calling it would fail', () => {
    expect(getters).toEqual(expect.arrayContaining(['responseErrors', 'userErrors', 'refusals']));
    for (const getter of getters) expect(reference).not.toContain(`\`${getter}(`);
    for (const getter of ['responseErrors', 'userErrors', 'refusals']) {
      expect(reference).toMatch(new RegExp(`^- \`${getter}: readonly \\w+\\[\\]\`: \\w`, 'm'));
    }
  });

  it.each([
    ['the README', readme],
    ['the reference', reference],
  ])('starts with the installation, as %s does', (_, text) => {
    expect(/^## (.*)\n\n```sh\n(.*)\n```/m.exec(text)?.slice(1)).toEqual(['Install', 'npm install @clientele/sdk']);
    expect(/^## (.*)/m.exec(text)?.[1]).toBe('Install');
  });

  it('shows the sample that polls for relationship changes, as the README does', () => {
    for (const text of [reference, readme]) expect(text).toContain('before: await stored.read()');
  });
});
