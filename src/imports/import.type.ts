import { Field, Int, ObjectType } from 'type-graphql';
import { Cost } from '../graphql/cost/cost.js';
import { enumType } from '../graphql/enum.js';
import { UserError } from '../graphql/user-error.js';

export type ImportNoticeCode = 'TOUCHING_PERIODS';
export const ImportNoticeCodeEnum = enumType<ImportNoticeCode>('ImportNoticeCode', 'The kind of a notice.', {
  TOUCHING_PERIODS:
    'Phases end at most a day before the next phase of their subscription begins. They are recorded and shown as given, but count as lasting until then.',
});

@ObjectType({
  description: 'How imported records were interpreted where that may not be obvious. A notice is not an error.',
})
export class ImportNotice {
  @Field(() => ImportNoticeCodeEnum, { description: 'The kind of the notice.' })
  code: ImportNoticeCode;

  @Field(() => Int, { description: 'Number of phases that the notice is about, at least 1.' })
  count: number;

  @Field(() => String, {
    description:
      'The notice in a sentence, for people. It does not depend on `count`, so the notices of several calls can be added up.',
  })
  message: string;
}

export const noticeOfTouching = (count: number): ImportNotice => ({
  code: 'TOUCHING_PERIODS',
  count,
  message:
    'Phases that end at most a day before the next phase of their subscription begins are taken as lasting until then, so there is no interruption.',
});

@ObjectType({ description: 'Result of an import.' })
export class ImportPayload {
  @Field(() => Int, { description: 'Number of records created.' })
  created: number;

  @Field(() => Int, { description: 'Number of existing records that changed.' })
  updated: number;

  @Field(() => Int, {
    description: 'Number of records whose content was already recorded, or is repeated in the call.',
  })
  unchanged: number;

  @Field(() => Int, {
    description: 'Number of records refused; `userErrors` gives the reasons. Refused records do not affect the others.',
  })
  refused: number;

  // The cost of the records includes their errors.
  @Cost({ size: 0 })
  @Field(() => [UserError], {
    description:
      'Errors, each with the path of the field and the externalId of the record. The first 10 of each refused record are listed; `userErrorCount` counts all.',
  })
  userErrors: UserError[];

  @Field(() => Int, { description: 'Number of errors found, including those that `userErrors` does not list.' })
  userErrorCount: number;

  @Cost({ size: 1 })
  @Field(() => [ImportNotice], {
    description: 'Notices about the records that were not refused; at most one for each code.',
  })
  notices: ImportNotice[];
}
