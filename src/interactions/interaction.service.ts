import { addDays, type Instant } from '../classification/calendar.js';
import type { InteractionKind } from '../classification/history.js';
import { toTimestamp } from '../database/instants.js';
import type { Sql } from '../database/statement.js';
import { patched, splitByOutcome, type Merged } from '../database/upsert.js';
import type { FactWriter } from '../derivation/fact-writer.service.js';
import { newId } from '../graphql/ids.js';
import type { InputCheck } from '../graphql/input-check.js';
import { readMoney, readSignedMoney, type Currency, type MoneyInput } from '../money/money.type.js';
import type { RecordKey } from '../graphql/record-identity.js';
import type { Reference } from '../graphql/reference.js';
import { writeInstant } from '../graphql/scalars.js';
import { UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import { findByKeys, findNamed, type Lookup } from '../identities/find-record.service.js';
import type { InteractionDetailsInput } from './interaction.inputs.js';
import {
  INTERACTIONS,
  clearMember,
  insertInteractions,
  selectInteractionsByExternalId,
  selectInteractionsById,
  updateInteractions,
  type InteractionRow,
} from './interaction.sql.js';

/** Tolerates clock differences. An interaction further in the future is refused. */
const MINUTES_AHEAD = 5;

/** The input for an interaction. Undefined properties keep their recorded value. */
export interface InteractionDraft {
  accountId: string;
  externalId: string | null;
  memberId: string | null | undefined;
  details: Partial<InteractionRow> & Pick<InteractionRow, 'kind' | 'occurredAt'>;
}

/** Converts the details of an interaction to stored form. Adds errors to `check`. */
export function readInteractionDetails(
  check: InputCheck,
  field: FieldPath,
  input: InteractionDetailsInput,
  currency: Currency,
  now: Instant,
): InteractionDraft['details'] {
  const { kind, occurredAt, personalized, initiative, sentiment, amount, effortMinutes, note } = input;
  if (check.instant([...field, 'occurredAt'], occurredAt) && occurredAt > addDays(now, MINUTES_AHEAD / (24 * 60))) {
    check.add(
      UserErrorCode.OUT_OF_RANGE,
      [...field, 'occurredAt'],
      `Expected an instant at most ${MINUTES_AHEAD} minutes after now, ${writeInstant(now)}; got ${writeInstant(occurredAt)}. Record the interaction once it has taken place.`,
    );
  }
  if (sentiment !== null && sentiment !== undefined) checkSentiment(check, [...field, 'sentiment'], sentiment);
  check.number([...field, 'effortMinutes'], effortMinutes, 0, 100_000);
  check.plainText([...field, 'note'], note, 10_000);
  return {
    kind,
    occurredAt,
    personalized: personalized === null ? false : personalized,
    initiative: initiative === null ? 'UNKNOWN' : initiative,
    sentimentHundredths: sentiment === null || sentiment === undefined ? sentiment : Math.round(sentiment * 100),
    amountMinor: amount ? readAmount(check, [...field, 'amount'], kind, amount, currency) : amount,
    effortMinutes,
    note,
  };
}

function readAmount(
  check: InputCheck,
  field: FieldPath,
  kind: InteractionKind,
  amount: MoneyInput,
  currency: Currency,
): number {
  // Only a purchase can be refunded.
  const read = kind === 'PURCHASE' ? readSignedMoney : readMoney;
  return read(check, field, amount, currency);
}

function checkSentiment(check: InputCheck, field: FieldPath, sentiment: number): void {
  if (sentiment < -1 || sentiment > 1) {
    check.add(UserErrorCode.OUT_OF_RANGE, field, `Expected a number from -1 to 1; got ${sentiment}.`);
  } else if (Math.round(sentiment * 100) / 100 !== sentiment) {
    check.add(UserErrorCode.INVALID, field, `Expected at most two decimals; got ${sentiment}. Round it first.`);
  }
}

/** Returns the interactions that keys identify, by key. Unknown keys are omitted. */
export const findInteractions = (sql: Sql, keys: readonly RecordKey[]): Promise<Map<RecordKey, InteractionRow>> =>
  findByKeys(sql, LOOKUP, keys);

export const findInteraction = async (sql: Sql, id: string): Promise<InteractionRow | undefined> =>
  (await sql.run(selectInteractionsById, [id]))[0];

const LOOKUP: Lookup<InteractionRow> = {
  kind: 'Interaction',
  byId: selectInteractionsById,
  byExternalId: selectInteractionsByExternalId,
};

/** Returns an interaction; undefined if it does not exist in the workspace. */
export const findInteractionBy = (sql: Sql, by: Reference, field: FieldPath): Promise<InteractionRow | undefined> =>
  findNamed(sql, LOOKUP, by, field);

/** Merges the input into the recorded interaction, or into a new one. */
export function mergeInteraction(
  { accountId, externalId, memberId, details }: InteractionDraft,
  before: InteractionRow | undefined,
  now: Instant,
): Merged<InteractionRow> {
  return {
    before,
    after: {
      id: before?.id ?? newId(),
      accountId,
      externalId,
      kind: details.kind,
      personalized: patched(details.personalized, before?.personalized ?? false),
      initiative: patched(details.initiative, before?.initiative ?? 'UNKNOWN'),
      sentimentHundredths: patched(details.sentimentHundredths, before?.sentimentHundredths ?? null),
      amountMinor: patched(details.amountMinor, before?.amountMinor ?? null),
      effortMinutes: patched(details.effortMinutes, before?.effortMinutes ?? null),
      occurredAt: details.occurredAt,
      recordedAt: before?.recordedAt ?? now,
      updatedAt: before?.updatedAt ?? now,
      memberId: patched(memberId, before?.memberId ?? null),
      note: patched(details.note, before?.note ?? null),
    },
  };
}

export async function storeInteractions(
  facts: FactWriter,
  now: Instant,
  merged: readonly Merged<InteractionRow>[],
): Promise<void> {
  const { created, updated } = splitByOutcome(merged);
  for (const [rows, statement] of [
    [created, insertInteractions],
    [updated, updateInteractions],
  ] as const) {
    if (rows.length === 0) continue;
    const accountIds = rows.map(({ accountId }) => accountId);
    await facts.run(statement, accountIds, INTERACTIONS.toRecords(rows), toTimestamp(now));
  }
}

/** Removes a member from the interactions in which the member took part. */
export async function forgetMember(facts: FactWriter, now: Instant, memberId: string): Promise<void> {
  await facts.runWithoutDeriving(clearMember, memberId, toTimestamp(now));
}
