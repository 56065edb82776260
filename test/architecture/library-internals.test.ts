/**
 * Some modules use parts of libraries that are not public API. These tests check those parts in the library itself, so
 * that an upgrade that changes them fails here, before it causes a subtler error. The title names the module to revise.
 *
 * @jest-environment node
 */
import { createRequire } from 'node:module';
import { buildSchema, parse, type ExecutionResult, type GraphQLObjectType } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import pg, { type Connection } from 'pg';
import { getMetadataStorage } from 'type-graphql';
import { AccountResolver } from '../../src/accounts/account.resolver.js';
import { Account } from '../../src/accounts/account.type.js';
import { ApiKeyResolver } from '../../src/auth/api-key.resolver.js';
import { makeSchema } from '../../src/composition/schema.js';
import { poolOf } from '../../src/database/pool.js';
import { reportErrorsBehindPromises } from '../../src/graphql/execution/jit-runtime.js';
import { Role } from '../../src/graphql/role.js';
import { AccountRelationshipResolver } from '../../src/relationships/account-relationship.resolver.js';
import { makeTestDatabase } from '../support/database.js';

interface Execution {
  promiseCounter: number;
  resolve: (execution: Execution) => void;
}
type Handle = (
  execution: Execution,
  value: unknown,
  onSuccess: (value: unknown) => void,
  onError: (error: unknown) => void,
) => void;
type JitRuntime = Record<'handleResolverResult' | 'handleListItemResult', Handle> & {
  isPromise: (value: unknown) => boolean;
};

const requireFrom = createRequire(__filename);

describe('the graphql-jit runtime, which src/graphql/execution/jit-runtime.ts patches,', () => {
  let original: JitRuntime;
  beforeAll(() => {
    // A fresh copy of the module, which jit-runtime.ts has not patched.
    jest.isolateModules(() => {
      ({ jitRuntime: original } = jest.requireActual<{ jitRuntime: JitRuntime }>('graphql-jit/dist/runtime'));
    });
  });

  it.each(['handleResolverResult', 'handleListItemResult'] as const)(
    'counts each promise in %s, passes its value on, and resolves the execution after the last promise',
    async (name) => {
      const events: unknown[] = [];
      const execution: Execution = { promiseCounter: 0, resolve: (of) => events.push(of === execution) };
      const handle = (value: unknown): void =>
        original[name](
          execution,
          value,
          (got) => events.push(got),
          (error) => events.push(error),
        );
      handle('a value');
      expect(events).toEqual(['a value']);
      handle(Promise.resolve('promised'));
      handle(Promise.reject(new Error('rejected')));
      expect(execution.promiseCounter).toBe(2);
      await new Promise(setImmediate);
      expect(events).toEqual(['a value', 'promised', new Error('rejected'), true]);
      expect(execution.promiseCounter).toBe(0);
    },
  );

  it.each(['handleResolverResult', 'handleListItemResult'] as const)(
    'still loses an error that is thrown after a promise has settled in %s, which is why jit-runtime.ts exists',
    (name) => {
      let settle: (value: unknown) => void = () => undefined;
      const promise = { then: (onValue: typeof settle) => void (settle = onValue) };
      const execution: Execution = { promiseCounter: 0, resolve: () => undefined };
      const onSuccess = (): never => {
        throw new Error('thrown by a getter');
      };
      original[name](execution, promise, onSuccess, () => undefined);
      // Nothing handles the error, and the execution keeps waiting for a promise that has settled.
      expect(() => settle('a value')).toThrow('thrown by a getter');
      expect(execution.promiseCounter).toBe(1);
    },
  );

  it('is looked up by compiled code at each call, so that the patched functions take effect', async () => {
    reportErrorsBehindPromises();
    const { jitRuntime } = requireFrom('graphql-jit/dist/runtime') as { jitRuntime: JitRuntime };
    const schema = buildSchema('type Query { one: Thing many: [Thing] } type Thing { name: String! }');
    const broken = Promise.resolve({
      get name(): string {
        throw new Error('thrown by a getter');
      },
    });
    const { one, many } = schema.getQueryType()!.getFields();
    one!.resolve = () => broken;
    many!.resolve = () => [broken];
    const compiled = compileQuery(schema, parse('{ one { name } many { name } }'));
    if (!isCompiledQuery(compiled)) throw new Error('Expected a compiled query.');
    const handled: string[] = [];
    for (const name of ['handleResolverResult', 'handleListItemResult'] as const) {
      const handle = jitRuntime[name];
      jest.spyOn(jitRuntime, name).mockImplementation((...given) => {
        handled.push(name);
        handle(...given);
      });
    }
    const { data, errors } = (await compiled.query(undefined, {}, {})) as ExecutionResult;
    jest.restoreAllMocks();
    expect(new Set(handled)).toEqual(new Set(['handleResolverResult', 'handleListItemResult']));
    expect(data).toEqual({ one: null, many: [null] });
    expect(errors?.map(({ message }) => message)).toEqual(['thrown by a getter', 'thrown by a getter']);
  });
});

