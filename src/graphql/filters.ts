import { Field, InputType, type ClassType } from 'type-graphql';
import { END_OF_TIME, type Instant } from '../classification/calendar.js';
import { instantOr } from './input-check.js';
import { DateTime } from './scalars.js';
import type { FieldPath } from './user-error.js';

@InputType({ description: 'Compares an instant; what is given must all hold.' })
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

export interface EnumComparator<Value> {
  eq?: Value | null;
  in?: Value[] | null;
}

/** Declares `XComparator` of an enum. */
export function comparatorOf<Value extends string>(
  name: string,
  values: Record<Value, Value>,
): ClassType<EnumComparator<Value>> {
  @InputType(`${name}Comparator`, { description: `Compares by ${name}; what is given must all hold.` })
  class Comparator {
    @Field(() => values, { nullable: true, description: 'Exactly this.' })
    eq?: Value | null;

    @Field(() => [values], { nullable: true, description: 'One of these.' })
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
