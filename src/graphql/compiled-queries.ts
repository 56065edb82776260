import { HeaderMap, type ApolloServerPlugin, type GraphQLRequestListener } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  execute,
  getNamedType,
  getVariableValues,
  GraphQLScalarType,
  GraphQLSchema,
  isAbstractType,
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
  type GraphQLErrorExtensions,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from './context.js';
import { lengthOf } from './document-store.js';
import { isFault } from './errors.js';
import { fieldsShown } from './fields-shown.js';

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
 * Answers queries that come again by code compiled for them, which spares most of what a field costs. It decides
 * nothing: graphql-js reads the variables, and whatever is not an answer free of errors is left to Apollo Server, which
 * executes it once more by graphql-js and says what is wrong. So are mutations, since they are not to be carried out
 * twice.
 *
 * A query is read by several statements, and what others record or delete between them may not fit together. Where that
 * leads to a fault it is executed once more, as of one moment.
 */
export function compiledQueries(schema: GraphQLSchema): ApolloServerPlugin<RequestContext> {
  const { types, ...config } = schema.toConfig();
  const schemaOfCompiled = new GraphQLSchema({ ...config, types: [...types, COERCED] });
  /** null: seen once, or not to be compiled. That takes longer than to execute: who asks once shall not wait for it. */
  const compiled = new LRUCache<string, Compiled>({
    maxSize: MAX_COMPILED_CHARACTERS,
    sizeCalculation: ({ length }) => length,
  });

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

  /** How to execute a query. */
  function runnerOf({ queryHash, document, operationName, operation, request }: ResolvedRequest): Run {
    const variableValues = request.variables ?? {};
    const code = compiledFor(`${queryHash} ${operationName ?? ''}`, document, operationName);
    const coerced = code && getVariableValues(schema, operation.variableDefinitions ?? [], variableValues).coerced;
    return async (contextValue) =>
      coerced
        ? code(undefined, contextValue, coerced)
        : execute({ schema, document, operationName, contextValue, variableValues });
  }

  const listener: GraphQLRequestListener<RequestContext> = {
    async responseForOperation(request) {
      const { document, operation, contextValue } = request;
      contextValue.shown = fieldsShown(schema, document);
      // None where the name does not say which one of several: graphql-js refuses that.
      if ((operation as typeof operation | undefined)?.operation !== OperationTypeNode.QUERY) return null;
      const run = runnerOf(request);
      let result = await run(contextValue).catch((error: unknown): ExecutionResult => ({
        errors: [locatedError(error, undefined)],
      }));
      if (contextValue.identity && hasFault(result)) {
        result = await contextValue.atOneMoment(run).catch(() => result);
      }
      if (result.errors) {
        contextValue.forget();
        return null;
      }
      return { http: NO_HEAD, body: { kind: 'single', singleResult: { data: result.data } } };
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}

const hasFault = ({ errors = [] }: ExecutionResult): boolean =>
  errors.some((error) => isFault(unwrapResolverError(error), codeOf(error)));

/** Those of compiled code may have no extensions at all. */
const codeOf = ({ extensions }: { extensions?: GraphQLErrorExtensions }): unknown => extensions?.code;

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
 * of several types, which it tells by other means than TypeGraphQL has; and not where a literal is read as what JSON cannot say, as a text that is no instant is, since the code says it in JSON.
 */
function isCompilable(schema: GraphQLSchema, document: DocumentNode): boolean {
  let is = true;
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
        if (!isValueNode(node) || node.kind === Kind.VARIABLE || node.kind === Kind.LIST || node.kind === Kind.NULL)
          return;
        if (!isScalarType(type) || isSpecifiedScalarType(type)) return;
        if (!isPlain(type.parseLiteral(node))) is = false;
      },
    }),
  );
  return is;
}

const isPlain = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
