import type { BillingPeriod, BillingUnit } from '../classification/billing.js';
import type { Sql } from '../database/statement.js';
import type { InputCheck } from '../graphql/input-check.js';
import type { RecordKey } from '../graphql/record-identity.js';
import { refuse, UserErrorCode, type FieldPath } from '../graphql/user-error.js';
import {
  checkRequiredReference,
  fieldOfReference,
  referenceIn,
  unknownMessage,
} from '../identities/reference-fields.js';
import type { Currency } from '../money/money.type.js';
import { planIdsOf } from '../plans/plan.service.js';
import type { OtherItem, Terms } from './agreement.js';
import { periodOfMonths, recordedPeriod } from './billing-period.js';
import { codeOf, type Price } from './price.js';
import { problemOfTotal, readPrice } from './price.service.js';
import {
  type BillingPeriodInput,
  type PhaseInput,
  type PhaseItemInput,
  type TermsChangeInput,
  type TermsInput,
} from './subscription.inputs.js';
import { MAX_ITEMS, MONTHS_OF_INTERVAL } from './subscription.type.js';

/** Values in which items name their plans by key. */
export type Draft<Values> = Omit<Values, 'planId' | 'otherItems'> & {
  /** The plan of the BASE item; null if the input names it in another way. */
  planKey: RecordKey | null;
  otherItems: readonly (Omit<OtherItem, 'planId'> & { planKey: RecordKey })[];
};
type Sold = Pick<Terms, 'quantity' | 'unitPrice' | 'billingPeriod' | 'countsAsSeats' | 'otherItems'>;

/** What an input sells: all items, or a single one. */
type SoldInput = Pick<TermsChangeInput, 'items' | 'quantity' | 'unitPrice' | 'billingInterval' | 'billingPeriod'>;

/** How an input names the plan of a single item. */
interface PlanField {
  name: 'plan' | 'planExternalId' | 'planIdentity';
  /** The plan as the input names it; null or undefined if the input names no plan. */
  value: unknown;
}

const ONE_MONTH = periodOfMonths(1);
const FREE: Price = { amount: '0', currencyCode: null };

/** Converts terms to the form in which they are agreed. Adds errors to `check`. */
export function readTerms(
  check: InputCheck,
  field: FieldPath,
  input: TermsInput,
  plan: PlanField,
  currency: Currency,
): Draft<Terms> {
  const { termMonths, tailored, noticeDays, autoRenews } = input;
  checkNumbers(check, field, input);
  // A quantity of 1 may be the default, so it does not conflict with items.
  const quantity = input.quantity === 1 ? undefined : input.quantity;
  const sold = input.items
    ? readItems(check, field, { ...input, quantity }, input.items, plan, currency)
    : readSingleItem(check, field, input, plan, currency);
  return { ...sold, termMonths, tailored, noticeDays: noticeDays ?? null, autoRenews };
}

/** Converts the terms that are given. Adds errors to `check`. */
export function readGivenTerms(
  check: InputCheck,
  input: TermsChangeInput & { plan?: unknown },
  currency: Currency,
): Partial<Draft<Terms>> {
  const { items, quantity, unitPrice, billingInterval, billingPeriod, termMonths, tailored } = input;
  const { noticeDays, autoRenews } = input;
  check.notNull(['items'], 'a list of items', items);
  check.notNull(['quantity'], 'a quantity', quantity);
  check.notNull(['unitPrice'], 'a price', unitPrice);
  check.notNull(['billingInterval'], 'a billing interval', billingInterval);
  check.notNull(['billingPeriod'], 'a billing period', billingPeriod);
  checkNumbers(check, [], input);
  const sold: Partial<Draft<Sold>> = items
    ? readItems(check, [], input, items, { name: 'plan', value: input.plan }, currency)
    : {
        quantity: checkQuantity(check, ['quantity'], quantity) ?? undefined,
        unitPrice: (unitPrice && readPrice(check, ['unitPrice'], unitPrice, currency)) ?? undefined,
        billingPeriod: readPeriodOf(check, [], input) ?? undefined,
      };
  const terms: { [Field in keyof Draft<Terms>]?: Draft<Terms>[Field] | undefined } = {
    ...sold,
    termMonths: termMonths === null ? 0 : termMonths,
    tailored: tailored === null ? false : tailored,
    noticeDays,
    autoRenews: autoRenews === undefined ? undefined : (autoRenews ?? true),
  };
  return Object.fromEntries(Object.entries<unknown>(terms).filter(([, value]) => value !== undefined));
}

