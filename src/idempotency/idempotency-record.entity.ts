import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The result of a mutation with an idempotencyKey, encrypted with that key. */
@Entity('kept_answer')
export class IdempotencyRecordEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('text', { name: 'key_hash' })
  keyHash: string;

  /** HMAC of the mutation's name and input. */
  @Column('text', { name: 'request_hash' })
  requestHash: string;

  /** The encrypted result. Null only inside the transaction that carries out the mutation. */
  @Column('text', { nullable: true })
  answer: string | null;

  /**
   * The changed record, encrypted like the result. Null if the mutation changes no single record, or was carried out by a
   * server of an earlier version.
   */
  @Column('text', { nullable: true })
  record: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
