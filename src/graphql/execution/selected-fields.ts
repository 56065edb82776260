import { isAbstractType, TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';

/** The fields that a document selects anywhere, such as `Account.name`, including those that `@skip` excludes. */
export type SelectedFields = ReadonlySet<string>;

/** Cached by document: the same text gives the same document, so most documents are visited only once. */
const known = new WeakMap<DocumentNode, SelectedFields>();

export function selectedFields(schema: GraphQLSchema, document: DocumentNode): SelectedFields {
  const selected = known.get(document) ?? collectSelectedFields(schema, document);
  known.set(document, selected);
  return selected;
}

function collectSelectedFields(schema: GraphQLSchema, document: DocumentNode): SelectedFields {
  const selected = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const type = types.getParentType();
        if (!type) return;
        for (const one of isAbstractType(type) ? schema.getPossibleTypes(type) : [type]) {
          selected.add(`${one.name}.${name.value}`);
        }
      },
    }),
  );
  return selected;
}
