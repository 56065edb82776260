/**
 * `npm run relay:check` compiles typical frontend operations with Relay's compiler: paging through every connection,
 * refetching every node, appending a record and deleting one. The compiler contains binaries for all platforms (43 MB), so
 * it is downloaded by this check and is not a dependency.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, getNamedType, isObjectType, isRequiredArgument, type GraphQLField } from 'graphql';

const RELAY_COMPILER = 'relay-compiler@21.0.1';
const SCHEMA = new URL('../schema/schema.graphql', import.meta.url);

const MUTATIONS = `
  mutation pagesDeleteMutation($input: InteractionDeleteInput!) {
    interactionDelete(input: $input) { deletedId @deleteRecord userErrors { field message code } }
  }
  mutation pagesAppendMutation($input: AccountUpsertInput!, $connections: [ID!]!) {
    accountUpsert(input: $input) {
      account @appendNode(connections: $connections, edgeTypeName: "AccountEdge") { id name }
      userErrors { field message code }
    }
  }
`;

/** Makes a paging fragment for each connection of a type. Required arguments become arguments of the fragment. */
function fragmentsOf(type: string, fields: readonly GraphQLField<unknown, unknown>[]): string[] {
  return fields
    .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
    .map(({ name, args }) => {
      const required = args.filter(isRequiredArgument);
      const defined = required.map((arg) => `, ${arg.name}: { type: "${String(arg.type)}" }`).join('');
      const given = required.map((arg) => `, ${arg.name}: $${arg.name}`).join('');
      return `
  fragment pages_${type}_${name} on ${type}
    @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }${defined})
    @refetchable(queryName: "pages${type}${name}Query") {
    ${name}(first: $count, after: $cursor${given}) @connection(key: "pages_${type}_${name}") { edges { node { __typename } } }
  }`;
    });
}

/** Makes fragments for the whole schema, so that new types and connections are checked too. */
function fragments(): string[] {
  const types = Object.values(buildSchema(readFileSync(SCHEMA, 'utf8')).getTypeMap()).filter(isObjectType);
  return types.flatMap((type) => {
    const isNode = type.getInterfaces().some(({ name }) => name === 'Node');
    const refetched = `
  fragment pages_${type.name} on ${type.name} @refetchable(queryName: "pages${type.name}RefetchQuery") { id __typename }`;
    const isRefetchable = isNode || type.name === 'Query';
    return [
      ...(isNode ? [refetched] : []),
      ...(isRefetchable ? fragmentsOf(type.name, Object.values(type.getFields())) : []),
    ];
  });
}

const relayCompiler = (args: readonly string[], cwd: string): number | null =>
  spawnSync('npx', ['--yes', RELAY_COMPILER, ...args], { cwd, stdio: 'inherit' }).status;

const directory = mkdtempSync(join(tmpdir(), 'clientele-relay-'));
try {
  mkdirSync(join(directory, 'src'));
  copyFileSync(SCHEMA, join(directory, 'schema.graphql'));
  const tagged = [...fragments(), MUTATIONS].map((text) => `graphql\`${text}\`;\n`);
  writeFileSync(join(directory, 'src/pages.js'), tagged.join(''));
  writeFileSync(
    join(directory, 'relay.config.json'),
    JSON.stringify({ src: './src', schema: './schema.graphql', language: 'javascript' }),
  );
  if (relayCompiler(['--version'], directory) !== 0) {
    process.stderr.write(
      `SKIPPED: ${RELAY_COMPILER} could not be downloaded, so the schema was not checked with Relay.\n`,
    );
  } else {
    process.exitCode = relayCompiler(['relay.config.json'], directory) ?? 1;
  }
} finally {
  rmSync(directory, { recursive: true });
}