function checkNumbers(
  check: InputCheck,
  field: FieldPath,
  { termMonths, noticeDays }: Pick<TermsChangeInput, 'termMonths' | 'noticeDays'>,
): void {
  check.number([...field, 'termMonths'], termMonths, 0, 600);
  check.number([...field, 'noticeDays'], noticeDays, 0, 3650);
}

function checkQuantity<Quantity extends number | null | undefined>(
  check: InputCheck,
  field: FieldPath,
  quantity: Quantity,
): Quantity {
  check.number(field, quantity, 0, 1e9);
  if (typeof quantity === 'number' && Number(quantity.toFixed(6)) !== quantity) {
    const message = `Expected at most 6 decimal places; got ${quantity}. Round it first.`;
    check.add(UserErrorCode.INVALID, field, message);
  }
  return quantity;
}

const MAX_COUNT: Record<BillingUnit, number> = { DAY: 365, WEEK: 52, MONTH: 36, YEAR: 3 };

function readPeriod(check: InputCheck, field: FieldPath, { unit, count }: BillingPeriodInput): BillingPeriod {
  check.number([...field, 'count'], count, 1, MAX_COUNT[unit]);
  return recordedPeriod({ unit, count });
}

/** Returns the billing period of a phase; undefined if none is given. */
function readPeriodOf(
  check: InputCheck,
  field: FieldPath,
  { billingInterval, billingPeriod }: Pick<SoldInput, 'billingInterval' | 'billingPeriod'>,
): BillingPeriod | undefined {
  if (billingInterval && billingPeriod) {
    const message = 'Expected either billingInterval or billingPeriod; got both. Leave one of them out.';
    check.add(UserErrorCode.INVALID, [...field, 'billingPeriod'], message);
  }
  if (billingPeriod) return readPeriod(check, [...field, 'billingPeriod'], billingPeriod);
  return billingInterval ? periodOfMonths(MONTHS_OF_INTERVAL[billingInterval]) : undefined;
}

function readSingleItem(
  check: InputCheck,
  field: FieldPath,
  input: SoldInput,
  plan: PlanField,
  currency: Currency,
): Draft<Sold> {
  const errorsBefore = check.errors.length;
  const quantity = checkQuantity(check, [...field, 'quantity'], input.quantity) ?? 1;
  const required = (name: string, what: string): void =>
    check.add(UserErrorCode.REQUIRED, [...field, name], `Expected ${what}, or items; got neither.`);
  if ((plan.value ?? null) === null) required(plan.name, 'a plan');
  if (!input.unitPrice) required('unitPrice', 'a price');
  const price = input.unitPrice ? readPrice(check, [...field, 'unitPrice'], input.unitPrice, currency) : null;
  const period = readPeriodOf(check, field, input);
  if (!period) {
    const message = 'Expected a billingInterval or a billingPeriod; got neither.';
    check.add(UserErrorCode.REQUIRED, [...field, 'billingInterval'], message);
  }
  const unitPrice = price ?? FREE;
  if (check.errors.length === errorsBefore) {
    addProblem(check, [...field, 'unitPrice', 'amount'], problemOfTotal([{ quantity, unitPrice }], currency));
  }
  return {
    planKey: plan.name === 'plan' ? null : ((plan.value ?? null) as RecordKey | null),
    quantity,
    unitPrice,
    billingPeriod: period ?? ONE_MONTH,
    countsAsSeats: true,
    otherItems: [],
  };
}

