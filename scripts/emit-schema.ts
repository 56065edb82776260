import { writeFileSync } from 'node:fs';
import { makeSchema } from '../src/composition/schema.js';
import { toSdl } from '../src/http/sdl.js';

const HEADER = '# Generated from the resolvers by `npm run generate`. Do not edit.\n\n';

writeFileSync(new URL('../schema/schema.graphql', import.meta.url), `${HEADER}${toSdl(makeSchema())}`);