describe('the TypeGraphQL metadata, which src/graphql/execution/direct-fields.ts reads,', () => {
  const schema = makeSchema();
  const metadata = getMetadataStorage() as unknown as Record<'objectTypes' | 'fieldResolvers' | 'queries', object[]>;

  it('is kept in a global variable', () => {
    expect((globalThis as { TypeGraphQLMetadataStorage?: unknown }).TypeGraphQLMetadataStorage).toBe(metadata);
  });

  it('describes a field resolver by its class, method, parameters and object type', () => {
    const found = metadata.fieldResolvers.filter(
      (field) => (field as { target: unknown }).target === AccountRelationshipResolver,
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        kind: 'external',
        methodName: 'relationship',
        schemaName: 'relationship',
        params: expect.arrayContaining([
          expect.objectContaining({ kind: 'context', index: 0 }),
          expect.objectContaining({ kind: 'root', index: 1 }),
          expect.objectContaining({ kind: 'arg', index: 2, name: 'asOf' }),
        ]) as unknown,
      }),
    );
    const { getObjectType } = found[0] as { getObjectType: () => unknown };
    expect(getObjectType()).toBe(Account);
    expect(metadata.objectTypes).toContainEqual(
      expect.objectContaining({ target: Account, name: 'Account', simpleResolvers: true }),
    );
  });

  it('names the roles that may use a query, so that direct calls can enforce them', () => {
    expect(metadata.queries).toContainEqual(
      expect.objectContaining({ target: ApiKeyResolver, schemaName: 'apiKeys', roles: [Role.ADMIN] }),
    );
    expect(metadata.queries).toContainEqual(
      expect.objectContaining({ target: AccountResolver, schemaName: 'account' }),
    );
  });

  it('leaves a field that is a plain property without a resolver, because simpleResolvers is set', () => {
    const { name, relationship } = (schema.getType('Account') as GraphQLObjectType).getFields();
    expect(name!.resolve).toBeUndefined();
    expect(relationship!.resolve).toEqual(expect.any(Function));
  });
});

describe('the query class of pg, which src/database/prepared-query.ts extends,', () => {
  interface Query {
    name: string;
    values: unknown[];
    _result: {
      rows: unknown[];
      fields: { name: string }[];
      _parsers: ((text: string) => unknown)[];
      _prebuiltEmptyResultObject: object;
    };
    _accumulateRows: unknown;
    prepare: (connection: unknown) => void;
    handleRowDescription: (message: object) => void;
    handleDataRow: (message: object) => void;
  }
  const { Query, utils } = pg as unknown as {
    Query: new (text: string, values: unknown[]) => Query;
    utils: { prepareValue: (value: unknown) => unknown };
  };
  const INTEGER = { name: 'n', dataTypeID: 23, format: 'text' };

  it('sends parse, bind, describe, execute and sync for a named statement, and omits parse once the statement is known', () => {
    const sent: unknown[][] = [];
    const record =
      (message: string) =>
      (...given: unknown[]): void =>
        void sent.push([message, ...given.slice(0, 1)]);
    const connection = {
      parsedStatements: {} as Record<string, string>,
      submittedNamedStatements: {},
      ...Object.fromEntries(['parse', 'bind', 'describe', 'execute', 'sync'].map((name) => [name, record(name)])),
    };
    const query = Object.assign(new Query('SELECT $1', [7]), { name: 'named' });
    query.prepare(connection);
    expect(sent.map(([message]) => message)).toEqual(['parse', 'bind', 'describe', 'execute', 'sync']);
    expect(sent[1]![1]).toMatchObject({ statement: 'named', values: [7], valueMapper: utils.prepareValue });
    connection.parsedStatements.named = 'SELECT $1';
    sent.length = 0;
    query.prepare(connection);
    expect(sent.map(([message]) => message)).toEqual(['bind', 'describe', 'execute', 'sync']);
  });

  it('keeps the columns of a result, their parsers and an empty row in the fields that prepared-query.ts copies', () => {
    const query = new Query('', []);
    expect(query._result.rows).toEqual([]);
    query.handleRowDescription({ fields: [INTEGER] });
    expect(query._result).toMatchObject({ fields: [{ name: 'n' }], _prebuiltEmptyResultObject: { n: null } });
    expect(query._result._parsers.map((parse) => parse('7'))).toEqual([7]);
  });

  it('fills the rows of a result from copied columns if it is set to accumulate rows', () => {
    const described = Object.assign(new Query('', []), { callback: () => undefined });
    described.handleRowDescription({ fields: [INTEGER] });
    expect(described._accumulateRows).toBeTruthy();
    const { fields, _parsers, _prebuiltEmptyResultObject } = described._result;
    const query = Object.assign(new Query('', []), { _accumulateRows: true });
    Object.assign(query._result, { fields, _parsers, _prebuiltEmptyResultObject });
    query.handleDataRow({ fields: ['7'] });
    query.handleDataRow({ fields: [null] });
    expect(query._result.rows).toEqual([{ n: 7 }, { n: null }]);
  });

  it('runs on a connection that has the methods and fields for pipelining, closing and cancelling statements', async () => {
    const database = await makeTestDatabase();
    try {
      const client = await poolOf(database.served).connect();
      try {
        const { connection } = client as unknown as {
          connection: Connection & { parsedStatements: Record<string, string> };
        };
        // src/database/cancellation.ts sends these in a CancelRequest.
        expect(client).toMatchObject({ processID: expect.any(Number), secretKey: expect.any(Number), pipeline: true });
        await client.query({ name: 'one', text: 'SELECT 1' });
        expect(connection.parsedStatements).toMatchObject({ one: 'SELECT 1' });
        const method = expect.any(Function) as unknown;
        expect(connection).toMatchObject({ bind: method, execute: method, sync: method, close: method });
      } finally {
        client.release();
      }
    } finally {
      await database.close();
    }
  });
});
