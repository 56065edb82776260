import graphql from '@graphql-eslint/eslint-plugin';
import tseslint from 'typescript-eslint';

const CODE = ['**/*.{js,ts}'];
const SCHEMA_RULES = graphql.configs['flat/schema-all'].rules;
const [, NAMES] = SCHEMA_RULES['@graphql-eslint/naming-convention'];

export default tseslint.config(
  { ignores: ['dist', 'sdk/dist', 'sdk/src/generated', '.clientele', 'coverage'] },
  {
    files: CODE,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // GraphQL's output classes are shapes: what has their fields is one.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  {
    // What an endpoint answers is untyped there, and each test says what it expects of it.
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['examples/**', 'src/cli/**', 'bench/**'], rules: { 'no-console': 'off' } },
  {
    // It runs wherever fetch does: web APIs that Node, browsers and workers share, and no package.
    files: ['sdk/src/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: '^[^.]', message: 'The SDK has no dependencies.' }] }],
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'require', 'module', 'global', '__dirname', 'setImmediate'],
        ...['window', 'document', 'self', 'location', 'localStorage', 'XMLHttpRequest'],
      ],
    },
  },
  {
    // The contract, as the resolvers emit it.
    files: ['schema/schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema/schema.graphql' } } },
    rules: {
      ...SCHEMA_RULES,
      ...graphql.configs['flat/schema-relay'].rules,
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
      // TypeCount counts a type.
      '@graphql-eslint/naming-convention': [
        'error',
        { ...NAMES, 'ObjectTypeDefinition,ObjectTypeExtension': { forbiddenSuffixes: ['Type'] } },
      ],
      // A list that is short by nature, such as evidence, is no connection; a renewal or a work item is computed, no record.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
      // A work list is read from its top.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Only what `node` finds has an id; `interface Node` says so.
      '@graphql-eslint/strict-id-in-types': 'off',
      // What fails has no answer, rather than a null that a client could take for one.
      '@graphql-eslint/require-nullable-result-in-root': 'off',
      '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
      // The emitter sorts.
      '@graphql-eslint/alphabetize': 'off',
      '@graphql-eslint/no-root-type': 'off',
      // GraphQL's own directive has a reason and nothing else: `npm run schema:check` looks for the date in it.
      '@graphql-eslint/require-deprecation-date': 'off',
    },
  },
);
