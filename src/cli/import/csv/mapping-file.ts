/* The mapping file: what the columns of CSV files mean, in YAML. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { DATE_ORDERS } from './dates.js';
import { FIELDS, type Table } from './fields.js';
import { DECIMAL_SIGNS } from './numbers.js';

/** The column of a field; or a value that holds for all rows; or null for no column, whatever would be guessed. */
const Column = z.union([
  z.string(),
  z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]).transform(String) }),
  z.null(),
]);

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const tableOf = (table: Table) => {
  const fields = Object.keys(FIELDS[table]) as [string, ...string[]];
  return z
    .strictObject({
      separator: z.enum([',', ';', '\t']).optional(),
      encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).optional(),
      columns: z.partialRecord(z.enum(fields), Column).default({}),
      dates: z.enum(DATE_ORDERS).optional(),
      decimals: z.enum(DECIMAL_SIGNS).optional(),
      values: z.partialRecord(z.enum(fields), z.record(z.string(), Text)).default({}),
    })
    .prefault({});
};

const Rank = z.number().int().min(0).max(1_000_000);

const Mapping = z.strictObject({
  accounts: tableOf('accounts')
    .unwrap()
    .extend({ attributes: z.array(z.string()).optional() })
    .prefault({}),
  subscriptions: tableOf('subscriptions').unwrap().extend({ asOf: z.iso.date().optional() }).prefault({}),
  interactions: tableOf('interactions'),
  plans: z
    .record(
      z.string(),
      z.union([
        Rank.transform((rank) => ({ rank })),
        z.strictObject({ id: z.string().optional(), rank: Rank.optional() }),
      ]),
    )
    .default({}),
});

export type MappingFile = z.infer<typeof Mapping>;
export type TableMapping = MappingFile[Table] & { attributes?: string[]; asOf?: string };

export const EMPTY_MAPPING: MappingFile = Mapping.parse({});

/**
 * Reads a mapping file.
 *
 * @throws Error that names everything that is wrong with it.
 */
export function readMappingFile(path: string): MappingFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(
      `Expected a readable mapping file; ${path} cannot be read. Check the path and the permissions of the file.`,
      { cause },
    );
  }
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new Error(
      [
        `Expected valid YAML in the mapping file ${path}; got these errors:`,
        ...document.errors.map(({ message }) => message.split('\n')[0]!),
      ].join('\n'),
    );
  }
  const parsed = Mapping.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: place, message }) => `${place.join('.') || 'the file'}: ${message}`,
  );
  throw new Error(
    [
      `The mapping file ${path} has ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}. Correct the file:`,
      ...problems,
    ].join('\n'),
  );
}

export const writeMappingFile = (path: string, mapping: object): void =>
  writeFileSync(
    path,
    `# What the columns mean, for \`clientele import csv --mapping\`. Correct what is wrong. What you delete is guessed again.\n${stringify(mapping)}`,
  );
