import DataLoader from 'dataloader';
import type { InteractionKind } from '../classification/history.js';
import { groupBy, indexBy } from '../database/grouping.js';
import { placeInTime, type PageRequest } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { batchPages } from '../graphql/page-loader.js';
import {
  countInteractions,
  selectInteractionPage,
  selectInteractionsById,
  type InteractionRow,
} from './interaction.sql.js';
import { Interaction } from './interaction.type.js';

export const interactionById = ({ scope }: RequestContext): DataLoader<string, Interaction | null> =>
  new DataLoader(async (ids) => {
    const rows = indexBy(await scope.run(selectInteractionsById, ids), ({ id }) => id);
    return ids.map((id) => {
      const row = rows.get(id);
      return row ? new Interaction(row) : null;
    });
  });

export interface InteractionsOfAccount {
  accountId: string;
  page: PageRequest;
  /** [from, until), as timestamps. */
  from: string;
  until: string;
  kinds: InteractionKind[] | null;
  personalized: boolean | null;
}

export const interactionsOfAccount = ({
  scope,
}: RequestContext): DataLoader<InteractionsOfAccount, InteractionRow[], string> =>
  batchPages(
    async (accountIds, { page, from, until, kinds, personalized }) => {
      const [occurredAt, id] = placeInTime(page);
      const rows = await scope.run(
        selectInteractionPage(page.isBackward),
        accountIds,
        from,
        until,
        kinds,
        personalized,
        occurredAt,
        id,
        page.limit + 1,
      );
      return groupBy(rows, ({ accountId }) => accountId);
    },
    () => [],
  );

export const interactionCountOfAccount = ({
  scope,
}: RequestContext): DataLoader<InteractionsOfAccount, number, string> =>
  batchPages(
    async (accountIds, { from, until, kinds, personalized }) => {
      const rows = await scope.run(countInteractions, accountIds, from, until, kinds, personalized);
      return new Map(rows.map(({ accountId, count }) => [accountId, count]));
    },
    () => 0,
  );
