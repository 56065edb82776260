import type { Instant } from '../../classification/calendar.js';
import type { Initiative, InteractionKind } from '../../classification/history.js';
import { daysAfter, daysBefore, onWeekdayAt, type Span } from './dates.js';
import { noteOn, noteOnFirstCall } from './notes.js';
import type { Random } from './random.js';
import type { Contact, Role } from './story.js';
import { usd } from './vendor.js';

/** The typical properties of contacts of a kind. */
interface ContactDefaults {
  initiative: Initiative;
  by: Role | null;
  effortMinutes: readonly [from: number, to: number] | null;
}

const DEFAULTS: Record<InteractionKind, ContactDefaults> = {
  ONBOARDING: { initiative: 'US', by: 'SUPPORT', effortMinutes: [30, 120] },
  SUPPORT: { initiative: 'THEM', by: 'SUPPORT', effortMinutes: [5, 75] },
  TRAINING: { initiative: 'US', by: 'SUCCESS', effortMinutes: [60, 240] },
  MEETING: { initiative: 'US', by: 'SUCCESS', effortMinutes: [45, 120] },
  CALL: { initiative: 'US', by: 'SUCCESS', effortMinutes: [15, 45] },
  EMAIL: { initiative: 'US', by: 'SUCCESS', effortMinutes: null },
  BUSINESS_REVIEW: { initiative: 'US', by: 'SUCCESS', effortMinutes: [60, 150] },
  FEEDBACK: { initiative: 'THEM', by: 'SUPPORT', effortMinutes: null },
  ADVOCACY: { initiative: 'THEM', by: 'SUCCESS', effortMinutes: null },
  PURCHASE: { initiative: 'THEM', by: null, effortMinutes: null },
  USAGE: { initiative: 'UNKNOWN', by: null, effortMinutes: null },
  OTHER: { initiative: 'UNKNOWN', by: null, effortMinutes: null },
};

/** The mean sentiment, in hundredths of the scale from -1 to 1. */
export type Mood = number;
export const FOND: Mood = 65;
export const CONTENT: Mood = 30;
export const SOUR: Mood = -40;

/** Makes a contact on a weekday. A sentiment is recorded only if `mood` is given. */
export function contact(random: Random, kind: InteractionKind, day: Instant, mood: Mood | null = null): Contact {
  const { effortMinutes, ...defaults } = DEFAULTS[kind];
  const sentiment = mood === null ? null : Math.max(-100, Math.min(100, mood + random.int(-30, 30))) / 100;
  return {
    ...defaults,
    kind,
    occurredAt: onWeekdayAt(day, random.int(8, 16), random.int(0, 11) * 5),
    personalized: false,
    sentiment,
    effortMinutes: effortMinutes && Math.round(random.int(...effortMinutes) / 5) * 5,
    note: random.chance(0.7) ? noteOn(random, kind, sentiment) : null,
  };
}

/** Makes a contact for this account only. */
export const personalContact = (
  random: Random,
  kind: InteractionKind,
  day: Instant,
  mood: Mood | null = null,
): Contact => ({ ...contact(random, kind, day, mood), personalized: true });

/** Returns the mood for about a third of contacts, for which a sentiment is recorded. */
const sometimes = (random: Random, mood: Mood): Mood | null => (random.chance(0.35) ? mood : null);

/** The first call of a new lead. */
export const firstCall = (random: Random, day: Instant): Contact => ({
  ...contact(random, 'CALL', day),
  note: noteOnFirstCall(random),
});

/** The standard onboarding, the same for every account. */
export const onboarding = (random: Random, start: Instant): Contact[] => [
  ...(random.chance(0.6) ? [firstCall(random, daysBefore(start, random.int(3, 25)))] : []),
  contact(random, 'ONBOARDING', daysAfter(start, random.int(3, 6))),
  ...(random.chance(0.5) ? [contact(random, 'ONBOARDING', daysAfter(start, random.int(9, 20)), CONTENT)] : []),
  ...(random.chance(0.4) ? [contact(random, 'USAGE', daysAfter(start, random.int(25, 60)))] : []),
];

const PERSONAL_KINDS = [
  { kind: 'BUSINESS_REVIEW', weight: 3 },
  { kind: 'TRAINING', weight: 2 },
  { kind: 'MEETING', weight: 2 },
  { kind: 'CALL', weight: 4 },
] as const;

/** Reviews, trainings, meetings and calls for this account only, initiated by the vendor. */
export const personalCare = (random: Random, span: Span, perYear: number, mood = CONTENT): Contact[] =>
  random
    .scattered(span, perYear)
    .map((day) => personalContact(random, random.pickWeighted(PERSONAL_KINDS).kind, day, sometimes(random, mood)));

const contactsOf =
  (kind: InteractionKind) =>
  (random: Random, span: Span, perYear: number, mood: Mood | null = null): Contact[] =>
    random
      .scattered(span, perYear)
      .map((day) => contact(random, kind, day, mood === null ? null : sometimes(random, mood)));

export const supportTickets = contactsOf('SUPPORT');
/** Emails that every account on the plan gets. */
export const letters = contactsOf('EMAIL');
export const usage = contactsOf('USAGE');
export const advocacy = contactsOf('ADVOCACY');

export const feedback = (random: Random, span: Span, perYear: number, mood: Mood): Contact[] =>
  random.scattered(span, perYear).map((day) => contact(random, 'FEEDBACK', day, mood));

/** A one-off purchase, without a subscription. */
export const purchase = (random: Random, day: Instant): Contact => ({
  ...contact(random, 'PURCHASE', day),
  amount: usd(random.int(5, 60) * 90_00),
});
