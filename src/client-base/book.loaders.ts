import DataLoader from 'dataloader';
import { addDays } from '../classification/calendar.js';
import { groupBy } from '../database/grouping.js';
import { toTimestamp } from '../database/instants.js';
import type { RequestContext } from '../graphql/context.js';
import { Money } from '../money/money.type.js';
import { currency } from '../money/currency.loaders.js';
import { totalOf } from '../metrics/conversion.service.js';
import { ratesForRows } from '../metrics/exchange-rates.loaders.js';
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
    const rates = await ratesForRows(context, rows);
    const rowsOf = groupBy(rows, ({ memberId }) => memberId);
    return memberIds.map((id): BookOfBusiness => {
      const ofMember = rowsOf.get(id)!;
      const held = ofMember.flatMap(({ type, ...row }) => (type === null ? [] : [{ type, ...row }]));
      const counts = [...groupBy(held, ({ type }) => type)].map(([type, ofType]) => ({
        type,
        ...totalOf(ofType, rates, scope.now),
      }));
      const total = totalOf(held, rates, scope.now);
      return {
        accounts: total.accounts,
        counts: TypeCount.ofAll(counts, money),
        monthlyRecurringRevenue: Money.ofMinor(total.mrrMinor, money),
        effortMinutes: ofMember[0]!.effortMinutes,
      };
    });
  });
