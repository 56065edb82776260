import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a mutation answered to an idempotencyKey; only who has the key can tell. */
@Entity('kept_answer')
export class IdempotencyRecordEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('text', { name: 'key_hash' })
  keyHash: string;

  /** Of the mutation's name and input. */
  @Column('text', { name: 'request_hash' })
  requestHash: string;

  /** Sealed with the key. Null only inside the transaction that carries the mutation out. */
  @Column('text', { nullable: true })
  answer: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
