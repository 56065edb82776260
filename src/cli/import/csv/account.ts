import type { AccountImport, MemberImport } from '@clientele/sdk';
import type { Meaning } from './meaning.js';
import type { RowReader } from './row-reader.js';

/** Makes the record of an account; undefined if the row is refused. */
export function toAccount(row: RowReader, meaning: Meaning, cells: readonly string[]): AccountImport | undefined {
  // Without a column of ids, the name is the id.
  const name = row.text('name') ?? row.text('id');
  const externalId = row.has('id')
    ? row.required('id', 'the id of the account')
    : row.required('name', 'the name of the account');
  if (externalId === undefined || name === undefined) return undefined;
  const attributes = meaning.attributes
    .map(({ column, place }) => [column, (cells[place] ?? '').trim()] as const)
    .filter(([, text]) => text !== '');
  return {
    externalId,
    name,
    ...given('domain', row.text('domain')),
    ...given('desiredOutcome', row.text('desiredOutcome')),
    ...given('successManagerExternalId', row.text('successManager')),
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
  };
}

/** Makes the record of a member who is known only by name or e-mail address. */
export const toMember = (name: string): MemberImport => ({
  externalId: name,
  name,
  ...(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(name) ? { email: name } : {}),
});

export const given = <Name extends string, Value>(name: Name, value: Value | undefined): { [K in Name]?: Value } =>
  (value === undefined ? {} : { [name]: value }) as { [K in Name]?: Value };
