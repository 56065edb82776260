import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
} from 'graphql';
import { makeSchema } from '../../src/composition/schema.js';
import { makeKey } from '../../src/auth/api-key-form.service.js';
import { storeKey } from '../../src/auth/api-key.service.js';
import { Role } from '../../src/graphql/role.js';
import { everyRow } from '../support/records.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { NAMES_NOTHING, PROBES } from './probes.js';
import { answerTo, DECRYPTED_CURSOR, type Probe, type Tenant } from './probing.js';
import { addThem, addUs } from './records.js';

/** Values of these types refer to no record. */
const DATA_TYPES = ['Boolean', 'Float', 'DateTime', 'Date', 'Decimal', 'CurrencyCode', 'JSONObject'];

/** Returns the paths within an argument that could refer to a record: ids, strings and integers, at any depth. */
function leavesOf(path: string, type: GraphQLInputType, within: readonly GraphQLNamedType[] = []): string[] {
  const named = getNamedType(type);
  if (isEnumType(named) || DATA_TYPES.includes(named.name)) return [];
  if (!isInputObjectType(named)) return [path];
  // A recursive input type has the same fields at every depth.
  if (within.includes(named)) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    leavesOf(`${path}.${field.name}`, field.type, [...within, named]),
  );
}

const COORDINATES = Object.values(makeSchema().getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap((field) =>
          field.args.flatMap((arg) => leavesOf(`${type.name}.${field.name}.${arg.name}`, arg.type)),
        )
      : [],
  );
/** Returns the names by which NAMES_NOTHING can list a coordinate. */
const namesOf = (coordinate: string): string[] => [
  coordinate.split('.').at(-1)!,
  coordinate.split('.').slice(-2).join('.'),
];
const allProbes = Object.entries(PROBES).flatMap(([coordinate, all]) =>
  all.map((probe): [coordinate: string, title: string, probe: Probe] => [coordinate, probe.title, probe]),
);
const isQuery = ({ operation }: Probe): boolean => operation.startsWith('query');

describe('a record of another workspace', () => {
  let server: TestServer;
  let theirs: Tenant;
  let theirRows: string[];

  const rowsOf = async (tenant: Tenant): Promise<string[]> => [
    ...(await everyRow(server, tenant)),
    ...(
      await server.database.dataSource.query<{ row: string }[]>(
        `SELECT 'policy ' || p::text AS row FROM policy p WHERE workspace_id = $1
         UNION ALL SELECT 'api_key ' || (to_jsonb(k) - 'last_used_at')::text FROM api_key k WHERE workspace_id = $1
         UNION ALL SELECT 'kept_answer ' || a::text FROM kept_answer a WHERE workspace_id = $1 ORDER BY 1`,
        [tenant.id],
      )
    ).map(({ row }) => row),
  ];

  beforeAll(async () => {
    server = await startTestServer();
    theirs = await addThem(server);
    theirRows = await rowsOf(theirs);
  });
  afterAll(() => server.close());

  it('has a probe for every argument and input field that could refer to it', () => {
    const leaves = COORDINATES.filter((coordinate) => !namesOf(coordinate).some((name) => NAMES_NOTHING.has(name)));
    // A new argument needs a probe in probes.ts.
    expect(leaves.toSorted()).toEqual(Object.keys(PROBES).toSorted());
    expect(allProbes.length).toBeGreaterThan(150);
  });

  it('has no obsolete entry in the list of arguments that refer to nothing', () => {
    const names = new Set(COORDINATES.flatMap(namesOf));
    expect([...NAMES_NOTHING].filter((name) => !names.has(name))).toEqual([]);
  });

  /** Adds a workspace with a second admin key, so that revoking one of its keys is not refused. */
  async function addUsWithSpareKey(): Promise<Tenant> {
    const ours = await addUs(server);
    const spare = { workspaceId: ours.id, name: 'Spare', role: Role.ADMIN, key: makeKey() };
    await storeKey(server.database.dataSource, server.clock.now, spare);
    return ours;
  }

  async function expectNotReached(probe: Probe, ours: Tenant): Promise<void> {
    const values = await probe.valuesFor(theirs, ours);
    const reached = await answerTo(ours, probe, values.theirs);
    expect(reached).toBe(await answerTo(ours, probe, values.unknown));
    for (const id of Object.values(theirs.ids)) expect(reached).not.toContain(id);
    // The operation must return something else for a record of the caller's workspace.
    if (probe.title !== DECRYPTED_CURSOR) expect(await answerTo(ours, probe, values.ours)).not.toBe(reached);
    else expect(reached).toMatch(/"status":200.*"nodes":/);
    expect(await rowsOf(theirs)).toEqual(theirRows);
  }

  async function expectOwnTablesInOrder(ours: Tenant): Promise<void> {
    await server.runJobs();
    await expectDerivedTablesToEqualRebuild(server.database.dataSource, ours.id);
  }

  describe('looks nonexistent to a query', () => {
    // Queries change nothing, so they can share one workspace.
    let ours: Tenant;
    beforeAll(async () => {
      ours = await addUsWithSpareKey();
    });

    it.each(allProbes.filter(({ 2: probe }) => isQuery(probe)))('by %s: %s', (_, __, probe) =>
      expectNotReached(probe, ours),
    );

    it('that leaves the derived tables of the caller equal to a rebuild', () => expectOwnTablesInOrder(ours));
  });

  it.each(allProbes.filter(({ 2: probe }) => !isQuery(probe)))(
    'looks nonexistent to a mutation by %s: %s',
    async (_, __, probe) => {
      const ours = await addUsWithSpareKey();
      await expectNotReached(probe, ours);
      await expectOwnTablesInOrder(ours);
    },
  );

  it('is in no list or count of this workspace', async () => {
    const ours = await addUs(server);
    const { data } = await ours.ask(
      `{ plans { externalId } accounts { totalCount nodes { externalId } } members { totalCount nodes { externalId } }
         clientBase { accounts } policies { totalCount } relationshipChanges { totalCount } apiKeys { name } }`,
    );
    expect(data).toEqual({
      plans: [{ externalId: 'shared-plan' }, { externalId: 'own-basic' }],
      accounts: { totalCount: 3, nodes: ['own', 'own-2', 'shared'].map((externalId) => ({ externalId })) },
      members: { totalCount: 2, nodes: [{ externalId: 'own-mia' }, { externalId: 'own-tom' }] },
      clientBase: { accounts: 3 },
      policies: { totalCount: 1 },
      relationshipChanges: { totalCount: 2 },
      apiKeys: [{ name: 'Test key' }],
    });
  });

  it('is found by id in its own workspace', async () => {
    const node = 'query ($id: ID!) { node(id: $id) { __typename id } }';
    for (const [kind, id] of Object.entries(theirs.ids)) {
      expect((await theirs.ask(node, { id })).data).toEqual({ node: { __typename: kind, id } });
    }
  });
});
