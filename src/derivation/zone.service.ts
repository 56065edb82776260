import { UTC, type Zone } from '../classification/calendar.js';
import type { Sql } from '../database/statement.js';
import type { MaybePromise } from '../graphql/maybe-promise.js';

/** Returns the time zone of the workspace. */
export const loadZone = (_sql: Sql): MaybePromise<Zone> => UTC;
