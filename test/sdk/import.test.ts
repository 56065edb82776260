import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import {
  Clientele,
  ImportInterruptedError,
  type ImportCheckpoint,
  type ImportRecord,
  type ImportRefusal,
} from '../../sdk/src/index.js';
import { answer, errorOf, startStub, type Play, type Received } from './stub-server.js';

type Lists = Record<string, { externalId: string; name?: unknown; accountExternalId?: string }[]>;
type UserError = { field: string[]; code: string; message: string };

/**
 * A server that records by externalId, returns the earlier response for a known key, refuses records named "bad" and
 * records of unknown accounts, and refuses a whole call that contains a name that is not a string.
 */
class Recorder {
  readonly accounts = new Map<string, unknown>();
  readonly calls: { key: string; size: number; ids: string[] }[] = [];
  readonly #answers = new Map<string, object>();
  running = 0;
  mostRunning = 0;

  record({ body }: Received): object {
    const { idempotencyKey, ...lists } = body.variables!.input as Lists & { idempotencyKey: string };
    const records = Object.entries(lists).flatMap(([list, some]) =>
      some.map((record, index) => ({ list, index, record })),
    );
    this.calls.push({ key: idempotencyKey, size: records.length, ids: records.map(({ record }) => record.externalId) });
    const known = this.#answers.get(idempotencyKey);
    if (known) return known;
    if (records.some(({ record }) => typeof (record.name ?? '') !== 'string')) {
      return { data: null, errors: [{ message: 'Expected a text.', extensions: { code: 'BAD_USER_INPUT' } }] };
    }
    const payload = { created: 0, updated: 0, unchanged: 0, refused: 0, userErrors: [] as UserError[] };
    const refuse = (list: string, index: number, field: string, code: string) => {
      payload.refused++;
      payload.userErrors.push({ field: [list, String(index), field], code, message: 'No.' });
    };
    for (const { list, index, record } of records) {
      if (record.name === 'bad') refuse(list, index, 'name', 'INVALID');
      else if (record.accountExternalId && !this.accounts.has(record.accountExternalId)) {
        refuse(list, index, 'accountExternalId', 'NOT_FOUND');
      } else {
        const before = this.accounts.get(record.externalId);
        payload[before === undefined ? 'created' : before === record.name ? 'unchanged' : 'updated']++;
        if (list === 'accounts') this.accounts.set(record.externalId, record.name);
      }
    }
    const answered = { data: { import: payload } };
    this.#answers.set(idempotencyKey, answered);
    return answered;
  }
}

let recorder: Recorder;
let play: Play;
let stub: Awaited<ReturnType<typeof startStub>>;
let client: Clientele;
beforeAll(async () => {
  stub = await startStub((received, response) => play(received, response));
  client = new Clientele({ url: stub.url, apiKey: 'clk_test', maxRetries: 0 });
});
beforeEach(() => {
  stub.requests.splice(0);
  recorder = new Recorder();
  play = (received, response) => answer(response, recorder.record(received));
});
afterAll(() => stub.stop());

const account = (index: number, name = `Account ${index}`): ImportRecord => ({
  account: { externalId: `a${index}`, name },
});
const interaction = (index: number, of: number): ImportRecord => ({
  interaction: {
    externalId: `i${index}`,
    accountExternalId: `a${of}`,
    kind: 'CALL',
    occurredAt: '2026-01-01T00:00:00Z',
  },
});
const accounts = (count: number): ImportRecord[] => Array.from({ length: count }, (_, index) => account(index));
const nothing = { created: 0, updated: 0, unchanged: 0, refused: 0, notices: [] };

