import { Field, Float, InputType, Int, type ClassType } from 'type-graphql';
import { END_OF_TIME, type Instant } from '../classification/calendar.js';
import { foldName, foldPrefix, rangeOfPrefix } from '../database/folding.js';
import { InputCheck, instantOr } from './input-check.js';
import type { Reference } from './reference.js';
import { DateTime } from './scalars.js';
import { UserErrorCode, type FieldPath } from './user-error.js';

/** Maximum length of the lists in a comparator, except those of enum values. */
const MAX_VALUES = 100;

const ONE_OF = `One of these values, at most ${MAX_VALUES}. An empty list matches nothing.`;

@InputType({
  description:
    'Conditions on an instant; all of them must hold. For example March 2026: `{ gte: "2026-03-01T00:00:00Z", lt: "2026-04-01T00:00:00Z" }`.',
})
export class DateTimeComparator {
  @Field(() => DateTime, { nullable: true, description: 'Later than this instant.' })
  gt?: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'At this instant or later.' })
  gte?: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'Earlier than this instant.' })
  lt?: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'At this instant or earlier.' })
  lte?: Instant | null;
}

const IS_NULL = '`true`: only records without a value. `false`: only records with a value.';

@InputType({
  description: 'Conditions on an instant that may be null; all of them must hold. Null meets no comparison.',
})
export class NullableDateTimeComparator extends DateTimeComparator {
  @Field(() => Boolean, { nullable: true, description: IS_NULL })
  isNull?: boolean | null;
}

const COMPARISON =
  'Comparisons ignore case, accents of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs, surrounding whitespace, and the style of apostrophes, quotation marks and dashes: "lodz" equals "Łódź", and "o\'neil" equals "O’Neil".';

@InputType({
  description: `Conditions on a name; all of them must hold. ${COMPARISON} Values have at most 200 characters.`,
})
export class NameComparator {
  @Field(() => String, { nullable: true, description: 'Equal to this value.' })
  eq?: string | null;

  @Field(() => [String], { nullable: true, description: ONE_OF })
  in?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Starts with this text. Trailing whitespace is significant.' })
  startsWith?: string | null;
}

@InputType({
  description: `Conditions on a text that may be null; all of them must hold. Null meets no comparison. ${COMPARISON} Values have at most 200 characters.`,
})
export class TextComparator extends NameComparator {
  @Field(() => Boolean, { nullable: true, description: IS_NULL })
  isNull?: boolean | null;
}

export interface OrderComparator<Value> {
  eq?: Value | null;
  in?: Value[] | null;
  gt?: Value | null;
  gte?: Value | null;
  lt?: Value | null;
  lte?: Value | null;
}

/** Declares the comparator of an ordered type. */
export function orderComparatorOf<Value>(
  name: string,
  what: string,
  type: () => unknown,
): ClassType<OrderComparator<Value>> {
  const valueType = type as () => typeof Float;
  @InputType(name, { description: `Conditions on ${what}; all of them must hold.` })
  class Comparator {
    @Field(valueType, { nullable: true, description: 'Equal to this value.' })
    eq?: Value | null;

    @Field(() => [valueType()], { nullable: true, description: ONE_OF })
    in?: Value[] | null;

    @Field(valueType, { nullable: true, description: 'Greater than this value.' })
    gt?: Value | null;

    @Field(valueType, { nullable: true, description: 'Greater than or equal to this value.' })
    gte?: Value | null;

    @Field(valueType, { nullable: true, description: 'Less than this value.' })
    lt?: Value | null;

    @Field(valueType, { nullable: true, description: 'Less than or equal to this value.' })
    lte?: Value | null;
  }
  return Comparator;
}

export const FloatComparator = orderComparatorOf<number>('FloatComparator', 'a number', () => Float);
export const IntComparator = orderComparatorOf<number>('IntComparator', 'a whole number', () => Int);

export interface ReferenceComparator {
  eq?: Reference | null;
  in?: Reference[] | null;
  isNull?: boolean | null;
}

/** Declares the input `XComparator` for an optional reference to a record of type X. */
export function referenceComparatorOf(name: string, by: () => ClassType<Reference>): ClassType<ReferenceComparator> {
  @InputType(`${name}Comparator`, {
    description: `Conditions on a reference to a ${name}; all of them must hold. The referenced records must exist.`,
  })
  class Comparator {
    @Field(by, { nullable: true, description: 'Refers to this record.' })
    eq?: Reference | null;

    @Field(() => [by()], {
      nullable: true,
      description: `Refers to one of these records, at most ${MAX_VALUES}. An empty list matches nothing.`,
    })
    in?: Reference[] | null;

    @Field(() => Boolean, { nullable: true, description: IS_NULL })
    isNull?: boolean | null;
  }
  return Comparator;
}

