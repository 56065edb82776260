import { statement, type Statement } from '../database/statement.js';
import { Table, type RowOf } from '../database/table.js';
import { KINDS, RecordIdentityEntity, type IdentifiedKind } from './record-identity.entity.js';

export const IDENTITIES = new Table(RecordIdentityEntity);

/** An identity and the stored id of its record. */
export interface IdentityRow extends Pick<RowOf<RecordIdentityEntity>, 'source' | 'externalId'> {
  recordId: string;
}

/** The statements for the identities of one kind of record. */
interface IdentityStatements {
  /** Selects those of the identities with the sources $2 and the ids $3 that exist. */
  find: Statement<IdentityRow>;
  ofRecords: Statement<IdentityRow>;
  count: Statement<{ recordId: string; count: number }>;
  /** Deletes those of the identities with the sources $3 and the ids $4 that belong to the record $2. */
  remove: Statement<unknown>;
}

const column = (property: keyof RecordIdentityEntity): string => IDENTITIES.column('i', property);

function statementsOf(kind: IdentifiedKind): IdentityStatements {
  const { stored, property } = KINDS[kind];
  const record = column(property);
  const columns = `${record} AS "recordId", ${column('source')} AS source, ${column('externalId')} AS "externalId"`;
  const isGiven = `i.kind = '${stored}' AND ${column('source')} = given.source AND ${column('externalId')} = given.external_id`;
  return {
    find: statement(
      `selectIdentities${kind}`,
      `SELECT ${columns} FROM unnest($2::text[], $3::text[]) AS given (source, external_id)
       JOIN record_identity i ON i.workspace_id = $1 AND ${isGiven}`,
    ),
    ofRecords: statement(
      `selectIdentitiesOf${kind}`,
      `SELECT ${columns} FROM record_identity i WHERE i.workspace_id = $1 AND ${record} = ANY ($2::uuid[])
       ORDER BY 1, 2, 3`,
    ),
    count: statement(
      `countIdentitiesOf${kind}`,
      `SELECT ${record} AS "recordId", count(*) AS count FROM record_identity i
       WHERE i.workspace_id = $1 AND ${record} = ANY ($2::uuid[]) GROUP BY 1`,
    ),
    remove: statement(
      `deleteIdentitiesOf${kind}`,
      `DELETE FROM record_identity i USING unnest($3::text[], $4::text[]) AS given (source, external_id)
       WHERE i.workspace_id = $1 AND ${record} = $2::uuid AND ${isGiven}`,
    ),
  };
}

export const STATEMENTS: Readonly<Record<IdentifiedKind, IdentityStatements>> = {
  Account: statementsOf('Account'),
  AccountSubscription: statementsOf('AccountSubscription'),
  Interaction: statementsOf('Interaction'),
  Plan: statementsOf('Plan'),
  Member: statementsOf('Member'),
};

export const insertIdentities = statement('insertIdentities', IDENTITIES.insertRecords({}, { orderBy: 'externalId' }));
