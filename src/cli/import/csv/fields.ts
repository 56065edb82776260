/* The fields that columns can mean, and the names by which columns are recognized. */

/** `NUMBER` includes amounts, which may contain their currency. */
export type FieldType = 'TEXT' | 'DATE' | 'NUMBER';

export interface Field {
  label: string;
  type: FieldType;
  /** Names of columns in folded form, the most specific first. */
  names: readonly string[];
}

const field = (label: string, type: FieldType, names: string): Field => ({ label, type, names: names.split(', ') });

const ACCOUNT_ID =
  'account id, customer id, company id, account external id, customer external id, external id, customer number, account number, client id, kundennummer, kunden id, kundennr, kunden nr, debitor, customerid, accountid, associated company ids, associated company id';
const ACCOUNT_NAME =
  'account, account name, customer, customer name, company, company name, kunde, firma, organisation, organization, unternehmen, associated company';

export const FIELDS = {
  accounts: {
    id: field('Account id', 'TEXT', `${ACCOUNT_ID}, id, record id, uuid, key`),
    name: field(
      'Name',
      'TEXT',
      `company name, account name, company, name, customer name, organisation, organization, firma, unternehmen, kunde, customer, account`,
    ),
    domain: field('Domain', 'TEXT', 'domain, company domain name, website domain, internet domain'),
    desiredOutcome: field('Desired outcome', 'TEXT', 'desired outcome, goal, objective, success criteria, ziel'),
    successManager: field(
      'Success manager',
      'TEXT',
      'success manager, customer success manager, csm, csm email, kundenbetreuer',
    ),
  },
  subscriptions: {
    id: field(
      'Subscription id',
      'TEXT',
      'subscription id, subscription external id, subscription, subscription number, contract id, contract number, vertragsnummer, vertragsnr, vertrags nr, vertrags id, abo nr, abo, deal id, record id, id',
    ),
    account: field('Account id', 'TEXT', `${ACCOUNT_ID}, ${ACCOUNT_NAME}`),
    plan: field(
      'Plan',
      'TEXT',
      'plan, plan name, product, product name, tier, package, edition, tarif, produkt, paket, subscription plan',
    ),
    status: field(
      'Status',
      'TEXT',
      'status, subscription status, state, deal stage, stage, vertragsstatus, active, is active',
    ),
    statusSince: field(
      'Status since',
      'DATE',
      'status since, paused at, paused on, paused since, past due since, pausiert seit',
    ),
    start: field(
      'Start',
      'DATE',
      'start date, start, started at, starts at, subscription start, contract start date, contract start, start date utc, begin, beginn, vertragsbeginn, from, von, activated at, created at, close date, current period start',
    ),
    tenureMonths: field('Months since start', 'NUMBER', 'tenure months, tenure in months, tenure'),
    trialEnd: field('End of trial', 'DATE', 'trial end, trial end date, trial ends at, trial ends, testphase bis'),
    end: field(
      'End',
      'DATE',
      'end date, end, ended at, ends at, subscription end, contract end date, contract end, end date utc, ende, vertragsende, to, bis, expires at, expiration date, expiry date',
    ),
    canceledAt: field(
      'Canceled on',
      'DATE',
      'canceled at, cancelled at, cancellation date, canceled on, cancelled on, cancel date, churn date, churned at, gekundigt am, kundigungsdatum',
    ),
    churnReason: field(
      'Churn reason',
      'TEXT',
      'churn reason, cancellation reason, cancelation reason, reason, kundigungsgrund, closed lost reason',
    ),
    price: field(
      'Price per unit',
      'NUMBER',
      'unit price, price per unit, price per seat, price, preis, einzelpreis, list price, monthlycharges, monthly charges, monthly price, monatspreis',
    ),
    amount: field(
      'Amount per billing period',
      'NUMBER',
      'amount, total, total price, betrag, summe, net amount, recurring amount',
    ),
    mrr: field('Revenue per month', 'NUMBER', 'mrr, monthly recurring revenue, subscription mrr, activity mrr'),
    arr: field('Revenue per year', 'NUMBER', 'arr, annual recurring revenue, annual contract value, acv'),
    currency: field('Currency', 'TEXT', 'currency, currency code, wahrung, deal currency'),
    quantity: field(
      'Quantity',
      'NUMBER',
      'quantity, seats, users, licenses, licences, qty, menge, anzahl, lizenzen, nutzer',
    ),
    interval: field(
      'Billing interval',
      'TEXT',
      'billing interval, billing period, billing cycle, billing frequency, interval, frequency, period, abrechnung, abrechnungszeitraum, zahlungsweise, intervall, turnus',
    ),
    intervalCount: field(
      'Billing interval count',
      'NUMBER',
      'billing interval count, interval count, billing cycle count, period count',
    ),
    termMonths: field(
      'Commitment in months',
      'TEXT',
      'term months, term, contract term, commitment, contract length, contract, laufzeit, mindestlaufzeit, contract term months',
    ),
    noticeDays: field(
      'Notice in days',
      'NUMBER',
      'notice days, notice period, notice period days, kundigungsfrist tage',
    ),
    autoRenews: field(
      'Renews automatically',
      'TEXT',
      'auto renew, auto renews, auto renewal, autorenew, automatische verlangerung',
    ),
    tailored: field('Tailored', 'TEXT', 'tailored, custom, custom terms, individuell'),
  },
  interactions: {
    id: field('Interaction id', 'TEXT', 'interaction id, activity id, engagement id, ticket id, record id, id'),
    account: field('Account id', 'TEXT', `${ACCOUNT_ID}, ${ACCOUNT_NAME}`),
    kind: field(
      'Kind',
      'TEXT',
      'kind, type, interaction type, activity type, engagement type, art, typ, category, channel',
    ),
    occurredAt: field(
      'Date',
      'DATE',
      'date, occurred at, activity date, timestamp, created at, create date, time, datum, on, when',
    ),
    personalized: field('Personalized', 'TEXT', 'personalized, personalised, personal, personlich'),
    initiative: field('Initiative', 'TEXT', 'initiative, direction, initiated by, call direction, richtung'),
    sentiment: field('Sentiment', 'NUMBER', 'sentiment, sentiment score, stimmung'),
    amount: field('Amount', 'NUMBER', 'amount, total, betrag, price, preis'),
    currency: field('Currency', 'TEXT', 'currency, currency code, wahrung'),
    effortMinutes: field(
      'Minutes spent',
      'NUMBER',
      'effort minutes, minutes, duration minutes, duration in minutes, dauer minuten',
    ),
    member: field('Member', 'TEXT', 'member, owner, activity assigned to, csm, assigned to, user, mitarbeiter, rep'),
    note: field('Note', 'TEXT', 'note, notes, subject, title, summary, description, betreff, notiz, beschreibung'),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Field>>>>;

/** Columns of accounts that are kept as attributes, unless the mapping lists others. */
export const ATTRIBUTES =
  'industry, country, country region, region, segment, employees, number of employees, company size, lead source, source, branche, land, city, lifecycle stage, type, plan type'.split(
    ', ',
  );

export type Table = keyof typeof FIELDS;
export const TABLES = Object.keys(FIELDS) as Table[];
export type FieldOf<T extends Table> = keyof (typeof FIELDS)[T] & string;

export const fieldsOf = (table: Table): [string, Field][] => Object.entries<Field>(FIELDS[table]);
