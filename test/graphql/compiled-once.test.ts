import { DateTime } from '../../src/graphql/scalars.js';
import { startTestServer, type TestServer } from '../support/server.js';

describe('a query that must not be compiled', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['introspection', '__type(name: "Account") { name }'],
    ['an interface', 'node(id: "acct_01h455vb4pex5vsknk084sn02q") { id }'],
  ])('because of %s is examined once, and not again at every request', async (_, field) => {
    const { ask } = await server.addWorkspace();
    const query = `{ ${field} accounts(asOf: "2025-01-01T00:00:00Z") { totalCount } }`;
    const parse = jest.spyOn(DateTime, 'parseLiteral');
    const parsed: number[] = [];
    for (let request = 0; request < 5; request++) {
      parse.mockClear();
      expect((await ask(query)).errors).toBeUndefined();
      parsed.push(parse.mock.calls.length);
    }
    // Parsing the literal is part of validation, of examining the query, and of each execution.
    const [, , ...later] = parsed;
    expect(later).toEqual([1, 1, 1]);
  });
});
