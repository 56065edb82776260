import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD, REFUSED_RECORDS } from '../support/mistakes-of-records.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import {
  everyRow,
  importRecords,
  record,
  type ImportAnswer,
  type ImportRecords,
  type RecordKind,
} from '../support/records.js';

const KINDS = Object.keys(GOOD) as RecordKind[];

/** Returns one record for each mistake, with a unique externalId unless the mistake sets it. */
const recordsWith = (changesOf: (mistake: { changes: object }) => object): ImportRecords =>
  Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      REFUSED_RECORDS.filter(([, of]) => of === kind).map(([, , mistake], i) => ({
        ...GOOD[kind],
        externalId: `${kind} ${i}`,
        ...changesOf(mistake),
      })),
    ]),
  );

/** Returns the path of the record with a mistake in that import. */
const pathOf = (title: string): [string, string] => {
  const [, kind] = REFUSED_RECORDS.find(([other]) => other === title)!;
  return [kind, String(REFUSED_RECORDS.filter(([, of]) => of === kind).findIndex(([other]) => other === title))];
};

describe('an import of many records that are all invalid', () => {
  let server: TestServer;
  let workspace: TestWorkspace;
  let before: string[];
  let after: string[];
  let answer: ImportAnswer;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await record(workspace, GOOD_RECORDS);
    await record(
      workspace,
      recordsWith(() => ({})),
    );
    before = await everyRow(server, workspace);
    answer = await importRecords(
      workspace,
      recordsWith(({ changes }) => changes),
    );
    after = await everyRow(server, workspace);
  });
  afterAll(() => server.close());

  it('leaves every record and its derived data unchanged', () => {
    expect(answer).toMatchObject({ created: 0, updated: 0, unchanged: 0, refused: REFUSED_RECORDS.length });
    expect(before.length).toBeGreaterThan(REFUSED_RECORDS.length);
    expect(after).toEqual(before);
  });

  it.each(REFUSED_RECORDS)(
    'says what was expected, what was received and how to fix it: %s',
    (title, _, { field, code, says }) => {
      const path = [...pathOf(title), ...field.split('.')];
      const { message } = answer.userErrors.find((error) => error.code === code && error.field.join() === path.join())!;
      expect(message).toMatch(/^Expected /);
      for (const part of says) expect(message).toContain(part);
    },
  );

  it('quotes the string that was received instead of a date', () => {
    const messages = answer.userErrors.filter(({ message }) => message.includes('RFC 3339'));
    expect(messages).not.toEqual([]);
    for (const { message } of messages) {
      expect(message).toMatch(/"(yesterday|tomorrow|soon|300000-01-01T00:00:00Z)"/);
    }
  });
});
