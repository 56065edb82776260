import { Field, Float, InputType, Int, type ClassType } from 'type-graphql';
import { END_OF_TIME, type Instant } from '../classification/calendar.js';
import { foldName, foldPrefix, rangeOfPrefix } from '../database/folding.js';
import { InputCheck, instantOr } from './input-check.js';
import type { Reference } from './reference.js';
import { DateTime } from './scalars.js';
import { UserErrorCode, type FieldPath } from './user-error.js';

@InputType({
  description:
    'Compares an instant; what is given must all hold. For example March 2026: `{ gte: "2026-03-01T00:00:00Z", lt: "2026-04-01T00:00:00Z" }`.',
})
export class DateTimeComparator {
  @Field(() => DateTime, { nullable: true, description: 'Later than this.' })
  gt?: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'At this instant or later.' })
  gte?: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'Earlier than this.' })
  lt?: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'At this instant or earlier.' })
  lte?: Instant | null;
}

const IS_NULL = 'True: only those that have none. False: only those that have one.';

@InputType({ description: 'Compares an instant that some have not; those never meet a comparison.' })
export class NullableDateTimeComparator extends DateTimeComparator {
  @Field(() => Boolean, { nullable: true, description: IS_NULL })
  isNull?: boolean | null;
}

@InputType({
  description: 'Compares a name, without regard to case, accents and blanks around it; what is given must all hold.',
})
export class NameComparator {
  @Field(() => String, { nullable: true, description: 'Exactly this.' })
  eq?: string | null;

  @Field(() => [String], { nullable: true, description: 'One of these, 100 at most.' })
  in?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Begins with this.' })
  startsWith?: string | null;
}

@InputType({
  description: 'Compares a text that some have not; those never meet a comparison. What is given must all hold.',
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

/** Declares the comparator of something that has an order. */
export function orderComparatorOf<Value>(
  name: string,
  what: string,
  type: () => unknown,
): ClassType<OrderComparator<Value>> {
  const valueType = type as () => typeof Float;
  @InputType(name, { description: `Compares ${what}; what is given must all hold.` })
  class Comparator {
    @Field(valueType, { nullable: true, description: 'Exactly this.' })
    eq?: Value | null;

    @Field(() => [valueType()], { nullable: true, description: 'One of these, 100 at most.' })
    in?: Value[] | null;

    @Field(valueType, { nullable: true, description: 'More than this.' })
    gt?: Value | null;

    @Field(valueType, { nullable: true, description: 'This or more.' })
    gte?: Value | null;

    @Field(valueType, { nullable: true, description: 'Less than this.' })
    lt?: Value | null;

    @Field(valueType, { nullable: true, description: 'This or less.' })
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

/** Declares `XComparator` of a reference to a record that not everything has. */
export function referenceComparatorOf(name: string, by: () => ClassType<Reference>): ClassType<ReferenceComparator> {
  @InputType(`${name}Comparator`, {
    description: `Compares by ${name}; what is given must all hold. Records that are named must exist.`,
  })
  class Comparator {
    @Field(by, { nullable: true, description: 'This one.' })
    eq?: Reference | null;

    @Field(() => [by()], { nullable: true, description: 'One of these, 100 at most.' })
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

/** Declares `XComparator` of an enum. */
export function comparatorOf<Value extends string>(
  name: string,
  values: Record<Value, Value>,
): ClassType<EnumComparator<Value>> {
  @InputType(`${name}Comparator`, {
    description: `Compares by ${name}; what is given must all hold. For example \`{ in: [${Object.values(values).slice(0, 2).join(', ')}] }\`.`,
  })
  class Comparator {
    @Field(() => values, { nullable: true, description: 'Exactly this; any unless given.' })
    eq?: Value | null;

    @Field(() => [values], { nullable: true, description: 'One of these; none where the list is empty.' })
    in?: Value[] | null;
  }
  return Comparator;
}

/** The values that a comparator admits; null: any. */
export function admitted<Value>(comparator: EnumComparator<Value> | null | undefined): Value[] | null {
  if (!comparator) return null;
  const { eq, in: oneOf } = comparator;
  if (eq !== null && eq !== undefined) return !oneOf || oneOf.includes(eq) ? [eq] : [];
  return oneOf ?? null;
}

/** The folded names that a comparator admits: one of several, and those in [from, until); null: any. */
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

const MAX_VALUES = 100;

/** Whether a list of values is short enough to be gone through; notes in `check` where it is not. */
export function checkCount(
  check: InputCheck,
  field: FieldPath,
  values: readonly unknown[] | null | undefined,
): boolean {
  if (!values || values.length <= MAX_VALUES) return true;
  check.add(UserErrorCode.TOO_MANY, field, `Expected at most ${MAX_VALUES} values; got ${values.length}.`);
  return false;
}

/** The stored ids of the records that a comparator admits; null: any. `require` finds them. */
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

/** What `of` makes of a value that was given. */
export const given = <Value, Result>(value: Value | null | undefined, of: (value: Value) => Result): Result | null =>
  value === null || value === undefined ? null : of(value);

/** The next instant; nothing comes after the last one. */
const after = (at: Instant): Instant => (at >= END_OF_TIME ? Infinity : at + 1);

/** The instants that a comparator admits, as [from, until); instants are whole milliseconds. */
export function rangeOf(comparator: DateTimeComparator | null | undefined, field: FieldPath): [Instant, Instant] {
  const at = (key: keyof DateTimeComparator, otherwise: Instant): Instant =>
    instantOr(otherwise, comparator?.[key], [...field, key]);
  return [
    Math.max(at('gte', -Infinity), after(at('gt', -Infinity))),
    Math.min(at('lt', Infinity), after(at('lte', Infinity))),
  ];
}
