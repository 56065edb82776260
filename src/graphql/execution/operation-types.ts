import { GraphQLError, type ValidationRule } from 'graphql';

/** Refuses operations of a type that the schema does not have. The rules of graphql-js leave that to execution. */
export const requireKnownOperationType: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (context.getSchema().getRootType(node.operation)) return;
    context.reportError(
      new GraphQLError(`Expected a query or a mutation; got a ${node.operation}, which this API does not offer.`, {
        nodes: node,
      }),
    );
  },
});
