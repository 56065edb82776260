import { readCsv, ofKind } from './read-csv.js';

/** Lines of refused.csv as cells; the texts of these tests have no commas in their first three cells. */
const cellsOf = (lines: readonly string[]) =>
  lines.map((line) => {
    const [file, at, column, ...problem] = line.split(',');
    return [file, Number(at), column, problem.join(',').replace(/^"|"$/g, '').replaceAll('""', '"')];
  });

describe('clientele import csv', () => {
  it('refuses broken rows with their line, column and what to do, and imports the others', async () => {
    const { records, refused, verdicts } = await readCsv({
      accounts: 'id,Name\n1,Acme\n,No id\n2,"Two\nlines"\n3,Three,4,5\n4,Four\n',
      subscriptions: [
        'id,Account id,Plan,Status,Start,End,Price,Currency,Quantity,Billing interval,Term,Churn reason',
        's1,1,Pro,active,2025-01-01,,10.00,EUR,1,monthly,12,',
        's2,1,Pro,active,soon,,10.00,EUR,1,monthly,,',
        's3,1,Pro,active,2025-01-01,2024-12-01,10.00,EUR,1,monthly,,',
        's4,1,Pro,alive,2025-01-01,,10.00,EUR,1,monthly,,',
        's5,1,Pro,canceled,2025-01-01,,10.00,EUR,1,monthly,,',
        's6,1,,active,,,,EUR,1,now and then,for ever,no idea',
        's7,,Pro,active,2025-01-01,,ten,gold,many,monthly,,',
        ',1,Pro,active,2025-01-01,,10.00,EUR,1,monthly,,',
        's8,1,Pro,paused,2025-01-01,,10.00,EUR,1,monthly,,',
        's9,1,Pro,active,2025-01-01,2025-03-31,10.00,EUR,1,monthly,,',
        's9,1,Pro,active,2025-02-01,,10.00,EUR,1,monthly,,',
        's10,1,Pro,active,2025-01-01,2025-03-31,10.00,EUR,1,monthly,,',
        's10,2,Pro,active,2025-04-01,,10.00,EUR,1,monthly,,',
        's11,1,Pro,active,2025-01-01,,-10.00,EUR,1,monthly,,',
        's12,1,Pro,active,2025-01-01,,10.00,gold,1,monthly,,',
        's13,1,Pro,active,2025-01-01,2025-01-31,10.00,EUR,1,monthly,,',
        's13,1,Pro,active,2025-02-01,,ten,EUR,1,monthly,,',
        '=s14,"1,Pro',
      ].join('\n'),
    });
    expect(ofKind(records, 'account').map(({ externalId }) => externalId)).toEqual(['1', '2', '4']);
    expect(ofKind(records, 'subscription').map(({ externalId }) => externalId)).toEqual(['s1']);
    expect(verdicts.every(({ exactness }) => exactness === 'REFUSED')).toBe(true);
    const of = (file: string, at: number) =>
      cellsOf(refused).flatMap(([name, line, ...rest]) => (name === file && line === at ? [rest] : []));
    expect(of('accounts.csv', 3)).toEqual([['id', 'Expected the id of the account; got a blank cell.']]);
    expect(of('accounts.csv', 6)).toEqual([['', expect.stringMatching(/^Expected 2 cells, .* got 4\. Enclose cells/)]]);
    const sub = (at: number) => of('subscriptions.csv', at);
    expect(sub(3)).toEqual([['Start', 'Expected a date such as 2025-12-31; got "soon".']]);
    expect(sub(4)).toEqual([['End', 'Expected an end after the start 2025-01-01; got "2024-12-01".']]);
    expect(sub(5)).toEqual([
      [
        'Status',
        expect.stringMatching(/Expected one of active, trialing, .*"alive"\. Add its meaning to the mapping file/),
      ],
    ]);
    expect(sub(6)).toEqual([
      [
        'End',
        'Expected the date on which the canceled subscription ended; got none. Add an end date or a cancellation date.',
      ],
    ]);
    expect(sub(7).map(([column]) => column)).toEqual(['Plan', 'Price', 'Start', 'Churn reason', 'Term']);
    expect(sub(8).map(([column]) => column)).toEqual(['Account id', 'Price', 'Quantity']);
    expect(sub(9)).toEqual([['id', 'Expected the id of the subscription; got a blank cell.']]);
    expect(sub(10)).toEqual([
      ['Status', expect.stringMatching(/^Expected the date on which the subscription was paused/)],
    ]);
    expect(sub(12)).toEqual([['Start', expect.stringMatching(/^Expected a start after the end of line 11/)]]);
    expect(sub(11)).toEqual([['', expect.stringMatching(/line 12 of the same subscription was refused/)]]);
    expect(sub(14)).toEqual([['Account id', expect.stringMatching(/account "1" of line 13, .*; got "2"/)]]);
    expect(sub(15)).toEqual([
      ['Price', 'Expected a price of at least 0; got -10.00. Leave out rows of credits and refunds.'],
    ]);
    expect(sub(16)).toEqual([['Currency', 'Expected a currency, such as EUR or €; got "gold".']]);
    expect(sub(17)).toEqual([['', expect.stringMatching(/another row of the same subscription was refused/)]]);
    expect(sub(18)).toEqual([['Price', 'Expected a number with a decimal point; got "ten".']]);
    expect(sub(19)).toEqual([['', expect.stringMatching(/^Expected a closing double quote/)]]);
  });

  it.each([
    [
      '01/02/2025\n02/03/2025',
      /Expected dates that can be read in only one way[^]*"Start" is ambiguous: "01\/02\/2025" in line 2[^]*dates: DMY/,
    ],
    [
      '13/02/2025\n02/13/2025\n01/02/2025',
      /"Start" mixes both ways: "13\/02\/2025" in line 2, "02\/13\/2025" in line 3/,
    ],
  ])('refuses a column of dates that can be read in two ways: %j', async (starts, message) => {
    const rows = starts.split('\n').map((start, index) => `${index},Pro,${start},10.00`);
    const subscriptions = ['Account id,Plan,Start,Price', ...rows].join('\n');
    await expect(readCsv({ subscriptions })).rejects.toThrow(message);
    const mapping = 'subscriptions: { dates: MDY }';
    const { records } = await readCsv({ subscriptions, mapping });
    expect(JSON.stringify(records)).toContain('"from":"2025-01-01T23:00:00.000Z"');
  });

  it('refuses a column of numbers that can be read in two ways', async () => {
    const subscriptions = 'Account id;Plan;Start;Price\n1;Pro;2025-01-01;1.200\n';
    await expect(readCsv({ subscriptions })).rejects.toThrow(
      /"1\.200" in line 2 can be read in both ways[^]*decimals: comma/,
    );
    const { records } = await readCsv({ subscriptions, mapping: 'subscriptions: { decimals: comma }' });
    expect(JSON.stringify(records)).toContain('"amount":"1200"');
  });

  it('names everything that is wrong with a mapping file', async () => {
    const accounts = 'id,Name\n1,Acme\n';
    const mapping = 'account: {}\naccounts: { columns: { nam: Name }, dates: YMD }\nplans: { Pro: high }';
    const reading = readCsv({ accounts, mapping });
    await expect(reading).rejects.toThrow(/mapping\.yaml has 4 problems\./);
    for (const place of [
      /Unrecognized key: "account"/,
      /accounts\.columns.*nam/,
      /accounts\.dates: /,
      /plans\.Pro: /,
    ]) {
      await expect(reading).rejects.toThrow(place);
    }
    await expect(readCsv({ accounts, mapping: 'a: [' })).rejects.toThrow(
      /Expected valid YAML in the mapping file .*mapping\.yaml/,
    );
    await expect(readCsv({ accounts, mapping: 'accounts: { columns: { name: Firma, domain: Web } }' })).rejects.toThrow(
      /the file has no column "Firma", "Web"\. Its columns: id, Name\./,
    );
  });

  it('leaves out exact copies of rows', async () => {
    const { records, refused } = await readCsv({
      subscriptions: 'id,Account id,Plan,Start,Price\ns1,1,Pro,2025-01-01,10\ns1,1,Pro,2025-01-01,10\n',
    });
    expect(refused).toEqual([]);
    expect(ofKind(records, 'subscription')).toMatchObject([{ externalId: 's1', phases: [{ status: 'ACTIVE' }] }]);
  });

  it('asks how often an amount is charged, which may be that of a whole contract', async () => {
    const subscriptions = 'Account id,Plan,Start,Amount\n1,Pro,2025-01-01,12000\n';
    await expect(readCsv({ subscriptions })).rejects.toThrow(/Expected billing intervals beside the amounts of/);
    const mapping = 'subscriptions: { columns: { interval: { value: yearly } } }';
    const { records } = await readCsv({ subscriptions, mapping });
    expect(ofKind(records, 'subscription')).toMatchObject([
      { phases: [{ unitPrice: { amount: '12000' }, billingPeriod: { unit: 'YEAR', count: 1 } }] },
    ]);
  });

  it('refuses revenue of no units, which would be lost, and rows of one subscription that overlap', async () => {
    const { refused } = await readCsv({
      subscriptions:
        'id,Account id,Plan,Start,MRR,Seats\ns1,1,Pro,2025-01-01,10,0\ns2,1,Pro,2025-01-01,10,1\ns2,1,Pro,2025-01-01,10,2\ns3,1,Free,2025-01-01,0,0\n',
    });
    expect(cellsOf(refused)).toEqual([
      ['subscriptions.csv', 2, 'Seats', 'Expected a quantity above 0, because the revenue is 10; got 0.'],
      [
        'subscriptions.csv',
        4,
        'Start',
        expect.stringMatching(/^Expected another start than that of line 3, .*got the same\. Remove one of the rows/),
      ],
      ['subscriptions.csv', 3, '', expect.stringMatching(/line 4 of the same subscription was refused/)],
    ]);
  });

  it('names the value that makes a column unreadable', async () => {
    const subscriptions = 'Account id,Plan,Start,Price\n1,Pro,Q1 2025,10.00\n';
    await expect(readCsv({ subscriptions })).rejects.toThrow(
      /not recognized: Start \(start\) or Months since start \(tenureMonths\)\.\n[^]*Most values of "Start" are no dates that could be read, such as "Q1 2025"\./,
    );
  });

  it.each([
    ['', /Expected a CSV file with a header row; accounts\.csv is empty/],
    ['\n\n', /Expected a CSV file with a header row|Expected columns/],
    ['PK\u0003\u0004…', /accounts\.csv is an Excel workbook\. Save it as CSV first/],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /accounts\.csv is an Excel workbook\. Save it as CSV first/],
    ['Name,Name\n1,2\n', /Expected columns with different names; accounts\.csv has two named "Name"/],
    ['Colour,Size\nred,1\n', /not recognized: Account id \(id\) or Name \(name\)[^]*Its columns: Colour, Size\./],
  ])('refuses a file that is no table of accounts: %j', async (accounts, message) => {
    await expect(readCsv({ accounts })).rejects.toThrow(message);
  });

  it('refuses to import measures, which the API does not have yet', async () => {
    await expect(readCsv({ accounts: 'id\n1\n', measures: 'x' } as object)).rejects.toThrow(
      /Measures cannot be imported yet/,
    );
    await expect(readCsv({})).rejects.toThrow(/at least one of --accounts, --subscriptions, --interactions/);
  });
});
