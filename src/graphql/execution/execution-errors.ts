import {
  isListType,
  isNonNullType,
  getNullableType,
  Kind,
  locatedError,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

type Errors = readonly GraphQLError[];

/** Gives an error of graphql-jit, which may lack `extensions`, the form of graphql-js. */
export function likeGraphqlJs({
  message,
  locations,
  path,
  originalError,
}: Pick<GraphQLError, 'message' | 'locations' | 'path' | 'originalError'>): GraphQLError {
  // graphql-jit keeps only the message of what a scalar throws, and nothing of a falsy value that a resolver throws.
  const error = locatedError(originalError ?? new Error(message || 'A resolver threw a falsy value.'), undefined, path);
  // graphql-js reads locations from nodes, which compiled code does not have.
  return error.locations ? error : Object.assign(error, { locations });
}

/**
 * Returns the errors of a query to report: one for each null that an error caused in the data, in document order. Which
 * other errors occur below such a null depends on timing: graphql-js responds as soon as a null is certain, without
 * waiting for the resolvers below it, while compiled code waits for all of them.
 */
export function reportedErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  errors: Errors,
): Errors {
  const placeOf = placing(schema, document, operation);
  const first = new Map<string, { error: GraphQLError; order: number[] }>();
  for (const error of errors) {
    const { nulled, order } = placeOf(error);
    if (!first.has(nulled)) first.set(nulled, { error, order });
  }
  const isShown = (nulled: string): boolean =>
    ![...first.keys()].some((other) => other !== nulled && nulled.startsWith(other));
  return [...first]
    .filter(([nulled]) => isShown(nulled))
    .sort(([, a], [, b]) => compare(a.order, b.order))
    .map(([, { error }]) => error);
}

interface Place {
  /** Path of the value that becomes null because of the error: the closest nullable one. A slash follows each key. */
  nulled: string;
  /** For each key of the path, the offset of the field in the document or the list index; orders errors. */
  order: number[];
}

/** Returns a function that locates an error in the data and in the document. */
function placing(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
  const types = typesOfFields(schema, document);
  return ({ path = [] }: GraphQLError): Place => {
    let nodes: { selectionSet?: SelectionSetNode | undefined }[] = [operation];
    let type: GraphQLOutputType | undefined;
    let walked = '';
    const place: Place = { nulled: '', order: [] };
    for (const key of path) {
      if (typeof key === 'number') {
        const list = type && getNullableType(type);
        type = isListType(list) ? list.ofType : undefined;
        place.order.push(key);
      } else {
        const fields = nodes.flatMap(({ selectionSet }) => fieldsNamed(key, document, selectionSet));
        type = fields[0] && types.get(fields[0]);
        place.order.push(fields[0]?.loc?.start ?? 0);
        nodes = fields;
      }
      walked += `${key}/`;
      if (!isNonNullType(type)) place.nulled = walked;
    }
    return place;
  };
}

function typesOfFields(schema: GraphQLSchema, document: DocumentNode): Map<FieldNode, GraphQLOutputType> {
  const found = new Map<FieldNode, GraphQLOutputType>();
  const types = new TypeInfo(schema);
  visit(document, visitWithTypeInfo(types, { Field: (node) => void found.set(node, types.getType()!) }));
  return found;
}

/** Returns the fields with a response name in a selection set, including those in fragments. */
const fieldsNamed = (name: string, document: DocumentNode, selectionSet: SelectionSetNode | undefined): FieldNode[] =>
  (selectionSet?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value === name ? [selection] : [];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsNamed(name, document, selection.selectionSet);
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fieldsNamed(name, document, fragment.selectionSet) : [];
  });

/** Compares lists of numbers by the first number that differs. */
function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((number, at) => number !== b[at]);
  return i < 0 ? 0 : a[i]! - (b[i] ?? -1);
}
