import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  Kind,
  OperationTypeNode,
  parse,
  print,
  typeFromAST,
  visit,
  type DocumentNode,
  type GraphQLInputType,
} from 'graphql';

const ROOT = join(__dirname, '..', '..');
export const SCHEMA = buildSchema(readFileSync(join(ROOT, 'schema', 'schema.graphql'), 'utf8'));

/** Each query of the SDK with the fragments that it needs. */
export function documentsOfSdk(): {
  name: string;
  text: string;
  variables: (value: ValueFor) => Record<string, unknown>;
}[] {
  const folder = join(ROOT, 'sdk', 'documents');
  const { definitions } = parse(
    readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n'),
  );
  const fragments = new Map(
    definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
  );
  return definitions.flatMap((operation) => {
    if (operation.kind !== Kind.OPERATION_DEFINITION || operation.operation !== OperationTypeNode.QUERY) return [];
    const needed = new Map<string, DocumentNode['definitions'][number]>();
    const collect = (node: DocumentNode['definitions'][number]): void => {
      visit(node, {
        FragmentSpread({ name: { value } }) {
          if (needed.has(value)) return;
          needed.set(value, fragments.get(value)!);
          collect(fragments.get(value)!);
        },
      });
    };
    collect(operation);
    return [
      {
        name: operation.name!.value,
        text: [operation, ...needed.values()].map(print).join('\n'),
        variables: (valueFor: ValueFor) =>
          Object.fromEntries(
            (operation.variableDefinitions ?? [])
              .filter(({ type }) => type.kind === Kind.NON_NULL_TYPE)
              .map(({ variable, type }) => [
                variable.name.value,
                valueFor(typeFromAST(SCHEMA, type as never) as GraphQLInputType),
              ]),
          ),
      },
    ];
  });
}
/** Makes up a value of a type. */
type ValueFor = (type: GraphQLInputType) => unknown;
