import type { Industry } from './cultures.js';

/** Desired outcomes of accounts, in their own words. */
export const OUTCOMES: Record<Industry, readonly string[]> = {
  Logistics: [
    'Plan every tour by noon the day before, without overtime in the peak season.',
    'See delays at all depots on one page and tell our customers before they ask.',
    'Run two more depots with the dispatchers that we have.',
  ],
  Manufacturing: [
    'Cut the time from order to release from nine days to five.',
    'One plan that sales, purchasing and the shop floor all trust.',
    'Know by Wednesday what next week will be short of.',
  ],
  Healthcare: [
    'Rosters that are fair and known four weeks ahead.',
    'Spend less time on reports for the regulator and more with patients.',
    'Keep every clinic staffed through the flu season without agency nurses.',
  ],
  Retail: [
    'Open eight new stores this year with the same planning team.',
    'Give store managers their own numbers every morning.',
    'Halve the stock that is left at the end of a season.',
  ],
  Construction: [
    'Know the margin of every site while it can still be changed.',
    'Get crews, machines and permits to the same place on the same day.',
    'Hand the client a progress report every Friday that nobody had to write.',
  ],
  Finance: [
    'Close the month in four days instead of seven.',
    'Answer the auditors from one system, with every approval on record.',
    'Replace forty spreadsheets that only two people understand.',
  ],
  Education: [
    'Plan rooms and teachers for the whole term in one week.',
    'Show the board where the budget goes without a week of work.',
    'Bring three campuses onto one calendar.',
  ],
  Hospitality: [
    'Staff for the bookings that we have, not for those of last year.',
    'Bring the same standards to every house within a year.',
    'Let house managers plan on their phones, between guests.',
  ],
};