function addProblem(check: InputCheck, field: FieldPath, problem: string | null): void {
  if (problem !== null) check.add(UserErrorCode.OUT_OF_RANGE, field, problem);
}

function readItems(
  check: InputCheck,
  field: FieldPath,
  input: SoldInput,
  items: readonly PhaseItemInput[],
  plan: PlanField,
  currency: Currency,
): Draft<Sold> {
  const at = [...field, 'items'];
  for (const [name, value] of Object.entries({
    [plan.name]: plan.value,
    quantity: input.quantity,
    unitPrice: input.unitPrice,
  })) {
    if ((value ?? null) === null) continue;
    const message = `Expected either items or ${name}; got both. Set it in the BASE item.`;
    check.add(UserErrorCode.INVALID, [...field, name], message);
  }
  const bases = items.flatMap(({ role }, i) => (role === 'BASE' ? [i] : []));
  if (items.length > MAX_ITEMS) {
    check.add(UserErrorCode.TOO_MANY, at, `Expected at most ${MAX_ITEMS} items; got ${items.length}.`);
  } else if (bases.length !== 1) {
    const got =
      bases.length === 0 ? 'none. Set the role of the main item to BASE' : `${bases.length}. Make the others ADD_ON`;
    check.add(UserErrorCode.INVALID, at, `Expected exactly one item with the role BASE; got ${got}.`);
  }
  if (items.length > MAX_ITEMS || bases.length !== 1) {
    return {
      planKey: null,
      quantity: 1,
      unitPrice: FREE,
      billingPeriod: ONE_MONTH,
      countsAsSeats: true,
      otherItems: [],
    };
  }
  const errorsBefore = check.errors.length;
  const basePlace = bases[0]!;
  const period = readPeriodOfBase(check, field, input, basePlace, items[basePlace]!);
  const read = items.map((item, i) => readItem(check, [...at, i], item, period, currency));
  checkOneCurrency(check, at, read, currency);
  if (check.errors.length === errorsBefore) addProblem(check, at, problemOfTotal(read, currency));
  const { planKey, quantity, unitPrice, countsAsSeats } = read[basePlace]!;
  return {
    planKey,
    quantity,
    unitPrice: unitPrice ?? FREE,
    billingPeriod: period,
    countsAsSeats,
    otherItems: read.filter((_, i) => i !== basePlace),
  };
}

/** Returns the billing period of a phase, which is that of its BASE item. */
function readPeriodOfBase(
  check: InputCheck,
  field: FieldPath,
  input: SoldInput,
  place: number,
  base: PhaseItemInput,
): BillingPeriod {
  const path = [...field, 'items', place, 'billingPeriod'];
  const ofPhase = readPeriodOf(check, field, input);
  const ofBase = base.billingPeriod ? readPeriod(check, path, base.billingPeriod) : undefined;
  if (!ofPhase && !ofBase) {
    const message =
      'Expected a billing period of the BASE item, or a billingInterval or billingPeriod beside the items; got none.';
    check.add(UserErrorCode.REQUIRED, path, message);
  }
  if (ofPhase && ofBase && (ofPhase.unit !== ofBase.unit || ofPhase.count !== ofBase.count)) {
    const message =
      'Expected the BASE item to have the billing period given beside the items; got two different ones. Leave one of them out.';
    check.add(UserErrorCode.INVALID, path, message);
  }
  return ofBase ?? ofPhase ?? ONE_MONTH;
}

type ItemDraft = Draft<Sold>['otherItems'][number];

