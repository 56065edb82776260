/**
 * `npm run relay:check`: lets Relay's own compiler judge the schema, by what frontends would ask it: every connection
 * paged, every node refetched, a record appended and one deleted. The compiler comes with binaries for all platforms
 * (43 MB), so it is fetched where this is checked, and is no dependency that everybody has to install.
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

/** A fragment for each connection of a type: the type pages through it. What a connection must be given, it is given. */
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

/** Fragments over the whole schema: whatever is added to it is judged too. */
function fragments(): string[] {
  const types = Object.values(buildSchema(readFileSync(SCHEMA, 'utf8')).getTypeMap()).filter(isObjectType);
  return types.flatMap((type) => {
    const isNode = type.getInterfaces().some(({ name }) => name === 'Node');
    const refetched = `
  fragment pages_${type.name} on ${type.name} @refetchable(queryName: "pages${type.name}RefetchQuery") { id __typename }`;
    const isReachedAgain = isNode || type.name === 'Query';
    return [
      ...(isNode ? [refetched] : []),
      ...(isReachedAgain ? fragmentsOf(type.name, Object.values(type.getFields())) : []),
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
    process.stderr.write(`SKIPPED: ${RELAY_COMPILER} could not be fetched, so Relay has not judged the schema.\n`);
  } else {
    process.exitCode = relayCompiler(['relay.config.json'], directory) ?? 1;
  }
} finally {
  rmSync(directory, { recursive: true });
}