describe('an import of the SDK', () => {
  it('sends calls of a thousand records, from any iterable', async () => {
    const progress: number[] = [];
    const onProgress = ({ records }: ImportCheckpoint) => void progress.push(records);
    const result = await client.import(accounts(2_500), { onProgress, concurrency: 1 });
    expect(result).toEqual({ ...nothing, created: 2_500, refusals: [] });
    expect(recorder.calls.map(({ size }) => size)).toEqual([1_000, 1_000, 500]);
    expect(progress).toEqual([1_000, 2_000, 2_500]);

    async function* later() {
      for (const record of accounts(1_001)) yield await Promise.resolve(record);
    }
    expect(await client.import(later())).toMatchObject({ unchanged: 1_001 });
    expect(await client.import(new Set<ImportRecord>())).toEqual({ ...nothing, refusals: [] });
  });

  it('sends a record once, together with the records that refer to it by an identity', async () => {
    const identity = { source: 'stripe', externalId: 'cus_1' };
    const known = { account: { name: 'A', identities: [identity] } };
    const call: ImportRecord = {
      interaction: { externalId: 'i', accountIdentity: identity, kind: 'CALL', occurredAt: '2026-01-01T00:00:00Z' },
    };
    // The account is in the second half of the first thousand, so it goes with the interaction.
    await client.import([...accounts(999), known, known, call], { concurrency: 1 });
    expect(recorder.calls.map(({ size }) => size)).toEqual([999, 2]);
  });

  it('waits for a call with the same identity, and sends different records with the same identity in different calls', async () => {
    const named = (name: string, ...ids: string[]): ImportRecord => ({
      account: { name, identities: ids.map((externalId) => ({ source: 'stripe', externalId })) },
    });
    const events: string[] = [];
    play = (received, response) => {
      events.push('call');
      setTimeout(() => {
        events.push('response');
        answer(response, recorder.record(received));
      }, 20);
    };
    const result = await client.import([named('A', '1', '2'), named('B', '2', '3'), named('C', '3'), named('D', '4')]);
    expect(result).toMatchObject({ refused: 0 });
    const names = stub.requests.map(({ body }) => (body.variables!.input as Lists).accounts!.map(({ name }) => name));
    expect(names).toEqual([['A'], ['B'], ['C', 'D']]);
    expect(events).toEqual(['call', 'response', 'call', 'response', 'call', 'response']);
  });

  it('sends malformed identities to the server, which refuses them', async () => {
    const odd = [null, 'x', {}, [{}], [null], [{ source: 1, externalId: 'x' }]] as never[];
    await client.import(odd.map((identities, i) => ({ account: { externalId: `a${i}`, name: 'A', identities } })));
    expect(recorder.calls.map(({ size }) => size)).toEqual([odd.length]);
  });

  it('sends each kind of record in its own list', async () => {
    await client.import([{ plan: { externalId: 'p', name: 'P', rank: 1 } }, account(1), interaction(1, 1)]);
    expect(stub.requests).toHaveLength(1);
    expect(stub.requests[0]!.body.variables!.input).toMatchObject({
      plans: [{ externalId: 'p' }],
      accounts: [{ externalId: 'a1' }],
      interactions: [{ externalId: 'i1' }],
    });
  });

  it('records exchange rates before a later call that uses their currency, and not at the same time', async () => {
    const rates = Array.from({ length: 1_000 }, (_, day): ImportRecord => {
      const from = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      return { exchangeRate: { currencyCode: 'EUR', from, rate: '1.1' } };
    });
    const charged: ImportRecord = {
      usage: {
        externalId: 'u1',
        accountExternalId: 'a1',
        at: '2026-01-01T00:00:00Z',
        amount: { amount: '1', currencyCode: 'EUR' },
      },
    };
    let running = 0;
    play = (received, response) => {
      expect(++running).toBe(1);
      setImmediate(() => {
        running--;
        answer(response, recorder.record(received));
      });
    };
    const repeated = rates.at(-1)!;
    expect(await client.import([...rates, repeated, charged])).toMatchObject({
      created: 1_000,
      unchanged: 1,
      refused: 1,
    });
    const sent = stub.requests.map(({ body }) => body.variables!.input as object);
    expect(sent.map((input) => Object.keys(input)[0])).toEqual(['exchangeRates', 'usage']);
  });

  it('runs no more concurrent calls than requested, and reads ahead only the records of these calls', async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    play = (received, response) => {
      waiting.push(() => answer(response, recorder.record(received)));
      most = Math.max(most, waiting.length);
    };
    let read = 0;
    const source = function* () {
      for (const record of accounts(20_000)) {
        read++;
        yield record;
      }
    };
    const importing = client.import(source(), { concurrency: 3 });
    for (let done = 0; done < 20; done++) {
      while (waiting.length < Math.min(3, 20 - done)) await new Promise((resolve) => setImmediate(resolve));
      // Read are the records of finished calls, running calls and the next call, and one that did not fit in it.
      expect(read).toBeLessThanOrEqual((done + 4) * 1_000 + 1);
      waiting.shift()!();
    }
    expect(await importing).toMatchObject({ created: 20_000 });
    expect(most).toBe(3);
  });

  it('returns every refusal with its record and index, and records the others', async () => {
    const records = accounts(1_500);
    records[7] = account(7, 'bad');
    records[1_400] = account(1_400, 'bad');
    const wrong = { acount: {} } as unknown as ImportRecord;
    records[20] = wrong;
    const { refusals, ...counts } = await client.import(records);
    expect(counts).toEqual({ ...nothing, created: 1_497, refused: 3 });
    expect(refusals).toEqual([
      { record: records[7], index: 7, userErrors: [{ field: ['name'], code: 'INVALID', message: 'No.' }] },
      { record: wrong, index: 20, userErrors: [expect.objectContaining({ field: [], code: 'INVALID' })] },
      { record: records[1_400], index: 1_400, userErrors: [{ field: ['name'], code: 'INVALID', message: 'No.' }] },
    ]);
    const taken: ImportRefusal[] = [];
    const result = await client.import(records, { onRefused: (refusal) => void taken.push(refusal) });
    expect(result.refusals).toEqual([]);
    expect(taken.map(({ index }) => index).sort((a, b) => a - b)).toEqual([7, 20, 1_400]);
  });

  it('finds the records that make the server refuse a whole call', async () => {
    const records = [...accounts(1_000), interaction(1, 3), interaction(2, 999)];
    for (const index of [0, 500, 777]) records[index] = account(index, index as unknown as string);
    const { refusals, ...counts } = await client.import(records);
    expect(counts).toEqual({ ...nothing, created: 999, refused: 3 });
    expect(refusals.map(({ index, userErrors }) => [index, userErrors])).toEqual(
      [0, 500, 777].map((index) => [
        index,
        [{ field: [], code: 'INVALID', message: 'Expected a text.', externalId: null }],
      ]),
    );
  });

  it('adds up the notices of its calls by code, also those of the run that it resumes', async () => {
    const notice = (code: string, count: number) => ({ code, count, message: `${code}.` });
    const noticesOf = [[notice('TOUCHING_PERIODS', 2)], [notice('LATER', 1), notice('TOUCHING_PERIODS', 3)]];
    let calls = 0;
    play = (_, response) => {
      if (calls === 2) response.destroy();
      else answer(response, { data: { import: { ...nothing, userErrors: [], notices: noticesOf[calls] } } });
      calls++;
    };
    const error = (await errorOf(
      client.import(accounts(4_000), { concurrency: 1, maxRetries: 0 }),
    )) as ImportInterruptedError;
    const { checkpoint } = error;
    expect(checkpoint.notices).toEqual([notice('TOUCHING_PERIODS', 5), notice('LATER', 1)]);
    noticesOf.push([], [notice('LATER', 6)]);
    const result = await client.import(accounts(4_000), { resumeFrom: checkpoint, concurrency: 1 });
    expect(result.notices).toEqual([notice('TOUCHING_PERIODS', 5), notice('LATER', 7)]);
    const { notices: _, ...withoutNotices } = checkpoint;
    calls = 3;
    const old = await client.import(accounts(3_000), { resumeFrom: withoutNotices as ImportCheckpoint });
    expect(old.notices).toEqual([notice('LATER', 6)]);
  });

  it('halves a call that is too large', async () => {
    play = (received, response) => {
      const { accounts: some } = received.body.variables!.input as Lists;
      if (some!.length > 300) answer(response, { errors: [{ message: 'Too large.' }] }, { status: 413 });
      else answer(response, recorder.record(received));
    };
    expect(await client.import(accounts(1_000))).toEqual({ ...nothing, created: 1_000, refusals: [] });
  });
});

