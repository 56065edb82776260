import 'reflect-metadata';
import { checkAccount } from '../../src/accounts/account.service.js';
import { addDays, DAY_MS, type Instant } from '../../src/classification/calendar.js';
import { isBorderline } from '../../src/classification/evidence.js';
import { toHistory, type History } from '../../src/classification/history.js';
import { BASELINE_POLICY, contains, scorerOf } from '../../src/classification/policy.js';
import { valueAt } from '../../src/classification/steps.js';
import {
  periodAt,
  periodsOf,
  RELATIONSHIP_TYPES,
  standings,
  stretchesByType,
  topRankOf,
  type RelationshipType,
  type Rules,
  type Standing,
} from '../../src/classification/timeline.js';
import { CAST } from '../../src/cli/demo/cast.js';
import { makeDemoBase } from '../../src/cli/demo/demo-base.js';
import { Random } from '../../src/cli/demo/random.js';
import { recordsOf, type AccountRecords } from '../../src/cli/demo/records.js';
import { plansOn } from '../../src/cli/demo/vendor.js';
import { InputCheck } from '../../src/graphql/input-check.js';
import { currencyOf } from '../../src/graphql/money.js';
import type { ImportInput } from '../../src/imports/import.inputs.js';
import { readInteractionDetails } from '../../src/interactions/interaction.service.js';
import { readPhases } from '../../src/subscriptions/phase.service.js';
import { INTERVAL_OF_MONTHS, MONTHS_OF_INTERVAL } from '../../src/subscriptions/subscription.type.js';

const NOWS = [
  '2024-02-29T12:00:00.000Z',
  '2025-03-01T00:00:00.000Z',
  '2026-08-31T06:07:08.009Z',
  '2026-11-22T23:59:59.999Z',
  '2027-01-31T00:00:00.001Z',
].map((text) => [text, Date.parse(text)] as const);
const USD = currencyOf('USD');

/** What a base imports, kind by kind, over all its batches. */
const allOf = <K extends keyof ImportInput>(base: readonly ImportInput[], kind: K): NonNullable<ImportInput[K]> =>
  base.flatMap((batch) => [...(batch[kind] ?? [])]) as NonNullable<ImportInput[K]>;

const rulesAt = (now: Instant): Rules => ({
  policies: [BASELINE_POLICY],
  topRank: topRankOf(
    plansOn(now).map(({ rank, offeredFrom, offeredUntil }) => ({
      rank,
      offeredFrom: offeredFrom ?? -Infinity,
      offeredUntil: offeredUntil ?? Infinity,
    })),
  ),
  minorPerMajor: USD.minorPerMajor,
});
