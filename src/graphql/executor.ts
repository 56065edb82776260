import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  execute,
  getNamedType,
  getVariableValues,
  GraphQLScalarType,
  GraphQLSchema,
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
import type { RequestContext } from './context.js';
import { lengthOf } from './document-store.js';
import { isFault } from './errors.js';
import { fieldsShown } from './fields-shown.js';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type Run = CompiledQuery['query'];

interface Compiled {
  run: Run | null;
  /** Of the text that it was made of. */
  length: number;
}

/** Of all queries that are kept compiled; each character takes some 400 bytes then. */
const MAX_COMPILED_CHARACTERS = 50_000;

/** A variable that is what it is meant to be already. */
const COERCED = new GraphQLScalarType({ name: 'Coerced' });

/**
 * Executes queries that come again as code compiled for them, which spares most of what a field costs. It decides
 * nothing: graphql-js reads the variables, and whatever is not an answer free of errors is executed once more by it,
 * so that it is who says what is wrong. Mutations are left to it, since they are not to be carried out twice.
 *
 * A query is read by several statements, and what others record or delete between them may not fit together. Where that
 * leads to a fault it is executed once more, as of one moment.
 */
export function makeExecutor(schema: GraphQLSchema): Gateway {
  const { types, ...config } = schema.toConfig();
  const schemaOfCompiled = new GraphQLSchema({ ...config, types: [...types, COERCED] });
  /** null: seen once, or not to be compiled. That takes longer than to execute: who asks once shall not wait for it. */
  const compiled = new LRUCache<string, Compiled>({
    maxSize: MAX_COMPILED_CHARACTERS,
    sizeCalculation: ({ length }) => length,
  });

  /** The query as compiled code; null where it has to come again for that. */
  function compiledFor(key: string, document: DocumentNode, operationName: string | null): Run | null {
    const seen = compiled.get(key);
    if (!seen) compiled.set(key, { run: null, length: lengthOf(document) });
    else if (!seen.run && isCompilable(schema, document)) {
      const made = compileQuery(schemaOfCompiled, withCoercedVariables(document), operationName ?? '');
      if (isCompiledQuery(made)) seen.run = made.query;
    }
    return seen?.run ?? null;
  }

  return {
    onSchemaLoadOrUpdate(tell) {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        async executor({ queryHash, document, operationName, request, context, ...given }) {
          // None where the name does not say which one of several: graphql-js refuses that.
          const operation = given.operation as OperationDefinitionNode | undefined;
          const contextValue = context as RequestContext;
          contextValue.shown = fieldsShown(schema, document);
          const isQuery = operation?.operation === OperationTypeNode.QUERY;
          const run = isQuery ? compiledFor(`${queryHash} ${operationName ?? ''}`, document, operationName) : null;
          if (run) {
            const { coerced } = getVariableValues(
              schema,
              operation?.variableDefinitions ?? [],
              request.variables ?? {},
            );
            const result = coerced && (await run(undefined, contextValue, coerced));
            if (result && !result.errors) return result;
            contextValue.forget();
          }
          const interpret = (contextValue: RequestContext) =>
            Promise.resolve(
              execute({ schema, document, operationName, contextValue, variableValues: request.variables }),
            );
          const result = await interpret(contextValue);
          if (!isQuery || !contextValue.identity || !hasFault(result)) return result;
          const asOfOneMoment = await contextValue
            .atOneMoment(interpret)
            .catch((error: unknown) => ({ errors: [locatedError(error, undefined, [])] }));
          return hasFault(asOfOneMoment) ? result : asOfOneMoment;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

const hasFault = ({ errors = [] }: ExecutionResult): boolean =>
  errors.some((error) => isFault(unwrapResolverError(error), error.extensions.code));

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
 * Whether compiled code means the same. Not where it asks for the schema, which is another one there; and not where a
 * literal is read as what JSON cannot say, as a text that is no instant is, since the code says it in JSON.
 */
function isCompilable(schema: GraphQLSchema, document: DocumentNode): boolean {
  let is = true;
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        if (name.value === '__schema' || name.value === '__type') is = false;
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
