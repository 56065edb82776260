import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { GOOD_RECORDS } from '../support/good-records.js';
import { account, everyRow, mutate, mutated, record, usd, type Given, type MutationName } from '../support/records.js';

const TERMS = { unitPrice: usd('49.00'), billingInterval: 'MONTH' };
const HAPPENED = { kind: 'CALL', occurredAt: '2025-07-01T09:00:00Z' };
const ACME = { externalId: 'acme' };
/** The UUID of no record, as the suffix of a TypeID. */
const UNKNOWN = '01h455vb4pex5vsknk084sn02q';

/** Each reference to a record: the mutation, the field, and an input that is valid except for the reference. */
const REFERENCES: [string, MutationName, string, string, string, (reference: Given) => Given][] = [
  [
    'an account',
    'subscriptionStart',
    'account',
    'acct',
    'Account',
    (account) => ({ ...TERMS, account, plan: { externalId: 'basic' } }),
  ],
  ['a plan', 'subscriptionStart', 'plan', 'plan', 'Plan', (plan) => ({ ...TERMS, account: ACME, plan })],
  [
    'a subscription',
    'subscriptionCancel',
    'subscription',
    'sub',
    'AccountSubscription',
    (subscription) => ({ subscription }),
  ],
  ['an account', 'interactionRecord', 'account', 'acct', 'Account', (account) => ({ ...HAPPENED, account })],
  ['a member', 'interactionRecord', 'member', 'mem', 'Member', (member) => ({ ...HAPPENED, account: ACME, member })],
  ['a member', 'accountUpsert', 'successManager', 'mem', 'Member', (successManager) => ({ ...ACME, successManager })],
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('a reference', () => {
  let workspace: TestWorkspace;
  let before: string[];

  beforeAll(async () => {
    workspace = await server.addWorkspace();
    await record(workspace, { ...GOOD_RECORDS, accounts: [account('acme'), account('other')] });
    before = await everyRow(server, workspace);
  });

  /** Fails unless the mutation is refused with exactly this error and records nothing. */
  async function expectRefusal(name: MutationName, input: Given, field: string[], code: string, message: string) {
    const answer = await mutate(workspace, name, input);
    expect(answer).toEqual({ thing: null, userErrors: [{ field, code, message }] });
    expect(await everyRow(server, workspace)).toEqual(before);
  }

  describe.each(REFERENCES)('to %s in %s', (what, mutation, field, prefix, kind, inputWith) => {
    it('is refused with several or none of id, externalId and identity', async () => {
      const message = 'Expected exactly one of id, externalId and identity; got';
      const both = inputWith({ id: `${prefix}_${UNKNOWN}`, externalId: 'acme' });
      await expectRefusal(mutation, both, [field], 'INVALID', `${message} id and externalId.`);
      await expectRefusal(mutation, inputWith({}), [field], 'INVALID', `${message} none of them.`);
      await expectRefusal(
        mutation,
        inputWith({ id: null, externalId: null }),
        [field],
        'INVALID',
        `${message} none of them.`,
      );
    });

    it('is refused if the record does not exist', async () => {
      const message = `Expected ${what} of this workspace; found none with`;
      const id = `${prefix}_${UNKNOWN}`;
      await expectRefusal(mutation, inputWith({ id }), [field], 'NOT_FOUND', `${message} id "${id}".`);
      await expectRefusal(mutation, inputWith({ externalId: 'x' }), [field], 'NOT_FOUND', `${message} externalId "x".`);
    });

    it.each([
      '',
      'acme',
      `${prefix}_`,
      `${prefix}_01h`,
      `${prefix}_${UNKNOWN.toUpperCase()}`,
      `${prefix}_8${UNKNOWN.slice(1)}`,
      `pol_${UNKNOWN}`,
      UNKNOWN,
      `${prefix}_${UNKNOWN}\0`,
      '00000000-0000-0000-0000-000000000000',
    ])('is refused with a malformed id or an id of another type: %j', async (id) => {
      const message = `Expected the id of a record of type ${kind}, such as ${prefix}_01h…; got ${JSON.stringify(id)}.`;
      await expectRefusal(mutation, inputWith({ id }), [field, 'id'], 'NOT_FOUND', message);
    });

    it('is refused with an externalId that PostgreSQL cannot store', async () => {
      await expectRefusal(
        mutation,
        inputWith({ externalId: 'a\0b' }),
        [field, 'externalId'],
        'INVALID',
        'Expected a text without NUL characters (U+0000). Remove them.',
      );
    });
  });

  it('by the id of an account or interaction to update is refused if the record does not exist', async () => {
    const message = 'of this workspace; found none with id';
    for (const [name, what, prefix, input] of [
      ['accountUpsert', 'an account', 'acct', { name: 'New' }],
      ['interactionRecord', 'an interaction', 'int', { ...HAPPENED, account: ACME }],
    ] as const) {
      const id = `${prefix}_${UNKNOWN}`;
      await expectRefusal(name, { ...input, id }, ['id'], 'NOT_FOUND', `Expected ${what} ${message} "${id}".`);
      const { userErrors } = await mutate(workspace, name, { ...input, id: `plan_${UNKNOWN}` });
      expect(userErrors).toMatchObject([{ field: ['id'], code: 'NOT_FOUND' }]);
    }
  });

  it('in a query returns null if the record does not exist, and an error if the reference is malformed', async () => {
    const query = 'query ($by: AccountBy!) { account(by: $by) { name } }';
    expect(await workspace.ask(query, { by: { externalId: 'nobody' } })).toEqual({
      status: 200,
      data: { account: null },
    });
    expect(await workspace.ask(query, { by: { id: `acct_${UNKNOWN}` } })).toEqual({
      status: 200,
      data: { account: null },
    });
    for (const by of [{}, { id: 'acct', externalId: 'acme' }, { id: `plan_${UNKNOWN}` }, { externalId: '\0' }]) {
      const { data, errors } = await workspace.ask(query, { by });
      expect(data).toEqual({ account: null });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    for (const id of [
      '',
      'acme',
      `acct_${UNKNOWN}`,
      `pol_${UNKNOWN}`,
      `xyz_${UNKNOWN}`,
      'constructor_x',
      '__proto__',
    ]) {
      expect(await workspace.ask(node, { id })).toEqual({ status: 200, data: { node: null } });
    }
  });
});

describe('a mutation that conflicts with recorded data', () => {
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await server.addWorkspace();
    await record(workspace, { ...GOOD_RECORDS, accounts: [account('acme'), account('other')] });
  });

  async function expectConflict(name: MutationName, input: Given, field: string, message: string) {
    const before = await everyRow(server, workspace);
    const answer = await mutate(workspace, name, input);
    expect(answer).toEqual({ thing: null, userErrors: [{ field: [field], code: 'CONFLICT', message }] });
    expect(await everyRow(server, workspace)).toEqual(before);
  }

  it('is refused if it would move an interaction to another account', async () => {
    const message =
      'Expected the account that the interaction was recorded with; an interaction cannot move to another account.';
    const account = { externalId: 'other' };
    await expectConflict('interactionRecord', { ...HAPPENED, account, externalId: 'call-1' }, 'account', message);
    const { id } = await mutated(workspace, 'interactionRecord', { ...HAPPENED, account: ACME });
    await expectConflict('interactionRecord', { ...HAPPENED, account, id }, 'account', message);
  });

  it('is refused if another record has the externalId', async () => {
    const message = (what: string) => `Expected an unused externalId; another ${what} has this one.`;
    const { id: accountId } = await mutated(workspace, 'accountUpsert', { name: 'Third' });
    await expectConflict('accountUpsert', { id: accountId, externalId: 'acme' }, 'externalId', message('account'));
    const input = { ...HAPPENED, account: ACME };
    const { id } = await mutated(workspace, 'interactionRecord', input);
    await expectConflict(
      'interactionRecord',
      { ...input, id, externalId: 'call-1' },
      'externalId',
      message('interaction'),
    );
  });

  it('is refused if the interaction has changed since the caller read it', async () => {
    const call = { ...HAPPENED, account: ACME, externalId: 'call-1' };
    const { updatedAt } = await mutated(workspace, 'interactionRecord', { ...call, note: 'Keen' });
    const seen = { ...call, expectedUpdatedAt: updatedAt };
    const answers = await Promise.all(
      ['Keener', 'Keenest'].map((note) => mutate(workspace, 'interactionRecord', { ...seen, note })),
    );
    const [changed] = answers.filter(({ thing }) => thing).map(({ thing }) => thing!);
    expect(answers.filter(({ thing }) => thing)).toHaveLength(1);
    await expectConflict(
      'interactionRecord',
      { ...seen, note: 'Late' },
      'expectedUpdatedAt',
      `Expected the interaction as of ${String(changed!.updatedAt)}; got ${String(updatedAt)}: it has been changed since. Read the interaction again and retry.`,
    );
    await mutated(workspace, 'interactionRecord', { ...seen, note: 'Late', expectedUpdatedAt: changed!.updatedAt });
    const future = { ...seen, note: 'Later', expectedUpdatedAt: '2030-01-01T00:00:00Z' };
    expect((await mutate(workspace, 'interactionRecord', future)).userErrors[0]!.message).toContain(
      'that is later than its last change',
    );
    for (const by of [{ externalId: 'unknown' }, { externalId: undefined }]) {
      expect((await mutate(workspace, 'interactionRecord', { ...seen, ...by })).userErrors).toMatchObject([
        { field: ['expectedUpdatedAt'], code: 'NOT_FOUND' },
      ]);
    }
  });

  it('is refused if the account has changed since the caller read it', async () => {
    const { updatedAt } = await mutated(workspace, 'accountUpsert', { ...ACME, domain: 'acme.example' });
    const changed = await mutated(workspace, 'accountUpsert', { ...ACME, name: 'Acme!', expectedUpdatedAt: updatedAt });
    // Both changes occur at the same instant of the clock, yet their updatedAt differs.
    expect(changed.updatedAt).not.toBe(updatedAt);
    const stale = { ...ACME, name: 'Acme?', expectedUpdatedAt: updatedAt };
    await expectConflict(
      'accountUpsert',
      stale,
      'expectedUpdatedAt',
      `Expected the account as of ${String(changed.updatedAt)}; got ${String(updatedAt)}: it has been changed since. Read the account again and retry.`,
    );
    await mutated(workspace, 'accountUpsert', { ...stale, expectedUpdatedAt: changed.updatedAt });
    expect(
      await mutate(workspace, 'accountUpsert', { externalId: 'nobody', name: 'Nobody', expectedUpdatedAt: updatedAt }),
    ).toEqual({
      thing: null,
      userErrors: [
        {
          field: ['expectedUpdatedAt'],
          code: 'NOT_FOUND',
          message:
            'Expected the account to exist, because expectedUpdatedAt is set; it does not. Leave expectedUpdatedAt out to create it.',
        },
      ],
    });
  });
});
