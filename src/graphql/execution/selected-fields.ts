import { isAbstractType, TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';

/** The fields that a document shows anywhere, such as `Account.name`, be it that `@skip` leaves them out. */
export type SelectedFields = ReadonlySet<string>;

/** The same document comes again for the same text, so that most are gone through once. */
const known = new WeakMap<DocumentNode, SelectedFields>();

export function selectedFields(schema: GraphQLSchema, document: DocumentNode): SelectedFields {
  const shown = known.get(document) ?? collectSelectedFields(schema, document);
  known.set(document, shown);
  return shown;
}

function collectSelectedFields(schema: GraphQLSchema, document: DocumentNode): SelectedFields {
  const shown = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const type = types.getParentType();
        if (!type) return;
        for (const one of isAbstractType(type) ? schema.getPossibleTypes(type) : [type]) {
          shown.add(`${one.name}.${name.value}`);
        }
      },
    }),
  );
  return shown;
}