describe('an import of the SDK with records that refer to others', () => {
  it('sends a record only after those it refers to, however many calls run concurrently', async () => {
    const records = [...accounts(3_000), ...Array.from({ length: 3_000 }, (_, index) => interaction(index, index))];
    expect(await client.import(records, { concurrency: 8 })).toMatchObject({ created: 6_000, refused: 0 });
  });

  it('puts a record in the call of those it refers to if possible, so that calls need not wait for each other', async () => {
    const records = Array.from({ length: 900 }, (_, of) => [
      account(of),
      interaction(2 * of, of),
      interaction(2 * of + 1, of),
    ]);
    expect(await client.import(records.flat())).toMatchObject({ created: 2_700, refused: 0 });
    expect(recorder.calls.map(({ size }) => size).sort()).toEqual([702, 999, 999]);
  });

  it('records several versions of one externalId in order', async () => {
    const records = [account(1, 'one'), account(2), account(1, 'two'), account(1, 'three')];
    expect(await client.import(records)).toEqual({ ...nothing, created: 2, updated: 2, refusals: [] });
    expect(recorder.accounts.get('a1')).toBe('three');
  });

  it('has the same result as recording one by one, for any order and any externalIds', async () => {
    const record = fc.tuple(fc.boolean(), fc.nat(30), fc.nat(3));
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 400 }),
        fc.integer({ min: 1, max: 5 }),
        async (some, concurrency) => {
          recorder = new Recorder();
          const records = some.map(([isAccount, name, version], index) =>
            isAccount ? account(name, `v${version}`) : interaction(index, name),
          );
          const expected = new Map<string, string>();
          for (const one of records) if ('account' in one) expected.set(one.account.externalId!, one.account.name);
          const { created, updated, unchanged, refused } = await client.import(records, { concurrency });
          expect(created + updated + unchanged + refused).toBe(records.length);
          expect(recorder.accounts).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('an import of the SDK that is interrupted', () => {
  it('reports a checkpoint, and resumes without repeating an effect', async () => {
    const records = accounts(10_000);
    let calls = 0;
    play = (received, response) => {
      calls++;
      // The third call is recorded, but its response is lost; the fifth call fails before it is recorded.
      if (calls === 5) response.destroy();
      else if (calls === 3) {
        recorder.record(received);
        response.destroy();
      } else answer(response, recorder.record(received));
    };
    const error = await errorOf(client.import(records, { concurrency: 3, maxRetries: 0 }));
    expect(error).toBeInstanceOf(ImportInterruptedError);
    expect(error).toMatchObject({ code: 'IMPORT_INTERRUPTED', retryable: true, cause: { code: 'NETWORK' } });
    const { checkpoint } = error as ImportInterruptedError;
    expect(checkpoint.records).toBeLessThan(10_000);

    play = (received, response) => answer(response, recorder.record(received));
    const stored = JSON.parse(JSON.stringify(checkpoint)) as ImportCheckpoint;
    const result = await client.import(records, { resumeFrom: stored });
    // Each record was created once and counted once.
    expect(result).toEqual({ ...nothing, created: 10_000, refusals: [] });
    expect(recorder.accounts.size).toBe(10_000);
    const sentAgain = recorder.calls.filter(
      ({ key }, index) => recorder.calls.findIndex((one) => one.key === key) < index,
    );
    expect(sentAgain).toHaveLength(1);
  });

  it('resumes from any of its checkpoints, as after a crash', async () => {
    const records = [...accounts(3_000), ...accounts(500), account(3_000), interaction(1, 2_999)];
    const checkpoints: ImportCheckpoint[] = [];
    const { refusals: _, ...counts } = await client.import(records, {
      concurrency: 3,
      onProgress: (checkpoint) => void checkpoints.push(checkpoint),
    });
    expect(checkpoints.at(-1)).toMatchObject({ ...counts, records: records.length, ahead: [] });
    for (const checkpoint of checkpoints) {
      expect(await client.import(records, { resumeFrom: checkpoint })).toEqual({ ...counts, refusals: [] });
    }
  });

  it('in the middle of a call that was split counts and reports each record once', async () => {
    const records = accounts(1_000);
    records[3] = account(3, 'bad');
    records[999] = account(999, 999 as unknown as string);
    const reported: number[] = [];
    const onRefused = ({ index }: ImportRefusal) => void reported.push(index);
    // The whole call is refused, its first half is recorded, and the response to the second half is lost.
    play = (received, response) => {
      const answered = recorder.record(received);
      if (recorder.calls.length === 3) response.destroy();
      else answer(response, answered);
    };
    const error = (await errorOf(client.import(records, { onRefused, maxRetries: 0 }))) as ImportInterruptedError;
    expect(error.checkpoint).toMatchObject({ ...nothing, records: 0 });
    const resumeFrom = error.checkpoint;
    expect(await client.import(records, { resumeFrom, onRefused })).toMatchObject({ created: 998, refused: 2 });
    expect(reported).toEqual([3, 999]);
  });

  it.each<[string, number, string]>([
    ['the API key is refused', 401, 'UNAUTHENTICATED'],
    ['the server fails', 500, 'SERVER'],
  ])('because %s reads no further records', async (_, status, code) => {
    play = (__, response) => answer(response, { errors: [] }, { status });
    let read = 0;
    let isClosed = false;
    const source = function* () {
      try {
        for (;;) yield account(read++);
      } finally {
        isClosed = true;
      }
    };
    const error = await errorOf(client.import(source(), { concurrency: 2 }));
    expect(error).toMatchObject({ code: 'IMPORT_INTERRUPTED', cause: { code }, status });
    expect(isClosed).toBe(true);
    expect(read).toBeLessThanOrEqual(4_001);
  });

  it('because its source fails keeps the records that were sent', async () => {
    async function* source() {
      yield* accounts(1_500);
      await Promise.reject(new Error('disk unplugged'));
    }
    const error = (await errorOf(client.import(source()))) as ImportInterruptedError;
    expect(error).toMatchObject({ code: 'IMPORT_INTERRUPTED', checkpoint: { records: 1_000, created: 1_000 } });
    expect((error.cause as Error).message).toBe('disk unplugged');
    expect(error.message).not.toContain('unplugged');
  });

  it('by its signal ends immediately, even if the source and the server hang', async () => {
    const controller = new AbortController();
    play = () => controller.abort();
    async function* source() {
      yield* accounts(1_001);
      await new Promise(() => undefined);
    }
    const error = await errorOf(client.import(source(), { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'IMPORT_INTERRUPTED', cause: { code: 'ABORTED' }, checkpoint: { records: 0 } });
  });

  it('because its idempotencyKey was used for other records is not retried in halves', async () => {
    const userErrors = [{ field: ['idempotencyKey'], code: 'CONFLICT', message: 'Other input.' }];
    play = (_, response) => answer(response, { data: { import: { ...nothing, refused: 3, userErrors } } });
    const error = await errorOf(client.import(accounts(3)));
    expect(error).toMatchObject({ code: 'IMPORT_INTERRUPTED', cause: { code: 'BAD_USER_INPUT' } });
    expect(stub.requests).toHaveLength(1);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['an input that is not iterable', () => client.import({} as ImportRecord[])],
    ['a string as input', () => client.import('accounts' as unknown as ImportRecord[])],
    ['a fractional concurrency', () => client.import([], { concurrency: 0.5 })],
  ])('by invalid usage (%s) sends nothing', async (_, call) => {
    expect(await errorOf(call())).toMatchObject({ code: 'USAGE' });
    expect(stub.requests).toHaveLength(0);
  });

  it('is not resumed from a source that is shorter than the checkpoint', async () => {
    const resumeFrom = { ...nothing, id: 'x', records: 10, ahead: [] };
    expect(await errorOf(client.import(accounts(3), { resumeFrom }))).toMatchObject({ cause: { code: 'USAGE' } });
  });
});

describe('a large import of the SDK', () => {
  it('uses no more memory for more records', async () => {
    play = ({ body }, response) => {
      stub.requests.splice(0);
      const { accounts: some } = body.variables!.input as Lists;
      answer(response, { data: { import: { ...nothing, created: some!.length, userErrors: [] } } });
    };
    const alive: WeakRef<ImportRecord>[] = [];
    let most = 0;
    const source = function* () {
      for (let index = 0; index < 60_000; index++) {
        const record = account(index);
        if (index % 100 === 0) alive.push(new WeakRef(record));
        yield record;
      }
    };
    const onProgress = ({ records }: ImportCheckpoint) => {
      if (records % 15_000 !== 0) return;
      collectGarbage();
      most = Math.max(most, alive.filter((one) => one.deref() !== undefined).length);
    };
    expect(await client.import(source(), { onProgress })).toMatchObject({ created: 60_000 });
    // One record of a hundred is counted: of four running calls, one waiting call, and what the stack may still hold.
    expect(most).toBeLessThan(120);
  });
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
