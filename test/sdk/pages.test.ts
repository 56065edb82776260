import fc from 'fast-check';
import { Clientele, RepeatedCursorError, type AccountListing } from '../../sdk/src/index.js';
import { answer, errorOf, startStub, type Play } from './stub-server.js';

type PageInfo = { endCursor: string | null; hasNextPage: boolean };

let play: Play;
let stub: Awaited<ReturnType<typeof startStub>>;
let client: Clientele;
beforeAll(async () => {
  stub = await startStub((received, response) => play(received, response));
  client = new Clientele({ url: stub.url, apiKey: 'clk_test' });
});
beforeEach(() => stub.requests.splice(0));
afterAll(() => stub.stop());

/**
 * Responds with these pages: with the first one without a cursor, and with each other one after the cursor of the page
 * before it.
 */
const playPages = (pages: readonly (PageInfo & { names: readonly string[] })[]) => {
  play = ({ body }, response) => {
    const after = body.variables?.after ?? undefined;
    const index = after === undefined ? 0 : pages.findIndex(({ endCursor }) => endCursor === after) + 1;
    const { names, ...pageInfo } = pages[index]!;
    answer(
      response,
      { data: { accounts: { nodes: names.map((name) => ({ name })), pageInfo } } },
      { requestId: `request-${index}` },
    );
  };
};

const namesOf = async (accounts: AsyncIterable<Pick<AccountListing, 'name'>>): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of accounts) names.push(name);
  return names;
};

const THREE_PAGES = [
  { names: ['Ann', 'Bob'], endCursor: 'c1', hasNextPage: true },
  { names: ['Cid'], endCursor: 'c2', hasNextPage: true },
  { names: ['Dot'], endCursor: 'c3', hasNextPage: false },
];

describe('a list of the SDK', () => {
  it('returns each item across its pages', async () => {
    playPages(THREE_PAGES);
    expect(await namesOf(client.accounts({ pageSize: 2, filter: { type: { eq: 'CLIENT' } } }))).toEqual([
      'Ann',
      'Bob',
      'Cid',
      'Dot',
    ]);
    expect(stub.requests.map(({ body }) => body.variables)).toEqual([
      { filter: { type: { eq: 'CLIENT' } }, first: 2 },
      { filter: { type: { eq: 'CLIENT' } }, first: 2, after: 'c1' },
      { filter: { type: { eq: 'CLIENT' } }, first: 2, after: 'c2' },
    ]);
  });

  it('is fetched only as far as it is read', async () => {
    playPages(THREE_PAGES);
    const accounts = client.accounts();
    expect(stub.requests).toHaveLength(0);
    for await (const { name } of accounts) if (name === 'Bob') break;
    expect(stub.requests).toHaveLength(1);
  });

  it('is fetched again by each loop', async () => {
    playPages(THREE_PAGES);
    const accounts = client.accounts();
    expect(await namesOf(accounts)).toEqual(await namesOf(accounts));
  });

  it('is read page by page, and continues from a stored cursor', async () => {
    playPages(THREE_PAGES);
    const sizes: number[] = [];
    let stored: string | null = null;
    for await (const { nodes, pageInfo } of client.accounts().byPage()) {
      sizes.push(nodes.length);
      stored ??= pageInfo.endCursor;
    }
    expect(sizes).toEqual([2, 1, 1]);
    expect(await namesOf(client.accounts({ after: stored }))).toEqual(['Cid', 'Dot']);
  });

  it('can be empty', async () => {
    playPages([{ names: [], endCursor: null, hasNextPage: false }]);
    expect(await namesOf(client.accounts())).toEqual([]);
  });

  it('returns every item once, in order, whatever the sizes of its pages', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }), async (sizes) => {
        let count = 0;
        const pages = sizes.map((size, index) => ({
          names: Array.from({ length: size }, () => `name-${count++}`),
          endCursor: `c${index}`,
          hasNextPage: index < sizes.length - 1,
        }));
        playPages(pages);
        expect(await namesOf(client.accounts())).toEqual(pages.flatMap(({ names }) => names));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a list of the SDK whose cursor does not advance', () => {
  const [first, second] = THREE_PAGES as [(typeof THREE_PAGES)[0], (typeof THREE_PAGES)[0]];

  it.each<[string, PageInfo]>([
    ['repeats the previous one', { endCursor: 'c2', hasNextPage: true }],
    ['leads back to an earlier page', { endCursor: 'c1', hasNextPage: true }],
    ['is missing although there are more pages', { endCursor: null, hasNextPage: true }],
  ])('throws an error if it %s, and no item is returned twice', async (_, pageInfo) => {
    playPages([first, second, { names: ['Bob', 'Cid'], ...pageInfo }]);
    const names: string[] = [];
    const error = await errorOf(
      (async () => {
        for await (const { name } of client.accounts()) names.push(name);
      })(),
    );
    expect(error).toBeInstanceOf(RepeatedCursorError);
    expect(error).toMatchObject({ code: 'REPEATED_CURSOR', requestId: 'request-2' });
    expect(names).toEqual(['Ann', 'Bob', 'Cid']);
    expect(stub.requests).toHaveLength(3);
  });

  it('throws an error if the first page returns the cursor that the list started from', async () => {
    playPages([first, { ...second, endCursor: 'c1' }]);
    expect(await errorOf(namesOf(client.accounts({ after: 'c1' })))).toBeInstanceOf(RepeatedCursorError);
  });
});
