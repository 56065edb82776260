/* The checks of a dry run: those of the server that need no database. */
import { existsSync, readFileSync } from 'node:fs';
import type { ImportRecord } from '@clientele/sdk';
import { buildSchema, coerceInputValue, type GraphQLInputType } from 'graphql';
import { checkAccount } from '../../accounts/account.service.js';
import { readExchangeRate } from '../../exchange-rates/exchange-rate-check.service.js';
import { InputCheck } from '../../graphql/input-check.js';
import { CalendarDate, CurrencyCode, DateTime, Decimal, JSONObject } from '../../graphql/scalars.js';
import type { FieldPath } from '../../graphql/user-error.js';
import { readSubscription } from '../../imports/import-subscriptions.service.js';
import { readInteractionDetails } from '../../interactions/interaction.service.js';
import { checkMember } from '../../members/member.service.js';
import { ISO_DIGITS } from '../../money/currency-digits.js';
import { currencyOf } from '../../money/currency.js';
import { checkPlan } from '../../plans/plan.service.js';
import { readUsage } from '../../usage/usage.service.js';

/** The file is three folders up from the source, and four from the build. */
const candidates = ['../../../schema', '../../../../schema'].map(
  (path) => new URL(`${path}/schema.graphql`, import.meta.url),
);

export interface Problem {
  field: string[];
  message: string;
}

/** Returns the problems for which the server would refuse a record, except those that depend on recorded data. */
export type CheckRecord = (record: ImportRecord) => Problem[];

/** A decoded record has the type of the server's input class, which the schema describes; hence `never`. */
type Check = (check: InputCheck, field: FieldPath, record: never) => unknown;

export function makeRecordCheck(currencyCode: string, now: number): CheckRecord {
  const currency = currencyOf(currencyCode, ISO_DIGITS.get(currencyCode) ?? 2);
  const schema = buildSchema(
    readFileSync(
      candidates.find((url) => existsSync(url))!,
      'utf8',
    ),
  );
  for (const scalar of [CalendarDate, CurrencyCode, DateTime, Decimal, JSONObject]) {
    Object.assign(schema.getType(scalar.name)!, { parseValue: scalar.parseValue });
  }
  const checks: Readonly<Record<string, readonly [type: string, check: Check]>> = {
    plan: ['PlanImport', checkPlan],
    exchangeRate: ['ExchangeRateImport', (check, field, record) => readExchangeRate(check, field, record, currency)],
    member: ['MemberImport', checkMember],
    account: ['AccountImport', checkAccount],
    subscription: ['SubscriptionImport', (check, field, record) => readSubscription(check, field, record, currency)],
    interaction: [
      'InteractionImport',
      (check, field, record) => readInteractionDetails(check, field, record, currency, now),
    ],
    usage: ['UsageImport', (check, field, record) => readUsage(check, field, record, currency)],
  };
  return (record) => {
    const problems: Problem[] = [];
    for (const [kind, content] of Object.entries(record)) {
      const [typeName, checkContent] = checks[kind]!;
      const decoded: unknown = coerceInputValue(
        content,
        schema.getType(typeName) as GraphQLInputType,
        (path, _, { message }) => problems.push({ field: path.map(String), message }),
      );
      if (problems.length > 0) continue;
      const check = new InputCheck();
      checkContent(check, [], decoded as never);
      for (const { field, message } of check.errors) problems.push({ field: field.map(String), message });
    }
    return problems;
  };
}
