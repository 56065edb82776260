import type { Caller } from '../database/cancellation.js';
import type { IsSelected } from '../database/columns.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import type { Role } from './role.js';
import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { SelectedFields } from './execution/selected-fields.js';

/** The authenticated caller. */
export interface Identity {
  workspaceId: string;
  role: Role;
  /** The name of the key or of the token's user, stored with the policies that the caller publishes. */
  name: string;
  /** Null if the caller authenticated with a token. */
  keyId: string | null;
  /** Identifies the caller in its workspace: the id of the key, or the issuer and the subject of the token. */
  caller: string;
}

/** Limits on the work of one operation in addition to its statements. */
export interface RequestLimits {
  simulations: SimulationLimits;
}

export interface SimulationLimits {
  /** How long a simulation may take in ms, including the wait for other simulations. */
  budgetMs: number;
  /** Accounts in one part of the base: each part costs a round trip, and three parts are in memory at a time. */
  partSize: number;
}

/** The context of one request, passed to its resolvers. */
export class RequestContext {
  private readonly made = new Map<unknown, unknown>();
  /** The fields that the operation selects; null until they are known. */
  selectedFields: SelectedFields | null = null;
  /** What the request's log line says about the operation. Apollo Server's copies of the context share it. */
  readonly logged: Record<string, unknown> = {};

  constructor(
    readonly requestId: string,
    /** Null if the request has no key or token. */
    readonly identity: Identity | null,
    private readonly scopeOfIdentity: WorkspaceScope | null,
    readonly caller: Caller,
    readonly limits: RequestLimits,
  ) {}

  /** The caller's workspace in the database, at the request's instant. */
  get scope(): WorkspaceScope {
    if (!this.scopeOfIdentity) throw unauthenticated();
    return this.scopeOfIdentity;
  }

  /** How long the request's statements over many accounts, and its simulations, took. */
  get workMs(): number {
    return this.scopeOfIdentity?.work.ms ?? 0;
  }

  /** Drops all loaders with what they cached, because a mutation is about to change it. */
  forget(): void {
    this.made.clear();
  }

  /** Runs `read` in one snapshot of the database, unaffected by concurrent writes. `read` must not write. */
  atOneMoment<Result>(read: (context: RequestContext) => Promise<Result>): Promise<Result> {
    const { requestId, identity, scope, caller, limits, selectedFields } = this;
    return scope.inSnapshot((snapshot) => {
      const context = new RequestContext(requestId, identity, snapshot, caller, limits);
      return read(Object.assign(context, { selectedFields }));
    });
  }

  /** Tells whether the operation selects a field anywhere. Columns of other fields need not be read. */
  get isSelected(): IsSelected {
    const { selectedFields } = this;
    return (field) => !selectedFields || selectedFields.has(field);
  }

  /** Returns what `make` returns for this request, for example a loader. It is made once per request, on first use. */
  the<Thing>(make: (context: RequestContext) => Thing): Thing {
    if (!this.made.has(make)) this.made.set(make, make(this));
    return this.made.get(make) as Thing;
  }
}

/** A credential that was once valid gets its own `problem`, which says what to do; anything else gets the default. */
export const unauthenticated = (
  problem = 'Expected a valid API key or token in the header `Authorization: Bearer …`; got none.',
): GraphQLError => new GraphQLError(problem, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });

/** The error for a token that cannot be verified at the moment, because the provider's keys cannot be fetched. */
export const cannotAuthenticate = (problem: string): GraphQLError =>
  new GraphQLError(`${problem} Try again in a moment. If the problem persists, contact the operator of this server.`, {
    extensions: {
      code: 'AUTHENTICATION_UNAVAILABLE',
      http: { status: 503, headers: new HeaderMap([['retry-after', '5']]) },
    },
  });

export const forbidden = (held: string, needed: string): GraphQLError =>
  new GraphQLError(
    `Expected a key or token with the role ${needed}; got one with ${held}. Ask an admin of the workspace for another.`,
    {
      extensions: { code: 'FORBIDDEN' },
    },
  );
