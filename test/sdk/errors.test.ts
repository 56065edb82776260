import { inspect } from 'node:util';
import fc from 'fast-check';
import * as sdk from '../../sdk/src/index.js';
import { answer, errorOf, startStub, type Play } from './stub-server.js';

const { Clientele, ClienteleError, UserInputError } = sdk;
const KEY = 'clk_secret_5f1d';
const VARIABLE = 'jane.doe@private.example';
const REQUEST_ID = '0f3f0a9e-1f6b-4a53-9a7e-1f7b2a4c9d10';

let play: Play;
let url: string;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ url, stop } = await startStub((received, response) => play(received, response)));
});
afterAll(() => stop());

const failWith = async (how: Play) => {
  play = how;
  const client = new Clientele({ url, apiKey: KEY, maxRetries: 0 });
  return errorOf(client.account({ by: { externalId: VARIABLE } }));
};

const errorsAnswer =
  (code: string, status = 200, extensions = {}): Play =>
  (_, response) =>
    answer(
      response,
      { data: null, errors: [{ message: `No ${VARIABLE} for ${KEY}`, extensions: { code, ...extensions } }] },
      { status, requestId: REQUEST_ID },
    );
const page =
  (status: number): Play =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(`<h1>${KEY} ${VARIABLE}</h1>`);
const json =
  (body: unknown, status = 200): Play =>
  (_, response) =>
    answer(response, body, { status });

describe('a failed call of the SDK', () => {
  it.each<[string, Play, keyof typeof sdk, string, number]>([
    ['an invalid API key', errorsAnswer('UNAUTHENTICATED', 401), 'AuthenticationError', 'UNAUTHENTICATED', 401],
    ['a role that lacks the permission', errorsAnswer('FORBIDDEN'), 'ForbiddenError', 'FORBIDDEN', 200],
    ['too many requests', errorsAnswer('RATE_LIMITED', 429), 'RateLimitedError', 'RATE_LIMITED', 429],
    ['invalid arguments', errorsAnswer('BAD_USER_INPUT', 400), 'UserInputError', 'BAD_USER_INPUT', 400],
    [
      'a simulation that takes too long',
      errorsAnswer('SIMULATION_TIMEOUT'),
      'SimulationTimeoutError',
      'SIMULATION_TIMEOUT',
      200,
    ],
    ['an internal server error', errorsAnswer('INTERNAL_SERVER_ERROR'), 'ServerError', 'SERVER', 200],
    [
      'a document for another schema',
      errorsAnswer('GRAPHQL_VALIDATION_FAILED', 400),
      'BadRequestError',
      'BAD_REQUEST',
      400,
    ],
    ['an unknown error code', errorsAnswer('TOO_COMPLEX'), 'BadRequestError', 'BAD_REQUEST', 200],
    ['an error code that objects inherit', errorsAnswer('constructor'), 'BadRequestError', 'BAD_REQUEST', 200],
    ['malformed errors', json({ errors: 'broken' }), 'BadRequestError', 'BAD_REQUEST', 200],
    ['errors beside data', json({ data: { account: {} }, errors: [null] }), 'BadRequestError', 'BAD_REQUEST', 200],
    ['a 401 page of a gateway', page(401), 'AuthenticationError', 'UNAUTHENTICATED', 401],
    ['a 403 page of a gateway', page(403), 'ForbiddenError', 'FORBIDDEN', 403],
    ['a 413 page of a gateway', page(413), 'BadRequestError', 'BAD_REQUEST', 413],
    ['a 429 page of a gateway', page(429), 'RateLimitedError', 'RATE_LIMITED', 429],
    ['a 502 page of a gateway', page(502), 'ServerError', 'SERVER', 502],
    ['an HTML page', page(200), 'BadResponseError', 'BAD_RESPONSE', 200],
    ['a 404 HTML page', page(404), 'BadResponseError', 'BAD_RESPONSE', 404],
    ['an empty body', (_, response) => response.end(), 'BadResponseError', 'BAD_RESPONSE', 200],
    ['JSON that is not an object', json([1]), 'BadResponseError', 'BAD_RESPONSE', 200],
    ['a response without data and errors', json({ data: null }), 'BadResponseError', 'BAD_RESPONSE', 200],
    ['other data than requested', json({ data: { plans: [] } }), 'BadResponseError', 'BAD_RESPONSE', 200],
    ['data with a failing status', json({ data: { account: null } }, 500), 'ServerError', 'SERVER', 500],
  ])('because of %s throws the documented error without secrets', async (_, how, name, code, status) => {
    const error = await failWith(how);
    expect(error).toBeInstanceOf(ClienteleError);
    expect(error).toBeInstanceOf(sdk[name]);
    expect(error).toMatchObject({ name, code, status });
    for (const text of [(error as Error).message, String(error), JSON.stringify(error), inspect(error)]) {
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(VARIABLE);
    }
  });
});

