import type { InteractionKind } from '../../classification/history.js';
import type { Random } from './random.js';

/** Topics around the vendor's product, a planning and reporting tool. They replace `{topic}`. */
const TOPICS = [
  'the approval steps',
  'single sign-on',
  'the monthly report',
  'the export to spreadsheets',
  'roles and permissions',
  'the calendar view',
  'the connection to their ERP',
  'the mobile app',
  'shared templates',
  'notifications',
  'the audit log',
  'cost centres',
  'capacity planning',
  'the API',
];

const NOTES: Record<Exclude<InteractionKind, 'FEEDBACK' | 'OTHER'>, readonly string[]> = {
  ONBOARDING: [
    'Set up the workspace together and invited the first users.',
    'Imported their data; two columns had to be mapped by hand.',
    'Walked through {topic} and agreed on what to try first.',
    'Second session: the first plan is live.',
    'Most of the team joined. {topic} comes next.',
    'They had prepared a list of questions, mostly about {topic}.',
  ],
  SUPPORT: [
    'Question about {topic}, answered the same day.',
    'Could not sign in after a change of domain; fixed.',
    'Reported an error in {topic}. A fix went out two days later.',
    'Asked how to undo a bulk change. Restored from the log.',
    'An import stopped half-way. The file had two header rows.',
    'Invoice went to the old address; corrected and sent again.',
    'Wanted to know whether {topic} can be switched off for some users.',
    'Slow pages in the morning; traced to a very large report.',
  ],
  TRAINING: [
    'Workshop on {topic} with their own examples.',
    'Trained six new planners on site.',
    'Half a day on {topic}, recorded for those who could not come.',
    'Showed the team leads how to build a plan of their own.',
    'Refresher for the finance team, tailored to their year-end.',
  ],
  MEETING: [
    'Met on site. Their operations lead wants to roll it out to a second location.',
    'Planned the next two quarters together.',
    'Went through {topic} with their administrator.',
    'Lunch with the sponsor; budget for next year looks safe.',
    'Introduced our product lead, who took notes on {topic}.',
  ],
  CALL: [
    'Checked in after the last release; {topic} works well for them.',
    'Short call about {topic}. Sent a summary afterwards.',
    'Asked how the new team leads are getting on.',
    'Talked through an idea for {topic}; they will try it next month.',
    'They are hiring and will need more seats in spring.',
  ],
  EMAIL: [
    'Sent tips on {topic} that fit their plan.',
    'Told them about the changes in {topic}.',
    'Pointed to the recording of the last webinar.',
    'Wrote ahead of the renewal with an overview of usage.',
  ],
  BUSINESS_REVIEW: [
    'Reviewed the goals of the year: two of three reached.',
    'Planning time is down by a third since we started. Next goal: {topic}.',
    'Their director joined and asked for figures by location.',
    'Agreed on three goals for the coming half-year.',
    'Usage grew in every department but one; we look into it together.',
    'Compared their numbers with last year and adjusted the plan for {topic}.',
  ],
  ADVOCACY: [
    'Recommended us to a partner company.',
    'Spoke about their rollout at our customer evening.',
    'Wrote a review and allowed us to quote it.',
    'Took a reference call for a prospect of similar size.',
  ],
  PURCHASE: [
    'One-day workshop, paid once.',
    'Bought the template collection.',
    'Migration of five years of old plans.',
    'A set-up package for one project.',
  ],
  USAGE: [
    'First plan shared with the whole company.',
    'Every seat was used this month.',
    'Started to use {topic}.',
    'Ran more than a hundred reports in a week.',
  ],
};

const FIRST_CALLS = [
  'First call. They compare three tools and care most about {topic}.',
  'A partner recommended us; they asked for prices and a demonstration.',
  'Showed the product to their operations lead. {topic} was what convinced them.',
  'They plan in spreadsheets today, and it takes two people a week each month.',
];
const PRAISE = [
  'Likes how quickly questions are answered.',
  'Says that planning meetings are half as long now.',
  'Very happy with {topic}.',
  'The team would not want to go back to spreadsheets.',
];
const COMPLAINTS = [
  'Disappointed by {topic}; expected more for the price.',
  'Finds the search slow and said so.',
  'Feels that their requests go unheard.',
  'Only two people still use it regularly.',
];

/** Returns a short note on a contact; null for kinds without notes. */
export function noteOn(random: Random, kind: InteractionKind, sentiment: number | null): string | null {
  if (kind === 'OTHER') return null;
  return sentenceFrom(random, kind === 'FEEDBACK' ? ((sentiment ?? 0) < 0 ? COMPLAINTS : PRAISE) : NOTES[kind]);
}

export const noteOnFirstCall = (random: Random): string => sentenceFrom(random, FIRST_CALLS);

/** Picks a sentence and inserts a topic. A topic may start a sentence, so first letters are capitalized. */
const sentenceFrom = (random: Random, choices: readonly string[]): string =>
  random
    .pick(choices)
    .replace('{topic}', random.pick(TOPICS))
    .replace(/(^|[.?!] )\p{Ll}/gu, (letter) => letter.toUpperCase());
