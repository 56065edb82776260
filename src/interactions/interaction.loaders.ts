import DataLoader from 'dataloader';
import { groupBy, indexBy } from '../database/grouping.js';
import { placeInTime, type PageRequest } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { onceEach } from '../graphql/once-each.js';
import { batchPages } from '../graphql/page-loader.js';
import { findParties, readInteractionFilter } from './interaction-filter.service.js';
import type { InteractionFilter } from './interaction.inputs.js';
import {
  conditionValues,
  countInteractions,
  countInteractionsOfAccounts,
  interactionFlags,
  selectInteractionPage,
  selectInteractionPages,
  selectInteractionsById,
  type InteractionConditions,
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

/** What a filter asks for: worked out once, however many accounts it is applied to. */
export const interactionConditions = ({
  scope,
}: RequestContext): ((filter: InteractionFilter | null | undefined) => Promise<InteractionConditions>) => {
  const conditionsOf = onceEach(async (filter: InteractionFilter) =>
    readInteractionFilter(filter, await findParties(scope, filter)),
  );
  return (filter) => conditionsOf(filter ?? {});
};

/** A page of interactions of all accounts. */
export async function interactionPage(
  context: RequestContext,
  conditions: InteractionConditions,
  page: PageRequest,
): Promise<InteractionRow[]> {
  return context.scope.run(selectInteractionPage(page.isBackward), ...pageValues(context, conditions, page));
}

const pageValues = (context: RequestContext, conditions: InteractionConditions, page: PageRequest): unknown[] => [
  ...conditionValues(conditions),
  ...placeInTime(page),
  page.limit + 1,
  interactionFlags(context.shows('Interaction')),
];

export async function interactionCount({ scope }: RequestContext, conditions: InteractionConditions): Promise<number> {
  const [row] = await scope.run(countInteractions, ...conditionValues(conditions));
  return row!.count;
}

export interface InteractionsOfAccount {
  accountId: string;
  page: PageRequest;
  conditions: InteractionConditions;
}

export const interactionsOfAccount = (
  context: RequestContext,
): DataLoader<InteractionsOfAccount, InteractionRow[], string> =>
  batchPages(
    async (accountIds, { page, conditions }) => {
      const values = [...pageValues(context, conditions, page), accountIds];
      const rows = await context.scope.run(selectInteractionPages(page.isBackward), ...values);
      return groupBy(rows, ({ accountId }) => accountId);
    },
    () => [],
  );

export const interactionCountOfAccount = ({
  scope,
}: RequestContext): DataLoader<InteractionsOfAccount, number, string> =>
  batchPages(
    async (accountIds, { conditions }) => {
      const rows = await scope.run(countInteractionsOfAccounts, ...conditionValues(conditions), accountIds);
      return new Map(rows.map(({ accountId, count }) => [accountId, count]));
    },
    () => 0,
  );
