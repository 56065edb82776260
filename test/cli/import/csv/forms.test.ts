import { ofKind, readCsv, windows1252 } from './read-csv.js';

const US = { name: 'Acme', currencyCode: 'USD', timeZone: 'America/New_York' };

describe('clientele import csv', () => {
  it('reads what a German Excel writes: Windows-1252, semicolons, days first and decimal commas', async () => {
    const { records, shown, refused } = await readCsv({
      accounts: windows1252(
        'Kundennummer;Firma;Branche\r\n1001;Müller & Söhne;Maschinenbau\r\n1002;"Grün; Partner";\r\n',
      ),
      subscriptions: windows1252(
        [
          'Vertragsnummer;Kundennummer;Tarif;Status;Beginn;Ende;Preis;Menge;Turnus;Laufzeit',
          'V-1;1001;Größe L;aktiv;31.12.2022;;1.234,56 €;1;jährlich;12',
          'V-2;1002;Größe S;gekündigt;01.03.2024;31.08.2025;19,90 €;10;monatlich;',
          '',
        ].join('\r\n'),
      ),
    });
    expect(refused).toEqual([]);
    expect(ofKind(records, 'plan')).toEqual([
      { externalId: 'Größe S', name: 'Größe S', rank: 1 },
      { externalId: 'Größe L', name: 'Größe L', rank: 2 },
    ]);
    expect(ofKind(records, 'account')).toEqual([
      { externalId: '1001', name: 'Müller & Söhne', attributes: { Branche: 'Maschinenbau' } },
      { externalId: '1002', name: 'Grün; Partner' },
    ]);
    expect(ofKind(records, 'subscription')).toEqual([
      {
        externalId: 'V-1',
        accountExternalId: '1001',
        cancelAt: null,
        phases: [
          {
            from: '2022-12-30T23:00:00.000Z',
            status: 'ACTIVE',
            planExternalId: 'Größe L',
            unitPrice: { amount: '1234.56', currencyCode: 'EUR' },
            quantity: 1,
            billingPeriod: { unit: 'YEAR', count: 1 },
            termMonths: 12,
          },
        ],
      },
      {
        externalId: 'V-2',
        accountExternalId: '1002',
        cancelAt: '2025-08-31T22:00:00.000Z',
        phases: [
          {
            from: '2024-02-29T23:00:00.000Z',
            to: '2025-08-31T22:00:00.000Z',
            status: 'ACTIVE',
            planExternalId: 'Größe S',
            unitPrice: { amount: '19.90', currencyCode: 'EUR' },
            quantity: 10,
            billingPeriod: { unit: 'MONTH', count: 1 },
          },
        ],
      },
    ]);
    expect(shown).toMatch(/accounts\.csv: 2 rows, semicolons, Windows-1252/);
    expect(shown).toMatch(/Price per unit +Preis +1\.234,56 €, decimal comma/);
  });

  it('reads what Google Sheets downloads: UTF-8, commas, and months first if any date of the column says so', async () => {
    const { records } = await readCsv(
      {
        accounts: 'Customer ID,Customer,CSM\nc1,Ünïted 東京,mia@vendor.example\n',
        subscriptions:
          'Customer ID,Plan,Start date,End date,MRR,Seats\nc1,Team,1/2/2025,2/3/2026,"$1,200.00",12\nc1,Team,2/4/2026,12/31/2026,"$2,400.00",24\n',
      },
      US,
    );
    expect(ofKind(records, 'member')).toEqual([
      { externalId: 'mia@vendor.example', name: 'mia@vendor.example', email: 'mia@vendor.example' },
    ]);
    const [subscription] = ofKind(records, 'subscription');
    expect(subscription).toMatchObject({ externalId: 'c1', accountExternalId: 'c1' });
    expect(subscription!.phases).toMatchObject([
      { from: '2025-01-02T05:00:00.000Z', to: '2026-02-04T05:00:00.000Z', quantity: 12 },
      { from: '2026-02-04T05:00:00.000Z', to: '2027-01-01T05:00:00.000Z', quantity: 24 },
    ]);
    expect(subscription!.phases.map(({ unitPrice }) => unitPrice)).toEqual(
      Array(2).fill({ amount: '100', currencyCode: 'USD' }),
    );
  });

  it.each(['utf16le', 'utf16be'] as const)('reads the Unicode text of Excel: %s with tabs', async (encoding) => {
    const bytes = Buffer.from('\ufeffAccount id\tName\n1\tGrün 東京\n', 'utf16le');
    const { records } = await readCsv({ accounts: encoding === 'utf16be' ? bytes.swap16() : bytes });
    expect(ofKind(records, 'account')).toEqual([{ externalId: '1', name: 'Grün 東京' }]);
  });

  it('reads a UTF-8 file of Excel with its byte order mark and its line that names the separator', async () => {
    const { records } = await readCsv({ accounts: '\ufeffsep=;\r\nid;Name\r\n1;Größe\r\n' });
    expect(ofKind(records, 'account')).toEqual([{ externalId: '1', name: 'Größe' }]);
  });

  it("reads HubSpot's exports of companies and deals, and leaves out lost deals", async () => {
    const files = {
      accounts: [
        '"Record ID","Company name","Company owner","Create Date","Phone Number","Country/Region","Industry","Company Domain Name"',
        '"9001","Acme, Inc.","Mia Okonedo","2024-02-01 10:15","","United States","COMPUTER_SOFTWARE","acme.example"',
        '',
      ].join('\n'),
      subscriptions: [
        '"Record ID","Deal Name","Deal Stage","Close Date","Deal owner","Amount","Monthly recurring revenue","Currency","Associated Company IDs","Associated Company"',
        '"1","Acme - Pro","Closed Won","2024-03-01 16:00","Mia Okonedo","12000","1000","USD","9001","Acme, Inc."',
        '"2","Acme - more","Closed Lost","2024-05-01 16:00","Mia Okonedo","6000","500","USD","9001","Acme, Inc."',
        '',
      ].join('\n'),
    };
    await expect(readCsv(files, US)).rejects.toThrow(
      /not recognized: Plan \(plan\)[^]*\{ plan: \{ value: "Value for all rows" \} \}/,
    );
    const mapping = 'subscriptions: { columns: { plan: { value: Standard } } }';
    const { records, refused } = await readCsv({ ...files, mapping }, US);
    expect(refused).toEqual([]);
    expect(ofKind(records, 'account')).toEqual([
      {
        externalId: '9001',
        name: 'Acme, Inc.',
        domain: 'acme.example',
        attributes: { 'Country/Region': 'United States', Industry: 'COMPUTER_SOFTWARE' },
      },
    ]);
    expect(ofKind(records, 'subscription')).toMatchObject([
      {
        externalId: '1',
        accountExternalId: '9001',
        phases: [
          {
            from: '2024-03-01T21:00:00.000Z',
            planExternalId: 'Standard',
            unitPrice: { amount: '1000' },
            status: 'ACTIVE',
          },
        ],
      },
    ]);
  });

  it("reads ChartMogul's exports of customers and subscriptions", async () => {
    const { records, refused } = await readCsv(
      {
        accounts: [
          'Name,External ID,Email,Company,Country,Status,Customer Since,MRR,ARR,Currency',
          'Ada Lovelace,cus_1,ada@engine.example,Engine Ltd,GB,Active,2015-12-20,199.00,2388.00,USD',
          '',
        ].join('\n'),
        subscriptions: [
          'Customer Name,Customer External ID,Subscription External ID,Plan Name,Quantity,MRR,ARR,Currency,Billing Cycle,Billing Cycle Count,Start Date,End Date,Status',
          'Engine Ltd,cus_1,sub_1,PRO yearly,2,199.00,2388.00,USD,year,1,2015-12-20 08:26:49 UTC,2016-12-20 08:26:49 UTC,Cancelled',
          'Engine Ltd,cus_1,sub_2,PRO monthly,1,99.00,1188.00,USD,month,3,2016-12-20 08:26:49 UTC,,Active',
          '',
        ].join('\n'),
      },
      US,
    );
    expect(refused).toEqual([]);
    expect(ofKind(records, 'account')).toEqual([
      { externalId: 'cus_1', name: 'Engine Ltd', attributes: { Country: 'GB' } },
    ]);
    expect(ofKind(records, 'subscription')).toMatchObject([
      {
        externalId: 'sub_1',
        cancelAt: '2016-12-20T08:26:49.000Z',
        phases: [{ quantity: 2, unitPrice: { amount: '1194' }, billingPeriod: { unit: 'YEAR', count: 1 } }],
      },
      { externalId: 'sub_2', phases: [{ unitPrice: { amount: '297' }, billingPeriod: { unit: 'MONTH', count: 3 } }] },
    ]);
  });

  it('reads interactions, and gives those without an id the same id each time', async () => {
    const interactions =
      'Customer ID;Type;Date;Direction;Owner;Minutes;Amount;Notes\nc1;QBR;01.02.2026 10:00;outbound;Mia;45;;Goals\nc1;Invoice;03.02.2026;;;;250,00 €;\n';
    const first = await readCsv({ interactions });
    expect(ofKind(first.records, 'interaction')).toEqual([
      {
        externalId: expect.stringMatching(/^csv-[\w-]{22}$/) as string,
        accountExternalId: 'c1',
        kind: 'BUSINESS_REVIEW',
        occurredAt: '2026-02-01T09:00:00.000Z',
        initiative: 'US',
        memberExternalId: 'Mia',
        effortMinutes: 45,
        note: 'Goals',
      },
      expect.objectContaining({ kind: 'PURCHASE', amount: { amount: '250.00', currencyCode: 'EUR' } }),
    ]);
    expect((await readCsv({ interactions })).records).toEqual(first.records);
  });

  it('reads accounts and subscriptions from the same file, with durations instead of dates', async () => {
    const file =
      'customerID,tenure,InternetService,Contract,MonthlyCharges,Churn\n7590-VHVEG,1,DSL,Month-to-month,29.85,No\n3668-QPYBK,2,DSL,Two year,53.85,Yes\n';
    const mapping = `
subscriptions:
  asOf: 2019-09-30
  columns: { status: Churn, plan: InternetService }
  values:
    status: { "Yes": canceled, "No": active }
    plan: { "No": Basic }`;
    const { records } = await readCsv({ accounts: file, subscriptions: file, mapping }, { ...US, timeZone: 'UTC' });
    expect(ofKind(records, 'account').map(({ externalId, name }) => [externalId, name])).toEqual([
      ['7590-VHVEG', '7590-VHVEG'],
      ['3668-QPYBK', '3668-QPYBK'],
    ]);
    expect(ofKind(records, 'subscription')).toMatchObject([
      { externalId: '7590-VHVEG', cancelAt: null, phases: [{ from: '2019-08-30T00:00:00.000Z', termMonths: 0 }] },
      {
        cancelAt: '2019-09-30T00:00:00.000Z',
        phases: [{ from: '2019-07-30T00:00:00.000Z', to: '2019-09-30T00:00:00.000Z', termMonths: 24 }],
      },
    ]);
  });

  it('treats plans whose names differ only in case as one plan, and reads ambiguous dates as another row tells', async () => {
    const subscriptions = 'Customer;Tier;Start;Price\nc1;Pro;13/02/2025;1.234,5\nc1;pro;01/03/2025;12,5\n';
    const { records } = await readCsv({ subscriptions });
    expect(ofKind(records, 'plan')).toEqual([{ externalId: 'Pro', name: 'Pro', rank: 1 }]);
    expect(ofKind(records, 'subscription')[0]!.phases).toMatchObject([
      { from: '2025-02-12T23:00:00.000Z', to: '2025-02-28T23:00:00.000Z' },
      { from: '2025-02-28T23:00:00.000Z' },
    ]);
  });

  it('takes a monthly price as that of a month, also if a year is billed at once', async () => {
    const { records, shown } = await readCsv({
      subscriptions:
        'Vertragsnr.;Kunden-Nr.;Tarif;Beginn;Monatspreis;Menge;Turnus\nv1;1;Pro;01.02.2025;9,90;10;jährlich\nv2;1;Pro;01.02.2025;9,90;1;monatlich\n',
    });
    expect(ofKind(records, 'subscription').map(({ externalId, phases }) => [externalId, phases[0]])).toMatchObject([
      ['v1', { unitPrice: { amount: '118.8' }, quantity: 10, billingPeriod: { unit: 'YEAR', count: 1 } }],
      ['v2', { unitPrice: { amount: '9.90' }, quantity: 1, billingPeriod: { unit: 'MONTH', count: 1 } }],
    ]);
    expect(shown).toMatch(/ {2}Price per unit +Monatspreis +9,90, decimal comma/);
  });

  it.each([
    ['MRR,ARR', '10,120', 'month'],
    ['ARR', '120', 'year'],
  ])('bills %s in the way that it shows if the file does not say how', async (columns, values, unit) => {
    const { records, shown } = await readCsv({
      subscriptions: `Customer,Plan,Start,${columns}\nc1,Pro,2025-02-01,${values}\n`,
    });
    expect(shown.replace(/\s+/g, ' ')).toContain(
      `No column of billing intervals: every subscription is billed every ${unit}.`,
    );
    expect(ofKind(records, 'subscription')[0]!.phases[0]!.billingPeriod!.unit).toBe(unit.toUpperCase());
  });

  it("reads HubSpot's stages of deals with the name of their pipeline", async () => {
    const { records } = await readCsv({
      subscriptions:
        'Record ID,Customer,Deal Stage,Plan,Start,Price\n1,c1,Closed Won (Sales Pipeline),Pro,2025-02-01,9\n2,c1,Closed Lost (Sales Pipeline),Pro,2025-02-01,9\n',
    });
    expect(ofKind(records, 'subscription').map(({ externalId }) => externalId)).toEqual(['1']);
  });

  it('takes ids and ranks of plans from the mapping', async () => {
    const subscriptions = 'Customer;Tier;Start;Price\nc1;Pro;2025-02-01;9\nc2;Max;2025-02-01;1\n';
    const mapping = 'plans: { pro: { id: p-1, rank: 7 }, Max: 9 }';
    const { records } = await readCsv({ subscriptions, mapping });
    expect(ofKind(records, 'plan')).toEqual([
      { externalId: 'p-1', name: 'Pro', rank: 7 },
      { externalId: 'Max', name: 'Max', rank: 9 },
    ]);
    expect(JSON.stringify(records)).toContain('"planExternalId":"p-1"');
  });
});
