import DataLoader from 'dataloader';
import { indexBy } from '../database/grouping.js';
import { pagesOfAccounts } from '../graphql/account-lists.js';
import { placeInTime, type PageRequest, type PlacedRow } from '../graphql/connection.js';
import type { RequestContext } from '../graphql/context.js';
import { onceEach } from '../graphql/once-each.js';
import { findParties, readInteractionFilter } from './interaction-filter.service.js';
import type { InteractionFilter } from './interaction.inputs.js';
import {
  conditionValues,
  countInteractions,
  countInteractionsOfAccounts,
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

const placedInteraction = (row: InteractionRow): PlacedRow<Interaction> => ({
  node: new Interaction(row),
  place: [row.occurredAt, row.id],
});

/** A page of interactions of all accounts. */
export async function interactionPage(
  context: RequestContext,
  conditions: InteractionConditions,
  page: PageRequest,
): Promise<PlacedRow<Interaction>[]> {
  const statement = selectInteractionPage(page.isBackward, context.shows);
  return (await context.scope.run(statement, ...pageValues(conditions, page))).map(placedInteraction);
}

const pageValues = (conditions: InteractionConditions, page: PageRequest): unknown[] => [
  ...conditionValues(conditions),
  ...placeInTime(page),
  page.limit + 1,
];

export async function interactionCount({ scope }: RequestContext, conditions: InteractionConditions): Promise<number> {
  const [row] = await scope.run(countInteractions, ...conditionValues(conditions));
  return row!.count;
}

/** The interactions with each account, newest first. */
export const interactionsOfAccount = (context: RequestContext) =>
  pagesOfAccounts({
    ordering: 'interactions',
    read: context.the(interactionConditions),
    select: (accountIds, conditions, page) =>
      context.scope.run(
        selectInteractionPages(page.isBackward, context.shows),
        ...pageValues(conditions, page),
        accountIds,
      ),
    count: (accountIds, conditions) =>
      context.scope.run(countInteractionsOfAccounts, ...conditionValues(conditions), accountIds),
    placed: placedInteraction,
  });
