import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { requireAccountId } from '../accounts/account.service.js';
import { admitted, admittedIds, checkCount, given, rangeOf, type OrderComparator } from '../graphql/filters.js';
import { InputCheck } from '../graphql/input-check.js';
import { requireMemberIds } from '../members/member.service.js';
import type { InteractionFilter } from './interaction.inputs.js';
import type { InteractionConditions } from './interaction.sql.js';

/** Every possible sentiment, in hundredths. */
const SENTIMENTS = Array.from({ length: 201 }, (_, i) => i - 100);

/** Returns the sentiments that a comparator matches, in hundredths. Null: any value, or none recorded. */
function admittedSentiments(comparator: OrderComparator<number> | null | undefined): number[] | null {
  const { eq, in: oneOf, gt, gte, lt, lte } = comparator ?? {};
  const predicates = [
    given(eq, (value) => (sentiment: number) => sentiment === value),
    given(oneOf, (values) => (sentiment: number) => values.includes(sentiment)),
    given(gt, (value) => (sentiment: number) => sentiment > value),
    given(gte, (value) => (sentiment: number) => sentiment >= value),
    given(lt, (value) => (sentiment: number) => sentiment < value),
    given(lte, (value) => (sentiment: number) => sentiment <= value),
  ].filter((one) => one !== null);
  return predicates.length === 0
    ? null
    : SENTIMENTS.filter((hundredths) => predicates.every((matches) => matches(hundredths / 100)));
}

/** The account and the members of the interactions to match. */
export type Parties = Pick<InteractionConditions, 'accountId' | 'memberIds' | 'hasMember'>;

/** Looks up the account and members that a filter names. Refuses the request if one does not exist. */
export async function findParties(
  sql: Sql,
  { account, member }: Pick<InteractionFilter, 'account' | 'member'>,
): Promise<Parties> {
  return {
    accountId: account ? await requireAccountId(sql, account, ['filter', 'account']) : null,
    memberIds: await admittedIds(member, ['filter', 'member'], (references, pathOf) =>
      requireMemberIds(sql, references, pathOf),
    ),
    hasMember: given(member?.isNull, (isNull) => !isNull),
  };
}

/** Reads the rest of a filter. */
export function readInteractionFilter(filter: InteractionFilter, parties: Parties): InteractionConditions {
  const [from, until] = rangeOf(filter.occurredAt, ['filter', 'occurredAt']);
  const check = new InputCheck();
  checkCount(check, ['filter', 'sentiment', 'in'], filter.sentiment?.in);
  check.done();
  return {
    ...parties,
    from: toTimestamp(from),
    until: toTimestamp(until),
    kinds: admitted(filter.kind),
    personalized: filter.personalized ?? null,
    initiatives: admitted(filter.initiative),
    sentiments: admittedSentiments(filter.sentiment),
  };
}
