import {
  HeaderMap,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type GraphQLRequestListener,
} from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  execute,
  getNamedType,
  getVariableValues,
  GraphQLScalarType,
  GraphQLSchema,
  isAbstractType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  isValueNode,
  Kind,
  locatedError,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../context.js';
import { lengthOf } from './document-store.js';
import { isFault } from '../errors.js';
import { likeGraphqlJs, reportedErrors } from './execution-errors.js';
import { selectedFields } from './selected-fields.js';
import { reportErrorsBehindPromises } from './jit-runtime.js';
import { shortageOf } from '../overload.js';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type CompiledCode = CompiledQuery['query'];
type Run = (context: RequestContext) => Promise<ExecutionResult>;
type ResolvedRequest = Parameters<NonNullable<GraphQLRequestListener<RequestContext>['responseForOperation']>>[0];

interface Compiled {
  code: CompiledCode | null;
  /** Of the text that it was made of. */
  length: number;
}

/** Of an answer that says no more than its data. */
const NO_HEAD = { status: undefined, headers: new HeaderMap() };

/** Of all queries that are kept compiled; each character takes some 400 bytes then. */
const MAX_COMPILED_CHARACTERS = 50_000;

/** A variable that is what it is meant to be already. */
const COERCED = new GraphQLScalarType({ name: 'Coerced' });

/**
 * Executes operations: queries that come again by code compiled for them, which spares most of what a field costs, and
 * everything else by graphql-js. An operation is executed once, whatever comes of it.
 *
 * The exception is a query that ends in a fault of ours. It is read by several statements, and what others record or
 * delete between them may not fit together: it is executed a second and last time, as of one moment.
 *
 * The plugin answers operations that succeed. The others are left to Apollo Server, which knows how to format errors; it
 * asks the gateway to execute them, which hands over the result that the plugin has. A gateway that answered all of them
 * would be simpler, but what Apollo Server makes for one has accessors, which V8 keeps alive with the request and its
 * answer until the next major collection.
 */
