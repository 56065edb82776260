import type { Client } from 'pg';
import {
  toHistory,
  type BillingIntervalMonths,
  type History,
  type Initiative,
  type Interaction,
  type InteractionKind,
  type RecordedPhase,
  type PhaseStatus,
} from '../classification/history.js';
import type { Instant, Zone } from '../classification/calendar.js';
import type { RelationshipType, Rules } from '../classification/timeline.js';
import type { WhatIf } from '../classification/what-if.js';
import { copyRows, uuidsOfKeys, type CopiedRow, type Copy } from '../database/copy.js';
import { toTimestamp } from '../database/instants.js';
import { sqlOn, type Sql } from '../database/statement.js';
import { soldOf, type StoredSold } from '../derivation/sold.js';
import { highestRank } from '../classification/billing.js';
import {
  copyContacts,
  copyLastTypes,
  copyPhases,
  copyPurchases,
  copyRelationships,
  copyRelationshipsAndLater,
  selectPartEnd,
} from './simulation.sql.js';

const BEFORE_ALL_IDS = '00000000-0000-0000-0000-000000000000';
const AFTER_ALL_IDS = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** An account with its current relationship, and the part of its history read so far. */
export interface PartAccount {
  /** Its id, as `CopiedRow` reads it. */
  key: string;
  now: RelationshipType;
  /** In minor units of `currencyCode`; the empty text is the workspace's currency. */
  mrrMinor: number;
  currencyCode: string;
  /** Whether it pays at the instant and at `keptUntil`, if requested. */
  isPaying?: boolean;
  isKept?: boolean;
  keptMrrMinor?: number;
  keptCurrencyCode?: string;
  phases: RecordedPhase[];
  interactions: Interaction[];
  /** The last earlier type other than TRIAL, if requested. */
  last?: RelationshipType;
}
export type Part = Map<string, PartAccount>;

/** Accounts of a part for which more data has to be read. */
export interface OpenAccounts {
  part: Part;
  /** Accounts whose interactions decide. */
  byContacts: readonly PartAccount[];
  /** Accounts whose last type decides, because nothing is in force. */
  left: readonly PartAccount[];
}

