import DataLoader from 'dataloader';
import { addDays } from '../classification/calendar.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { RequestContext } from '../graphql/context.js';
import { Money } from '../money/money.type.js';
import { currency } from '../money/currency.loaders.js';
import { selectBooks } from './book.sql.js';
import type { BookOfBusiness } from './book.type.js';
import { TypeCount } from './client-base.type.js';
import { refreshOfDueAccounts } from '../derivation/due-accounts.loaders.js';

const WINDOW_DAYS = 365;

export const bookOfMember = (context: RequestContext): DataLoader<string, BookOfBusiness> =>
  new DataLoader(async (memberIds) => {
    const { scope } = context;
    const [money] = await Promise.all([context.the(currency), context.the(refreshOfDueAccounts)]);
    const since = toTimestamp(addDays(scope.now, -WINDOW_DAYS));
    const rows = await scope.run(selectBooks, memberIds, since, toTimestamp(scope.now));
    const rowsOf = groupBy(rows, ({ memberId }) => memberId);
    return memberIds.map((id): BookOfBusiness => {
      const ofMember = rowsOf.get(id)!;
      const held = ofMember.flatMap(({ type, ...row }) => (type === null ? [] : [{ type, ...row }]));
      return {
        accounts: held.reduce((sum, { accounts }) => sum + accounts, 0),
        counts: TypeCount.ofAll(held, money),
        monthlyRecurringRevenue: Money.ofMinor(
          held.reduce((sum, { mrrMinor }) => sum + mrrMinor, 0),
          money,
        ),
        effortMinutes: ofMember[0]!.effortMinutes,
      };
    });
  });