describe('an SDK error', () => {
  it('has the request id of the header', async () => {
    const error = await failWith(errorsAnswer('FORBIDDEN'));
    expect(error).toMatchObject({ requestId: REQUEST_ID });
    expect(String(error)).toBe(
      `ForbiddenError: Account failed: the role of the key or token does not allow this; use one with a higher role. (request ${REQUEST_ID})`,
    );
    expect((error as Error).stack).toMatch(/^ForbiddenError: /);
  });

  it('has the request id of the extensions if the header is hidden, as it is for cross-origin pages', async () => {
    const extensions = { code: 'FORBIDDEN', requestId: REQUEST_ID };
    const error = await failWith(json({ errors: [{ message: 'No.', extensions }] }));
    expect(error).toMatchObject({ requestId: REQUEST_ID });
  });

  it('keeps the messages of the server in responseErrors', async () => {
    const error = (await failWith(errorsAnswer('FORBIDDEN'))) as sdk.ForbiddenError;
    expect(error.responseErrors).toEqual([{ message: `No ${VARIABLE} for ${KEY}`, extensions: { code: 'FORBIDDEN' } }]);
  });

  it('serializes to its code, message, request id, status and retryability, and nothing else', async () => {
    const error = (await failWith(errorsAnswer('BAD_USER_INPUT', 400))) as Error;
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'UserInputError',
      code: 'BAD_USER_INPUT',
      message: error.message,
      requestId: REQUEST_ID,
      status: 400,
      retryable: false,
    });
  });

  it('is retryable if the failure is temporary', async () => {
    expect(await failWith(page(502))).toMatchObject({ retryable: true });
    expect(await failWith(page(429))).toMatchObject({ retryable: true });
    expect(await failWith((_, response) => response.destroy())).toMatchObject({ code: 'NETWORK', retryable: true });
    expect(await failWith(errorsAnswer('SIMULATION_TIMEOUT'))).toMatchObject({ retryable: true });
    expect(await failWith(page(500))).toMatchObject({ retryable: false });
    expect(await failWith(errorsAnswer('FORBIDDEN'))).toMatchObject({ retryable: false });
  });

  it('has the userErrors of invalid query arguments', async () => {
    const userErrors = [{ field: ['by'], code: 'REQUIRED', message: `Expected a reference, not ${VARIABLE}.` }];
    const error = await failWith(errorsAnswer('BAD_USER_INPUT', 200, { userErrors }));
    expect(error).toBeInstanceOf(UserInputError);
    expect((error as sdk.UserInputError).userErrors).toEqual(userErrors);
    expect(String(error)).toContain('Account was refused: by REQUIRED.');
  });

  it('is a ClienteleError that reveals no secret, whatever the response', async () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({ data: fc.jsonValue(), errors: fc.jsonValue() }, { requiredKeys: [] }),
      fc.record({
        errors: fc.array(fc.record({ message: fc.constant(`${KEY} ${VARIABLE}`), extensions: fc.jsonValue() })),
      }),
    );
    const status = fc.constantFrom(200, 201, 400, 401, 404, 418, 500, 503);
    await fc.assert(
      fc.asyncProperty(body, status, async (value, code) => {
        play = json(value, code);
        try {
          await new Clientele({ url, apiKey: KEY, maxRetries: 0 }).account({ by: { externalId: VARIABLE } });
        } catch (error) {
          expect(error).toBeInstanceOf(ClienteleError);
          expect(inspect(error)).not.toContain(KEY);
          expect(inspect(error)).not.toContain(VARIABLE);
        }
      }),
      { numRuns: 200 },
    );
  });
});
