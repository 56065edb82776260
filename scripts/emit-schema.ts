import { writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { makeSchema } from '../src/composition.js';

const HEADER = '# Generated from the resolvers by `npm run generate`. Do not edit.\n\n';

writeFileSync(
  new URL('../schema/schema.graphql', import.meta.url),
  `${HEADER}${printSchema(lexicographicSortSchema(makeSchema()))}\n`,
);
