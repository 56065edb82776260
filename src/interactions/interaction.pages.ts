import { pagesOfAccounts } from '../accounts/account-lists.pages.js';
import { rowsToRead, toTimeSortKey, type PageRequest, type RowReader } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { memoizeByInput } from '../graphql/memoize.js';
import { findParties, readInteractionFilter } from './interaction-filter.service.js';
import type { InteractionFilter } from './interaction.inputs.js';
import {
  countInteractions,
  countInteractionsOfAccounts,
  selectInteractionPage,
  selectInteractionPages,
  type InteractionConditions,
  type InteractionPagePosition,
  type InteractionRow,
} from './interaction.sql.js';
import { Interaction } from './interaction.type.js';

/** Reads filters. Each distinct filter is read once, for any number of accounts. */
export const interactionConditions = ({
  scope,
}: RequestContext): ((filter: InteractionFilter | null | undefined) => Promise<InteractionConditions>) => {
  const conditionsOf = memoizeByInput(async (filter: InteractionFilter) =>
    readInteractionFilter(filter, await findParties(scope, filter)),
  );
  return (filter) => conditionsOf(filter ?? {});
};

export const interactionReader: RowReader<InteractionRow, Interaction> = {
  nodeOf: (row) => new Interaction(row),
  sortKeyOf: ({ occurredAt, id }) => [occurredAt, id],
};

/** Returns the position of a page. */
const positionOf = (context: RequestContext, page: PageRequest): InteractionPagePosition => ({
  after: page.after && toTimeSortKey(page.after),
  isBackward: page.isBackward,
  rows: rowsToRead(page, context),
});

/** Loads a page of the interactions of all accounts. */
export function interactionPage(
  context: RequestContext,
  conditions: InteractionConditions,
  page: PageRequest,
): Promise<InteractionRow[]> {
  return context.scope.run(...selectInteractionPage(conditions, positionOf(context, page), context.isSelected));
}

export async function interactionCount({ scope }: RequestContext, conditions: InteractionConditions): Promise<number> {
  const [row] = await scope.run(...countInteractions(conditions));
  return row!.count;
}

/** Loads pages of the interactions of each account, newest first. */
export const interactionsOfAccount = (context: RequestContext) =>
  pagesOfAccounts(context, {
    ordering: 'interactions',
    read: context.the(interactionConditions),
    select: (accountIds, conditions, page) => {
      const position = positionOf(context, page);
      return context.scope.run(...selectInteractionPages(accountIds, conditions, position, context.isSelected));
    },
    count: (accountIds, conditions) => context.scope.run(...countInteractionsOfAccounts(accountIds, conditions)),
    ...interactionReader,
  });
