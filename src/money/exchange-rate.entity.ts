import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The value of one unit of a currency in the workspace's currency, from a local day until the next one with a rate. */
@Entity('exchange_rate')
export class ExchangeRateEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('text', { name: 'currency_code' })
  currencyCode: string;

  @PrimaryColumn('date', { name: 'from_day' })
  fromDay: string;

  /** A decimal of up to 12 significant digits. */
  @Column('numeric')
  rate: string;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
