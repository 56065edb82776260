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

/** Plays these pages, the first one where no cursor is given, and each under the cursor of the one before. */
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

describe('a list', () => {
  it('is read item by item across its pages', async () => {
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

  it('is read anew by each loop', async () => {
    playPages(THREE_PAGES);
    const accounts = client.accounts();
    expect(await namesOf(accounts)).toEqual(await namesOf(accounts));
  });

  it('is read page by page, and goes on from a cursor that was kept', async () => {
    playPages(THREE_PAGES);
    const sizes: number[] = [];
    let kept: string | null = null;
    for await (const { nodes, pageInfo } of client.accounts().byPage()) {
      sizes.push(nodes.length);
      kept ??= pageInfo.endCursor;
    }
    expect(sizes).toEqual([2, 1, 1]);
    expect(await namesOf(client.accounts({ after: kept }))).toEqual(['Cid', 'Dot']);
  });

  it('may be empty', async () => {
    playPages([{ names: [], endCursor: null, hasNextPage: false }]);
    expect(await namesOf(client.accounts())).toEqual([]);
  });

  it('has every item once, in order, whatever the sizes of its pages', async () => {
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

describe('a cursor that leads nowhere', () => {
  const [first, second] = THREE_PAGES as [(typeof THREE_PAGES)[0], (typeof THREE_PAGES)[0]];

  it.each<[string, PageInfo]>([
    ['repeats the one before', { endCursor: 'c2', hasNextPage: true }],
    ['leads back to an earlier page', { endCursor: 'c1', hasNextPage: true }],
    ['is missing though more follows', { endCursor: null, hasNextPage: true }],
  ])('is an error where it %s, and no item comes twice', async (_, pageInfo) => {
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

  it('is one where the first page answers the cursor that the list was begun with', async () => {
    playPages([first, { ...second, endCursor: 'c1' }]);
    expect(await errorOf(namesOf(client.accounts({ after: 'c1' })))).toBeInstanceOf(RepeatedCursorError);
  });
});