function readItem(
  check: InputCheck,
  field: FieldPath,
  item: PhaseItemInput,
  periodOfPhase: BillingPeriod,
  currency: Currency,
): ItemDraft {
  const { role, quantity, unitPrice, billingPeriod, countsAsSeats } = item;
  checkRequiredReference(check, field, item, 'plan');
  const path = [...field, 'unitPrice'];
  if (role === 'USAGE' && unitPrice) {
    check.add(UserErrorCode.INVALID, path, 'Expected no price for an item with the role USAGE. Leave it out.');
  } else if (role !== 'USAGE' && !unitPrice) {
    check.add(UserErrorCode.REQUIRED, path, `Expected a price for an item with the role ${role}; got none.`);
  }
  const isBase = role === 'BASE';
  return {
    planKey: referenceIn(item, 'plan') ?? '',
    role,
    quantity: checkQuantity(check, [...field, 'quantity'], quantity) ?? (role === 'USAGE' ? 0 : 1),
    unitPrice: unitPrice ? readPrice(check, path, unitPrice, currency) : null,
    billingPeriod:
      billingPeriod && !isBase ? readPeriod(check, [...field, 'billingPeriod'], billingPeriod) : periodOfPhase,
    countsAsSeats: countsAsSeats ?? isBase,
  };
}

function checkOneCurrency(
  check: InputCheck,
  field: FieldPath,
  items: readonly Pick<ItemDraft, 'unitPrice'>[],
  currency: Currency,
): void {
  const first = items.find(({ unitPrice }) => unitPrice)?.unitPrice;
  items.forEach(({ unitPrice }, i) => {
    if (!first || !unitPrice || unitPrice.currencyCode === first.currencyCode) return;
    check.add(
      UserErrorCode.INVALID,
      [...field, i, 'unitPrice', 'currencyCode'],
      `Expected ${codeOf(first.currencyCode, currency)}, the currency of the first price; got ${codeOf(unitPrice.currencyCode, currency)}. Use one currency in a phase.`,
    );
  });
}

/** Lists where an input names plans by key. */
export const plansNamedIn = ({
  items,
  ...phase
}: Pick<Partial<PhaseInput>, 'planExternalId' | 'planIdentity' | 'items'>): (readonly [
  field: FieldPath,
  key: RecordKey,
])[] =>
  [{ path: [], input: phase }, ...(items ?? []).map((input, i) => ({ path: ['items', i], input }))].flatMap(
    ({ path, input }) => {
      const key = referenceIn(input, 'plan');
      return key ? [[[...path, fieldOfReference(input, 'plan')], key] as const] : [];
    },
  );

export const unknownPlanMessage = (key: RecordKey, where: string): string => unknownMessage('a plan', key, where);

/** Replaces the keys of plans by stored ids. */
export const withPlanIds = <Given extends Partial<Draft<Terms>>>(
  { planKey, otherItems, ...values }: Given,
  planIds: ReadonlyMap<RecordKey, string>,
): WithPlanIds<Given> =>
  ({
    ...values,
    ...(typeof planKey === 'string' && { planId: planIds.get(planKey) }),
    ...(otherItems && {
      otherItems: otherItems.map(({ planKey: key, ...item }) => ({ planId: planIds.get(key), ...item })),
    }),
  }) as WithPlanIds<Given>;

type WithPlanIds<Given> = Omit<Given, 'planKey' | 'otherItems'> & {
  planId?: string;
} & (Given extends Draft<Terms> ? Pick<Terms, 'otherItems'> : Partial<Pick<Terms, 'otherItems'>>);

/** Replaces the plans named by the items of a mutation by stored ids. Refuses a plan that does not exist. */
export async function requirePlansOf<Given extends Partial<Draft<Terms>>>(
  sql: Sql,
  input: Pick<TermsInput, 'items'>,
  draft: Given,
): Promise<WithPlanIds<Given>> {
  const named = plansNamedIn(input);
  const planIds = await planIdsOf(
    sql,
    named.map(([, key]) => key),
  );
  const unknown = named.find(([, key]) => !planIds.has(key));
  if (unknown) refuse(UserErrorCode.NOT_FOUND, unknown[0], unknownPlanMessage(unknown[1], 'this workspace'));
  return withPlanIds(draft, planIds);
}