/** Reads the accounts of a workspace part by part, ordered by id, over one connection and in its snapshot. */
export class PartReader {
  readonly sql: Sql;
  /** The id range of the next part; null before the first part and after the last one. */
  private range: readonly [after: string, upTo: string] | null = null;
  private hasStarted = false;
  /** Serializes work: a connection runs one statement at a time. */
  private lastWork: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: Client,
    private readonly workspaceId: string,
    private readonly whatIf: WhatIf,
    private readonly partSize: number,
    private readonly keptUntil: Instant | undefined,
  ) {
    const sql = sqlOn(client, workspaceId);
    this.sql = { workspaceId, run: (statement, ...values) => this.serialize(() => sql.run(statement, ...values)) };
  }

  /**
   * Reads, in one round trip, the missing data of open accounts and the next part, with all phases and
   * the purchases that can count. Returns null if there is no further part.
   */
  async read(open: OpenAccounts | null): Promise<Part | null> {
    if (!this.hasStarted) await this.start();
    const part: Part | null = this.range && new Map();
    const copies: Copy[] = [];
    if (open && open.byContacts.length > 0) copies.push(this.contactsOf(open));
    if (open && open.left.length > 0) copies.push(this.lastTypesOf(open));
    if (part) copies.push(...this.copiesOf(part, this.range!));
    // Sent together, so that the database works while the caller processes the previous part.
    if (copies.length > 0) await copyRows(this.client, this.workspaceId, copies);
    return part;
  }

  private async start(): Promise<void> {
    this.hasStarted = true;
    const [end] = await this.sql.run(selectPartEnd, BEFORE_ALL_IDS, this.partSize - 1);
    this.range = [BEFORE_ALL_IDS, end?.id ?? AFTER_ALL_IDS];
  }

  private copiesOf(part: Part, [after, upTo]: readonly [string, string]): Copy[] {
    const range = [after, upTo, toTimestamp(this.whatIf.at)];
    const copies: Copy[] = [
      this.relationshipsOf(part, range),
      {
        statement: copyPhases,
        values: [after, upTo, toTimestamp(this.whatIf.phasesUntil)],
        take: (row) => addPhase(part, row, this.whatIf.rules),
      },
      {
        statement: copyPurchases,
        values: [...range, toTimestamp(this.whatIf.purchasesAfter)],
        take: (row) => addInteraction(part, row),
      },
    ];
    this.range = null;
    if (upTo === AFTER_ALL_IDS) return copies;
    // Also find the end of the part after this one. If no row arrives, that part has fewer accounts and is the last one.
    this.range = [upTo, AFTER_ALL_IDS];
    const values = [upTo, String(this.partSize - 1)];
    const take = (row: CopiedRow): void => void (this.range = [upTo, ...uuidsOfKeys([row.key()])] as [string, string]);
    return [...copies, { statement: selectPartEnd, values, take }];
  }

  private relationshipsOf(part: Part, range: string[]): Copy {
    const { keptUntil } = this;
    if (keptUntil === undefined) {
      return { statement: copyRelationships, values: range, take: (row) => void addAccount(part, row) };
    }
    return {
      statement: copyRelationshipsAndLater,
      values: [...range, toTimestamp(keptUntil)],
      take: (row) => {
        const account = addAccount(part, row);
        account.isPaying = row.boolean();
        account.isKept = row.boolean();
        account.keptMrrMinor = row.bigint();
        account.keptCurrencyCode = row.textOrNull() ?? '';
      },
    };
  }

  private contactsOf({ part, byContacts }: OpenAccounts): Copy {
    for (const account of byContacts) account.interactions = [];
    const { at, contactsAfter } = this.whatIf;
    return {
      statement: copyContacts,
      values: [idsOf(byContacts), toTimestamp(at), toTimestamp(contactsAfter)],
      take: (row) => addInteraction(part, row),
    };
  }

  private lastTypesOf({ part, left }: OpenAccounts): Copy {
    return {
      statement: copyLastTypes,
      values: [idsOf(left), toTimestamp(this.whatIf.at)],
      take: (row) => void (part.get(row.key())!.last = row.word() as RelationshipType),
    };
  }

  private serialize<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.lastWork.then(work);
    this.lastWork = result.catch(() => undefined);
    return result;
  }
}

const idsOf = (accounts: readonly PartAccount[]): string =>
  `{${uuidsOfKeys(accounts.map(({ key }) => key)).join(',')}}`;

function addAccount(part: Part, row: CopiedRow): PartAccount {
  const key = row.key();
  const account: PartAccount = {
    key,
    now: row.word() as RelationshipType,
    mrrMinor: row.bigint(),
    currencyCode: row.textOrNull() ?? '',
    phases: [],
    interactions: [],
  };
  part.set(key, account);
  return account;
}

function addPhase(part: Part, row: CopiedRow, { minorPerMajor }: Rules): void {
  const { phases } = part.get(row.key())!;
  const phase: RecordedPhase = {
    subscriptionId: row.key(),
    from: row.timestamp(),
    to: row.timestamp(),
    status: row.word() as PhaseStatus,
    planRank: row.integer(),
    quantity: row.integer(),
    unitPriceMinor: row.bigint(),
    intervalMonths: row.smallint() as BillingIntervalMonths,
    termMonths: row.smallint(),
    tailored: row.boolean(),
  };
  const stored = row.textOrNull();
  if (stored !== null) {
    phase.sold = soldOf({ ...phase, ...(JSON.parse(stored) as StoredSold) }, { minorPerMajor });
    if (phase.sold) phase.planRank = highestRank(phase.sold.items);
  }
  phases.push(phase);
}

function addInteraction(part: Part, row: CopiedRow): void {
  part.get(row.key())!.interactions.push({
    // Ids matter only for evidence, which is not computed here.
    id: '',
    at: row.timestamp(),
    kind: row.word() as InteractionKind,
    personalized: row.boolean(),
    initiative: row.word() as Initiative,
    sentimentHundredths: row.smallintOrNull(),
    amountSign: row.smallintOrNull(),
  });
}

/** Returns the history of an account. */
export const historyOf = ({ phases, interactions }: PartAccount, zone: Zone): History =>
  toHistory(phases, interactions, zone);