export interface EnumComparator<Value> {
  eq?: Value | null;
  in?: Value[] | null;
}

const withArticle = (name: string): string => `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;

/** Declares the input `XComparator` for an enum X. */
export function comparatorOf<Value extends string>(
  name: string,
  values: Record<Value, Value>,
): ClassType<EnumComparator<Value>> {
  @InputType(`${name}Comparator`, {
    description: `Conditions on ${withArticle(name)}; all of them must hold. For example \`{ in: [${Object.values(values).slice(0, 2).join(', ')}] }\`.`,
  })
  class Comparator {
    @Field(() => values, { nullable: true, description: 'Equal to this value.' })
    eq?: Value | null;

    @Field(() => [values], { nullable: true, description: 'One of these values. An empty list matches nothing.' })
    in?: Value[] | null;
  }
  return Comparator;
}

/** Returns the values that a comparator admits; null means any. */
export function admitted<Value>(comparator: EnumComparator<Value> | null | undefined): Value[] | null {
  if (!comparator) return null;
  const { eq, in: oneOf } = comparator;
  if (eq !== null && eq !== undefined) return !oneOf || oneOf.includes(eq) ? [eq] : [];
  return oneOf ?? null;
}

/** The folded names that a comparator admits: those in `oneOf` and in [from, until). Null means no restriction. */
export interface AdmittedNames {
  oneOf: string[] | null;
  from: string | null;
  until: string | null;
}

const MAX_NAME_LENGTH = 200;

export function admittedNames(comparator: NameComparator | null | undefined, field: FieldPath): AdmittedNames {
  const check = new InputCheck();
  const { eq, in: oneOf, startsWith } = comparator ?? {};
  check.plainText([...field, 'eq'], eq, MAX_NAME_LENGTH);
  check.plainText([...field, 'startsWith'], startsWith, MAX_NAME_LENGTH);
  if (checkCount(check, [...field, 'in'], oneOf)) {
    oneOf?.forEach((name, i) => check.plainText([...field, 'in', i], name, MAX_NAME_LENGTH));
  }
  check.done();
  const folded = { eq: given(eq, foldName), in: oneOf?.map(foldName) };
  const [from, until] = rangeOfPrefix(foldPrefix(startsWith ?? '')) ?? [null, null];
  return { oneOf: admitted(folded), from, until };
}

/** Checks that a list has at most `MAX_VALUES` values; returns false, and adds an error to `check`, if it has more. */
export function checkCount(
  check: InputCheck,
  field: FieldPath,
  values: readonly unknown[] | null | undefined,
): boolean {
  if (!values || values.length <= MAX_VALUES) return true;
  check.add(UserErrorCode.TOO_MANY, field, `Expected at most ${MAX_VALUES} values; got ${values.length}.`);
  return false;
}

/** Returns the stored ids, as found by `require`, of the records that a comparator admits; null means any. */
export async function admittedIds(
  comparator: ReferenceComparator | null | undefined,
  field: FieldPath,
  require: (references: readonly Reference[], pathOf: (i: number) => FieldPath) => Promise<string[]>,
): Promise<string[] | null> {
  const { eq, in: oneOf } = comparator ?? {};
  const check = new InputCheck();
  checkCount(check, [...field, 'in'], oneOf);
  check.done();
  return admitted({
    eq: eq ? (await require([eq], () => [...field, 'eq']))[0] : null,
    in: oneOf ? await require(oneOf, (i) => [...field, 'in', i]) : null,
  });
}

/** Applies `of` to a value that is present; returns null if it is not. */
export const given = <Value, Result>(value: Value | null | undefined, of: (value: Value) => Result): Result | null =>
  value === null || value === undefined ? null : of(value);

/** Returns the next instant, or Infinity after the last instant of the calendar. */
const after = (at: Instant): Instant => (at >= END_OF_TIME ? Infinity : at + 1);

/** Returns the instants that a comparator admits as [from, until). Instants are whole milliseconds. */
export function rangeOf(comparator: DateTimeComparator | null | undefined, field: FieldPath): [Instant, Instant] {
  const at = (key: keyof DateTimeComparator, otherwise: Instant): Instant =>
    instantOr(otherwise, comparator?.[key], [...field, key]);
  return [
    Math.max(at('gte', -Infinity), after(at('gt', -Infinity))),
    Math.min(at('lt', Infinity), after(at('lte', Infinity))),
  ];
}
