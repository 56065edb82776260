import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** Returns why the database does not run, which a refused connection does not tell; undefined if that is not known. */
export type FindOutage = () => Error | undefined;

/** Returns TypeORM's connection pool, for hand-written statements. */
export const poolOf = (dataSource: DataSource): pg.Pool => (dataSource.driver as PostgresDriver).master as pg.Pool;

/** Returns why the database of a pool does not run, according to the process that supervises it. */
export const outageOf = ({ options }: pg.Pool): Error | undefined =>
  (options as { findOutage?: FindOutage }).findOutage?.();