export function compiledQueries(schema: GraphQLSchema): {
  plugin: ApolloServerPlugin<RequestContext>;
  gateway: Gateway;
} {
  reportErrorsBehindPromises();
  const { types, ...config } = schema.toConfig();
  const schemaOfCompiled = new GraphQLSchema({ ...config, types: [...types, COERCED] });
  /** null: seen once, or not to be compiled. That takes longer than to execute: who asks once shall not wait for it. */
  const compiled = new LRUCache<string, Compiled>({
    maxSize: MAX_COMPILED_CHARACTERS,
    sizeCalculation: ({ length }) => length,
  });
  /** The results that Apollo Server is to answer, by the context of their request. */
  const failed = new WeakMap<object, ExecutionResult>();

  /** The query as compiled code; null where it has to come again for that. */
  function compiledFor(key: string, document: DocumentNode, operationName: string | null): CompiledCode | null {
    const seen = compiled.get(key);
    if (!seen) compiled.set(key, { code: null, length: lengthOf(document) });
    else if (!seen.code && isCompilable(schema, document)) {
      const made = compileQuery(schemaOfCompiled, withCoercedVariables(document), operationName ?? '');
      if (isCompiledQuery(made)) seen.code = made.query;
    }
    return seen?.code ?? null;
  }

  /** How to execute an operation. */
  function runnerOf({ queryHash, document, operationName, operation, ...of }: ResolvedRequest): Run {
    const variableValues = of.request.variables ?? {};
    // A query without a key ends in errors, which is not worth compiling.
    const isCompiled = isQuery(operation) && of.contextValue.identity !== null;
    const code = isCompiled && compiledFor(`${queryHash} ${operationName ?? ''}`, document, operationName);
    // Where they are invalid, graphql-js says so.
    const coerced =
      code && getVariableValues(schema, operation.variableDefinitions ?? [], variableValues, { maxErrors: 1 }).coerced;
    return async (contextValue) => {
      if (!coerced) {
        // Not `operationName`, which is null where the request names an operation that does not exist.
        return execute({ schema, document, operationName: of.request.operationName, contextValue, variableValues });
      }
      const result = await code(undefined, contextValue, coerced);
      return result.errors ? { ...result, errors: result.errors.map(likeGraphqlJs) } : result;
    };
  }

  const listener: GraphQLRequestListener<RequestContext> = {
    async responseForOperation(request) {
      const { document, operation, contextValue } = request;
      contextValue.shown = selectedFields(schema, document);
      const run = runnerOf(request);
      let result = await run(contextValue).catch((error: unknown) => ({
        data: null,
        errors: [locatedError(error, undefined)],
      }));
      if (isQuery(operation) && contextValue.identity && hasFault(result) && !hasShortage(result)) {
        const again = await contextValue.atOneMoment(run).catch(() => result);
        // The first result has more: in a transaction, whatever comes after a statement that failed fails too.
        if (!hasFault(again)) result = again;
      }
      const { data, errors } = result;
      if (errors) {
        // Where `data` is undefined, graphql-js refused the request before it executed anything.
        const isExecuted = isQuery(operation) && data !== undefined;
        failed.set(
          contextValue,
          isExecuted ? { data, errors: reportedErrors(schema, document, operation, errors) } : result,
        );
        return null;
      }
      return { http: NO_HEAD, body: { kind: 'single', singleResult: { data } } };
    },
  };
  return {
    plugin: { requestDidStart: () => Promise.resolve(listener) },
    gateway: {
      onSchemaLoadOrUpdate(load) {
        load({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      load: () => Promise.resolve({ executor: ({ context }) => Promise.resolve(failed.get(context)!) }),
      stop: () => Promise.resolve(),
    },
  };
}

/** An operation is undefined where the request does not say which one of several, or names none of them. */
const isQuery = (operation: OperationDefinitionNode | undefined): boolean =>
  operation?.operation === OperationTypeNode.QUERY;

const hasFault = ({ errors = [] }: ExecutionResult): boolean =>
  errors.some((error) => isFault(unwrapResolverError(error), error.extensions.code));

/** Whether the database had no time or room for something: another execution would only add to that. */
const hasShortage = ({ errors = [] }: ExecutionResult): boolean =>
  errors.some((error) => shortageOf(unwrapResolverError(error)) !== null);

/**
 * graphql-jit unrolls the code that reads a variable: of an input that has fields of its own type, as `and` and `or`
 * of a filter, that is gigabytes. What it compiles has variables that need no reading.
 */
const withCoercedVariables = (document: DocumentNode): DocumentNode =>
  visit(document, {
    VariableDefinition: (definition) => {
      const type = definition.type.kind === Kind.NON_NULL_TYPE ? definition.type.type : definition.type;
      // Those are what @skip and @include ask for.
      if (type.kind === Kind.NAMED_TYPE && type.name.value === 'Boolean') return definition;
      const name = { kind: Kind.NAME, value: COERCED.name } as const;
      return { ...definition, type: { kind: Kind.NAMED_TYPE, name }, defaultValue: undefined };
    },
  });

/**
 * Whether compiled code means the same. Not where it asks for the schema, which is another one there, or for what may be
 * of several types, which it tells by other means than TypeGraphQL has; not where a variable may be null and its place
 * may not, which it does not notice in a directive or an input; and not where a literal is read as what JSON cannot say,
 * as a text that is no instant is, since the code says it in JSON.
 */
function isCompilable(schema: GraphQLSchema, document: DocumentNode): boolean {
  let is = true;
  const nullable = nullableVariables(document);
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        if (name.value === '__schema' || name.value === '__type') is = false;
        if (isAbstractType(getNamedType(types.getType()))) is = false;
      },
      enter(node) {
        const type = getNamedType(types.getInputType());
        if (node.kind === Kind.VARIABLE && isNonNullType(types.getInputType()) && nullable.has(node.name.value))
          is = false;
        if (!isValueNode(node) || node.kind === Kind.VARIABLE || node.kind === Kind.LIST || node.kind === Kind.NULL)
          return;
        if (!isScalarType(type) || isSpecifiedScalarType(type)) return;
        if (!isPlain(type.parseLiteral(node))) is = false;
      },
    }),
  );
  return is;
}

/** The names of the variables that may be null. */
function nullableVariables(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    VariableDefinition({ variable, type }) {
      if (type.kind !== Kind.NON_NULL_TYPE) names.add(variable.name.value);
    },
  });
  return names;
}

const isPlain = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
