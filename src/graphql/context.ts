import type { Caller } from '../database/cancellation.js';
import type { IsSelected } from '../database/columns.js';
import type { WorkspaceScope } from '../database/workspace-scope.js';
import type { Role } from './role.js';
import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { SelectedFields } from './execution/selected-fields.js';

/** The caller, known by a key or a token. */
export interface Identity {
  workspaceId: string;
  role: Role;
  /** The name that records and published policies carry. */
  name: string;
  /** null: by a token. */
  keyId: string | null;
}

/** What one request carries through its resolvers. */
export class RequestContext {
  private readonly made = new Map<unknown, unknown>();
  /** What the operation shows; null while that is not known. */
  shown: SelectedFields | null = null;

  constructor(
    readonly requestId: string,
    /** Who asks; null where no key was given. */
    readonly identity: Identity | null,
    private readonly scopeOfIdentity: WorkspaceScope | null,
    private readonly caller: Caller,
  ) {}

  /** Aborted once nobody waits for the answer any more. */
  get signal(): AbortSignal {
    return this.caller.signal;
  }

  /** The workspace's database at the request's instant. */
  get scope(): WorkspaceScope {
    if (!this.scopeOfIdentity) throw unauthenticated();
    return this.scopeOfIdentity;
  }

  /** Lets everything be read anew, since something is about to be recorded. */
  forget(): void {
    this.made.clear();
  }

  /** Does all that `read` reads as of one moment, whatever others record meanwhile; it records nothing. */
  atOneMoment<Result>(read: (context: RequestContext) => Promise<Result>): Promise<Result> {
    const { requestId, identity, scope, caller, shown } = this;
    return scope.snapshot((sql) => {
      const context = new RequestContext(requestId, identity, scope.within(sql), caller);
      return read(Object.assign(context, { shown }));
    });
  }

  /** Which fields the operation shows, wherever that is: nothing else of a record need be read. */
  get shows(): IsSelected {
    const { shown } = this;
    return (field) => !shown || shown.has(field);
  }

  /** The request's instance of what `make` makes: a loader is made once a request, when it is first needed. */
  the<Thing>(make: (context: RequestContext) => Thing): Thing {
    if (!this.made.has(make)) this.made.set(make, make(this));
    return this.made.get(make) as Thing;
  }
}

/** Who shows something that was valid once is told what to do; who shows anything else, what is expected. */
export const unauthenticated = (
  problem = 'Expected an API key or a token in the header `Authorization: Bearer …`; got none that is valid.',
): GraphQLError => new GraphQLError(problem, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });

/** Who shows a token that nobody can check at the moment. */
export const cannotAuthenticate = (problem: string): GraphQLError =>
  new GraphQLError(
    `${problem} Try again in a moment; if it persists, an operator of this server has to look into it.`,
    {
      extensions: {
        code: 'AUTHENTICATION_UNAVAILABLE',
        http: { status: 503, headers: new HeaderMap([['retry-after', '5']]) },
      },
    },
  );

export const forbidden = (held: string, needed: string): GraphQLError =>
  new GraphQLError(
    `Expected a key or token with the role ${needed}; this one has ${held}. Ask an admin of the workspace for one.`,
    {
      extensions: { code: 'FORBIDDEN' },
    },
  );
