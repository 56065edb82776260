import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * The exchange rate at which the current state of the accounts in a currency is converted. It may lag behind the rate in effect;
 * every list updates it before it is read.
 */
@Entity('applied_rate')
export class AppliedRateEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('text', { name: 'currency_code' })
  currencyCode: string;

  /** The rate that was recorded first, by which policies judge that a server of an earlier version published without rates. */
  @Column('numeric', { name: 'first_rate' })
  firstRate: string;

  /** A decimal: the value of one unit in the workspace's currency. */
  @Column('numeric')
  rate: string;

  /** Increases whenever `rate` changes. */
  @Column('integer')
  revision: number;

  /** The revision of the workspace's rules, and so of its time zone, for which `rate` and `nextAt` were determined. */
  @Column('integer', { name: 'rules_revision' })
  rulesRevision: number;

  /** When the next recorded rate takes effect; infinity if there is none. */
  @Column('timestamptz', { name: 'next_at' })
  nextAt: Date;
}
