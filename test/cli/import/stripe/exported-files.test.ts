import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readExport } from '../../../../src/cli/import/stripe/reading/exported-files.js';
import { readJsonValues } from '../../../../src/cli/import/stripe/reading/json-values.js';
import { emptyCatalog } from '../../../../src/cli/import/stripe/reading/objects.js';
import { Spool } from '../../../../src/cli/import/stripe/reading/spool.js';
import { customer, monthlyInvoices, price, product, subscription } from '../../../support/stripe-objects.js';

const never = new AbortController().signal;
const starter = price('price_starter', 'prod_starter', 1000);
const bought = subscription('sub_1', { customer: 'cus_1', price: starter });
const other = subscription('sub_2', { customer: 'cus_2', price: starter });
const list = (...data: unknown[]) => ({ object: 'list', data, has_more: false, url: '/v1/anything' });

describe('reading a folder of exported files', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'stripe-export-'));
    folder = join(parent, 'export');
    mkdirSync(folder);
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);

  async function read() {
    const spool = await Spool.create(parent);
    const catalog = emptyCatalog();
    try {
      const summary = await readExport(folder, spool, catalog, never);
      const customers = [];
      for await (const one of spool.customers()) customers.push(one);
      return { summary, catalog, customers };
    } finally {
      await spool.remove();
    }
  }

  it('takes prices and expanded products from subscriptions if they were not exported by themselves', async () => {
    const expanded = { ...starter, product: product('prod_starter', 'Starter') };
    write('customers.json', JSON.stringify(list(customer('cus_1'))));
    write('subscriptions.json', JSON.stringify(list(subscription('sub_1', { customer: 'cus_1', price: expanded }))));
    const { catalog } = await read();
    expect([...catalog.products.keys(), ...catalog.prices.keys()]).toEqual(['prod_starter', 'price_starter']);
  });

  it('takes lists, arrays, single objects and JSON lines, whatever the names of the files', async () => {
    write('a', JSON.stringify(list(product('prod_starter', 'Starter'), starter), null, 2));
    write('b.txt', `\uFEFF${JSON.stringify([customer('cus_1'), customer('cus_2')])}`);
    write('c.json', JSON.stringify(bought, null, 2));
    mkdirSync(join(folder, 'more'));
    write(
      'more/d.jsonl.gz',
      gzipSync(
        monthlyInvoices(bought, 3)
          .map((each) => JSON.stringify(each))
          .join('\r\n'),
      ),
    );
    write('more/e', Buffer.from(`\uFEFF${JSON.stringify(list(other), null, 1)}`, 'utf16le'));
    write('.DS_Store', 'not JSON');
    const { summary, catalog, customers } = await read();
    expect([...catalog.products.keys(), ...catalog.prices.keys()]).toEqual(['prod_starter', 'price_starter']);
    expect(summary).toMatchObject({
      files: 5,
      counts: { customer: 2, subscription: 2, invoice: 3 },
      truncatedInvoices: 0,
    });
    const [first] = customers.filter((one) => one.customer.id === 'cus_1');
    expect(first).toMatchObject({
      customer: customer('cus_1'),
      subscriptions: [bought],
      invoices: monthlyInvoices(bought, 3),
    });
  });

  it('takes pages that were written one after the other into one file', async () => {
    const pages = [list(customer('cus_1'), bought), list(), list(other, product('prod_starter', 'Starter'))];
    write('pages.json', pages.map((page) => JSON.stringify(page, null, 2)).join('\n'));
    write('lines.json', [list(customer('cus_3')), [customer('cus_4')]].map((page) => JSON.stringify(page)).join('\n'));
    const { summary } = await read();
    expect(summary.counts).toMatchObject({ customer: 3, subscription: 2 });
  });

  it('counts an object that occurs twice once, as it was read last', async () => {
    write('1.json', JSON.stringify([customer('cus_1', { name: 'Old' }), bought, product('prod_starter', 'Starter')]));
    write('2.json', JSON.stringify([customer('cus_1', { name: 'New' })]));
    const { customers } = await read();
    expect(customers).toMatchObject([{ customer: { name: 'New' }, subscriptions: [{ id: 'sub_1' }] }]);
  });

  it('says what it ignored, and how many invoices lack lines', async () => {
    const [cut] = monthlyInvoices(bought, 1);
    cut!.lines.has_more = true;
    const event = { id: 'evt_1', object: 'event', data: { object: customer('cus_9') } };
    write(
      'all.json',
      JSON.stringify([customer('cus_1'), bought, product('prod_starter', 'Starter'), cut, event, event]),
    );
    write('event.json', JSON.stringify(event, null, 2));
    const { summary, customers } = await read();
    expect(customers).toHaveLength(1);
    expect(summary).toMatchObject({ ignored: new Map([['event', 3]]), truncatedInvoices: 1 });
  });

  it.each([
    [
      'a word in the middle of a document',
      'a.json',
      '[\n  {"object": "event"},\n  oops\n]',
      'a.json, line 3: expected JSON; got a character',
    ],
    [
      'a file that was cut off',
      'b.json',
      '[\n  {"object": "event"},\n  {"object": "ev',
      'b.json, line 3: the file ends in the middle',
    ],
    [
      'a broken line',
      'c.jsonl',
      '{"object":"event"}\n{"object":\n',
      'c.jsonl, line 2: expected a whole JSON value on each line; got "{\\"object\\":"',
    ],
    ['a table', 'd.csv', 'id,object\ncus_1,customer\n', 'd.csv, line 1: expected JSON'],
    [
      'an object of another system',
      'e.json',
      '[\n{"object": "event"},\n{"name": "x"}]',
      'e.json, line 3: expected an object of Stripe',
    ],
    [
      'an object without id',
      'f.jsonl',
      '\n{"object":"customer"}',
      'f.jsonl, line 2: expected the customer to have an id; got none.',
    ],
    [
      'a broken archive',
      'g.gz',
      gzipSync('{"object":"event"}'.repeat(99)).subarray(0, 30),
      'g.gz: expected a whole gzip file',
    ],
    ['bytes that are no text', 'h', Uint8Array.of(0x5b, 0xff, 0xfe), 'h: expected text in UTF-8; got other bytes.'],
  ])('refuses %s, and names file and line', async (_, name, content, message) => {
    write(name, content);
    await expect(read()).rejects.toThrow(message);
  });

  it('refuses a folder in which customers, subscriptions or products are missing', async () => {
    write('customers.json', JSON.stringify(list(customer('cus_1'))));
    await expect(read()).rejects.toThrow(/the 1 files contain no subscriptions and no products\. Export them/);
  });

  it('refuses a folder that does not exist', async () => {
    folder = join(parent, 'nowhere');
    await expect(read()).rejects.toThrow(/--from: expected a folder/);
  });

  it('reads any values in any layout as JSON.parse does', async () => {
    const object = fc.record({ object: fc.string(), id: fc.jsonValue(), nested: fc.jsonValue() });
    const layouts: ((values: unknown[]) => string)[] = [
      (values) => JSON.stringify(values, null, 2),
      (values) => JSON.stringify(list(...values)),
      (values) => JSON.stringify({ data: values, object: 'list' }, null, 1),
      (values) => values.map((value) => JSON.stringify(value)).join('\n'),
      (values) => values.map((value) => JSON.stringify(value, null, 4)).join('\n'),
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(object, { maxLength: 5 }), fc.constantFrom(...layouts), async (values, layout) => {
        write('values', layout(values));
        const found = [];
        for await (const { value } of readJsonValues(join(folder, 'values'))) {
          const isList = (value as { object?: string }).object === 'list';
          if (Array.isArray(value)) found.push(...(value as unknown[]));
          else if (isList) found.push(...(value as { data: unknown[] }).data.filter((each) => each !== undefined));
          else found.push(value);
        }
        expect(found).toEqual(JSON.parse(JSON.stringify(values)));
      }),
      { numRuns: 200 },
    );
  });
});
