import { getNamedType, isLeafType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { startTestServer, type TestServer, type TestWorkspace } from '../support/server.js';
import { FULL_RECORDS } from '../support/full-records.js';
import { SCHEMA } from '../support/sdk-documents.js';

type Field = GraphQLField<unknown, unknown>;

const fieldsOf = (type: GraphQLObjectType): Field[] => Object.values(type.getFields());

/** Returns the selection of a field with all its leaf fields. */
function selectionOf(field: Field): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return field.name;
  if (type.name.endsWith('Connection')) return `${field.name} { totalCount nodes { id } }`;
  const values = fieldsOf(type).filter((one) => isLeafType(getNamedType(one.type)));
  return `${field.name} { ${values.map(({ name }) => name).join(' ')} }`;
}

interface List {
  type: string;
  text: (selection: string) => string;
  // The data of a response is untyped.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  rowOf: (data: any) => Record<string, unknown>;
}

const LISTS: Record<string, List> = {
  'current accounts': {
    type: 'Account',
    text: (selection) => `{ accounts { nodes { ${selection} } } }`,
    rowOf: ({ accounts }) => accounts.nodes[0],
  },
  'accounts at an earlier time': {
    type: 'Account',
    text: (selection) => `{ accounts(asOf: "2025-06-01T00:00:00Z") { edges { node { ${selection} } } } }`,
    rowOf: ({ accounts }) => accounts.edges[0].node,
  },
  'subscriptions of an account': {
    type: 'AccountSubscription',
    text: (selection) => `{ account(by: { externalId: "acme" }) { subscriptions { nodes { ${selection} } } } }`,
    rowOf: ({ account }) => account.subscriptions.nodes[0],
  },
  'interactions of all accounts': {
    type: 'Interaction',
    text: (selection) => `{ interactions { nodes { ...Shown } } } fragment Shown on Interaction { ${selection} }`,
    rowOf: ({ interactions }) => interactions.nodes[0],
  },
  'interactions of an account': {
    type: 'Interaction',
    text: (selection) =>
      `{ account(by: { externalId: "acme" }) { interactions { nodes { ... on Node { ... on Interaction { ${selection} } } } } } }`,
    rowOf: ({ account }) => account.interactions.nodes[0],
  },
};

describe('a list', () => {
  let server: TestServer;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    server = await startTestServer();
    workspace = await server.addWorkspace();
    await workspace.ask('mutation ($input: ImportInput!) { import(input: $input) { refused } }', {
      input: FULL_RECORDS,
    });
  });
  afterAll(() => server.close());

  it.each(Object.entries(LISTS))(
    'returns the same value for a field that is selected by itself as with all fields: %s',
    async (_, list) => {
      const rowOf = async (selection: string): Promise<Record<string, unknown>> => {
        const { data, errors } = await workspace.ask(list.text(selection));
        expect({ selection, errors }).toEqual({ selection, errors: undefined });
        return list.rowOf(data);
      };
      const fields = fieldsOf(SCHEMA.getType(list.type) as GraphQLObjectType);
      const all = await rowOf(fields.map(selectionOf).join(' '));
      for (const field of fields) {
        expect(await rowOf(selectionOf(field))).toEqual({ [field.name]: all[field.name] });
      }
    },
  );

  it('returns the selected fields of a record that occurs several times with different selections', async () => {
    const { data } = await workspace.ask(`{
      accounts { nodes { id interactions { nodes { account { name relationship { type } } } } } }
      another: interactions { nodes { note account { domain monthlyRecurringRevenue { amount } } } }
    }`);
    const interactions = { nodes: [{ account: { name: 'Acmé', relationship: { type: expect.any(String) } } }] };
    expect(data).toEqual({
      accounts: { nodes: [{ id: expect.any(String), interactions }] },
      another: {
        nodes: [
          {
            note: 'Said "thanks" 🎉',
            account: { domain: 'acme.example', monthlyRecurringRevenue: { amount: '0.00' } },
          },
        ],
      },
    });
  });
});
