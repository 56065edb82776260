/* Prints what publint and attw find in the tarball that is given: both are ES modules, which the tests are not. */
import { readFile } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';

const bytes = new Uint8Array(await readFile(process.argv[2]));
const { messages } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
const { problems } = await checkPackage(createPackageFromTarballData(bytes), {
  excludeEntrypoints: ['./schema.graphql'],
});
process.stdout.write(JSON.stringify({ messages, problems }));
