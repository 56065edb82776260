import {
  HeaderMap,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type GraphQLRequestListener,
} from '@apollo/server';
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
import { likeGraphqlJs, reportedErrors } from './execution-errors.js';
import { withUnreadableRecords } from './record-inputs.js';
import { selectedFields } from './selected-fields.js';
import { reportErrorsBehindPromises } from './jit-runtime.js';
import { inOneSnapshot, isUnfit, type Run } from './one-snapshot.js';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type CompiledCode = CompiledQuery['query'];
type ResolvedRequest = Parameters<NonNullable<GraphQLRequestListener<RequestContext>['responseForOperation']>>[0];

interface Compiled {
  /** Null if the query must not be compiled; undefined until its second request. */
  code: CompiledCode | null | undefined;
  /** Length of the text of the document. */
  length: number;
}

/** The HTTP part of a response that has only data. */
const NO_HEAD = { status: undefined, headers: new HeaderMap() };

/** Limits the compiled queries that are kept, by the total length of their documents: about 400 bytes per character. */
const MAX_COMPILED_CHARACTERS = 50_000;

/** The type of a variable whose value graphql-js has coerced already. */
const COERCED = new GraphQLScalarType({ name: 'Coerced' });

/**
 * Executes operations. A query that has been seen before runs as code that graphql-jit compiled for it, which removes
 * most of the cost per field; README.md in this folder has the measurements. graphql-js executes everything else. Each
 * operation is executed once, whether it succeeds or fails.
 *
 * The exception is a query whose records do not fit together, because others wrote or deleted some of them between two of
 * its statements. Such a query is executed once more, in one snapshot.
 *
 * The plugin returns the responses of operations that succeed. It leaves failed operations to Apollo Server, which
 * formats their errors: Apollo Server asks the gateway to execute them, and the gateway hands over the plugin's result.
 * A gateway that answered every operation would be simpler. But the objects that Apollo Server creates for a gateway's
 * response have accessors, and V8 keeps those alive, together with request and response, until the next major
 * collection.
 */
export function compiledQueries(schema: GraphQLSchema): {
  plugin: ApolloServerPlugin<RequestContext>;
  gateway: Gateway;
} {
  reportErrorsBehindPromises();
  const { types, ...config } = schema.toConfig();
  const schemaOfMutations = withUnreadableRecords(schema);
  const schemaOfCompiled = new GraphQLSchema({ ...config, types: [...types, COERCED] });
  /** The queries seen before. They are compiled at their second request, because compiling takes longer than executing. */
  const compiled = new LRUCache<string, Compiled>({
    maxSize: MAX_COMPILED_CHARACTERS,
    sizeCalculation: ({ length }) => length,
  });
  /** The results of failed operations, for Apollo Server to format, by the context of their request. */
  const failed = new WeakMap<object, ExecutionResult>();

  /** The compiled code of a query; null until its second request, and if it must not be compiled. */
  function compiledFor(key: string, document: DocumentNode, operationName: string | null): CompiledCode | null {
    const seen = compiled.get(key);
    if (!seen) compiled.set(key, { code: undefined, length: lengthOf(document) });
    else if (seen.code === undefined) seen.code = compile(document, operationName);
    return seen?.code ?? null;
  }

  function compile(document: DocumentNode, operationName: string | null): CompiledCode | null {
    if (!isCompilable(schema, document)) return null;
    const made = compileQuery(schemaOfCompiled, withCoercedVariables(document), operationName ?? '');
    return isCompiledQuery(made) ? made.query : null;
  }

  /** Returns a function that executes the operation of a request, with compiled code if possible. */
  function runnerOf({ queryHash, document, operationName, operation, ...of }: ResolvedRequest): Run {
    const variableValues = of.request.variables ?? {};
    // A query without a key ends in errors and is not worth compiling.
    const isCompiled = isQuery(operation) && of.contextValue.identity !== null;
    const code = isCompiled && compiledFor(`${queryHash} ${operationName ?? ''}`, document, operationName);
    // graphql-js executes the operation if its variables are invalid, and reports them.
    const coerced =
      code && getVariableValues(schema, operation.variableDefinitions ?? [], variableValues, { maxErrors: 1 }).coerced;
    return async (contextValue) => {
      if (!coerced) {
        // Not `operationName`, which is null if the request names an operation that does not exist.
        return execute({
          schema: isQuery(operation) ? schema : schemaOfMutations,
          document,
          operationName: of.request.operationName,
          contextValue,
          variableValues,
        });
      }
      const result = await code(undefined, contextValue, coerced);
      return result.errors ? { ...result, errors: result.errors.map(likeGraphqlJs) } : result;
    };
  }

  const listener: GraphQLRequestListener<RequestContext> = {
    async responseForOperation(request) {
      const { document, operation, contextValue } = request;
      contextValue.selectedFields = selectedFields(schema, document);
      const run = runnerOf(request);
      let result = await run(contextValue).catch((error: unknown) => ({
        data: null,
        errors: [locatedError(error, undefined)],
      }));
      if (isQuery(operation) && contextValue.identity && isUnfit(result)) {
        result = await inOneSnapshot(run, contextValue, result);
      }
      const { data, errors } = result;
      if (errors) {
        // `data` is undefined if graphql-js refused the request before it executed anything.
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

/** The operation is undefined if the request does not select one of several, or names one that does not exist. */
const isQuery = (operation: OperationDefinitionNode | undefined): boolean =>
  operation?.operation === OperationTypeNode.QUERY;

/**
 * Gives variables a type that needs no coercion. graphql-jit unrolls the code that coerces a variable; for an input
 * with fields of its own type, such as `and` and `or` of a filter, that is gigabytes of code. So graphql-js coerces
 * variables.
 */
const withCoercedVariables = (document: DocumentNode): DocumentNode =>
  visit(document, {
    VariableDefinition: (definition) => {
      const type = definition.type.kind === Kind.NON_NULL_TYPE ? definition.type.type : definition.type;
      // @skip and @include require this type.
      if (type.kind === Kind.NAMED_TYPE && type.name.value === 'Boolean') return definition;
      const name = { kind: Kind.NAME, value: COERCED.name } as const;
      return { ...definition, type: { kind: Kind.NAMED_TYPE, name }, defaultValue: undefined };
    },
  });

/**
 * Tells whether compiled code gives the same result as graphql-js. It does not - for introspection, because compiled
 * code runs against a schema of its own; - for fields of an interface or union type, because graphql-jit does not
 * resolve types the way TypeGraphQL does; - if a nullable variable is used in a non-null position of a directive or
 * input, which graphql-jit does not check; - if a literal of a custom scalar parses to a value that JSON cannot
 * express, because the code embeds literals as JSON.
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

/** The names of the nullable variables. */
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
