import { createHash } from 'node:crypto';
import type { InteractionImport } from '@clientele/sdk';
import { given } from './account.js';
import type { RowReader } from './row-reader.js';
import { INITIATIVES, KINDS } from './words.js';

/** Makes the record of an interaction; undefined if the row is refused. */
export function toInteraction(row: RowReader, cells: readonly string[]): InteractionImport | undefined {
  const accountExternalId = row.required('account', 'the id of the account');
  const kind = row.has('kind')
    ? row.required('kind', 'the kind of the interaction') && row.word('kind', KINDS)
    : 'OTHER';
  const occurredAt = row.required('occurredAt', 'the date of the interaction') && row.date('occurredAt', 'START');
  const externalId = row.has('id') ? row.required('id', 'the id of the interaction') : idOf(cells);
  const details = {
    ...given('personalized', row.boolean('personalized')),
    ...given('initiative', row.word('initiative', INITIATIVES)),
    ...given('sentiment', toNumber(row.number('sentiment'))),
    ...given('amount', row.money('amount', 'currency')),
    ...given('effortMinutes', toNumber(row.number('effortMinutes'))),
    ...given('memberExternalId', row.text('member')),
    ...given('note', row.text('note')),
  };
  if (row.problems.length > 0 || !accountExternalId || !externalId || !kind || !occurredAt) return undefined;
  return { externalId, accountExternalId, kind, occurredAt, ...details };
}

/** Without a column of ids, the content of the row is its id, so that a repeated import records nothing twice. */
const idOf = (cells: readonly string[]): string =>
  `csv-${createHash('sha256').update(JSON.stringify(cells)).digest('base64url').slice(0, 22)}`;

const toNumber = (read: { decimal: string } | undefined): number | undefined =>
  read === undefined ? undefined : Number(read.decimal);
