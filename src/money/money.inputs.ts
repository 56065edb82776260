import { orderComparatorOf } from '../graphql/filters.js';
import { MoneyInput } from './money.type.js';

export const MoneyComparator = orderComparatorOf<MoneyInput>(
  'MoneyComparator',
  "an amount of money in the workspace's currency",
  () => MoneyInput,
);
