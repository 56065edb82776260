import type { ApolloServerPlugin } from '@apollo/server';
import {
  GraphQLError,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { Balance, Budgets } from './budget.js';
import type { Identity, RequestContext } from '../context.js';
import { isHeavy, type HeavyOperations } from './heavy-operations.js';
import { takesRecords } from '../execution/record-inputs.js';
import { actualCostOf } from './actual-cost.js';
import { costOf, costOverAll, countListedIn, type Asked } from './cost.js';
import { tooManyRequests } from './too-many-requests.js';
import { requireListsPaidFor, requireVariablesWithinLimits } from './document-limits.js';

/** Points that one operation may cost: about half a second of the server's CPU. */
export const MAX_OPERATION_COST = 25_000;

/** Points that each key may spend at once, and how fast they are restored. */
export const KEY_ALLOWANCE = { limit: 50_000, restoredPerSecond: 2_000 };

/** The cost of an operation as returned in `extensions.cost`; null where no budget applies. */
interface ShownCost {
  /** The maximum cost, which is charged before the operation runs. */
  requested: number;
  /** What was charged in the end: the difference was given back. More than requested only for statements over many accounts. */
  actual: number;
  available: number | null;
  limit: number | null;
  restoredPerSecond: number | null;
}

/** The cost of a document that is malformed or does not match the schema: the work of detecting that. */
const COST_OF_A_MISTAKE = 5;

/** Returns who has a budget: a key, or the user of a token. */
export const holderOf = ({ workspaceId, caller }: Identity): string => `${workspaceId} ${caller}`;

/** Refuses a key whose budget is used up, before its document is parsed. */
export function requireBudget(budgets: Budgets | null, context: RequestContext): RequestContext {
  const { identity } = context;
  const { retryAfterSeconds = null } = (identity && budgets?.take(holderOf(identity), 1)) ?? {};
  if (retryAfterSeconds === null) return context;
  throw tooManyRequests('Expected requests within the budget of the key; it is used up.', retryAfterSeconds);
}

/** Returns the variables that the operation declares. GraphQL ignores all others, whatever their values. */
const declaredOf = (
  { variableDefinitions = [] }: OperationDefinitionNode,
  sent: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> =>
  Object.fromEntries(
    variableDefinitions
      .map(({ variable }) => variable.name.value)
      .filter((name) => Object.hasOwn(sent, name))
      .map((name) => [name, sent[name]]),
  );

/** The names of the variables that contain records, by operation. */
const namesOfRecords = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

function variablesWithRecords(schema: GraphQLSchema, operation: OperationDefinitionNode): ReadonlySet<string> {
  const known = namesOfRecords.get(operation);
  if (known) return known;
  const names = (operation.variableDefinitions ?? [])
    .filter(({ type }) => takesRecords(schema.getType(namedTypeOf(type))))
    .map(({ variable }) => variable.name.value);
  const found = new Set(names);
  namesOfRecords.set(operation, found);
  return found;
}

const namedTypeOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);

/**
 * Computes the maximum cost of an operation before it runs, refuses the operation if the cost exceeds the limit for one
 * operation or the remaining budget of the key, gives back what was not used, and reports both in every response.
 */
export const costControl = (
  schema: GraphQLSchema,
  budgets: Budgets | null,
  heavy: HeavyOperations,
): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: () => {
    let requested: number | undefined;
    let charged = 0;
    let balance: Balance | undefined;
    let leave: (() => void) | null = null;
    /** Null until the operation may run. */
    let executed: Asked | null = null;
    const charge = ({ identity }: RequestContext, points: number): void => {
      requested = points;
      // `requireBudget` already took one of these points.
      if (identity) balance = budgets?.take(holderOf(identity), points - 1);
      charged = balance?.retryAfterSeconds ? 1 : points;
    };
    const giveBack = ({ identity }: RequestContext, actual: number): void => {
      if (balance && budgets && identity) {
        balance = { ...balance, available: budgets.giveBack(holderOf(identity), charged - actual) };
      }
      charged = actual;
    };
    return Promise.resolve({
      async didResolveOperation({ document, operation, request, contextValue }) {
        if (!operation) return;
        const variables = declaredOf(operation, request.variables);
        // Records are read, and refused, one by one.
        requireVariablesWithinLimits(variables, variablesWithRecords(schema, operation));
        const fragments = document.definitions.filter(
          (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
        );
        const asked = { schema, operation, fragments, variables };
        const cost = costOf(asked);
        if (cost > MAX_OPERATION_COST) {
          charge(contextValue, COST_OF_A_MISTAKE);
          requested = cost;
          throw new GraphQLError(
            `Expected an operation that costs at most ${MAX_OPERATION_COST} points; this one may cost ${cost}. Request smaller pages, or split it.`,
            { extensions: { code: 'OPERATION_TOO_COSTLY', http: { status: 400 } } },
          );
        }
        requireListsPaidFor(countListedIn(variables), cost);
        charge(contextValue, cost);
        if (balance?.retryAfterSeconds) {
          throw tooManyRequests(
            `Expected an operation within the budget of the key; it may cost ${cost} points, and ${balance.available} are left.`,
            balance.retryAfterSeconds,
          );
        }
        if (isHeavy(cost, costOverAll(asked))) {
          leave = await heavy.turnOf(contextValue.caller);
          // Apollo Server sends no response through plugins if it fails itself.
          contextValue.caller.once('close', leave);
        }
        executed = asked;
      },
      willSendResponse({ response: { body }, contextValue }) {
        leave?.();
        if (requested === undefined) charge(contextValue, COST_OF_A_MISTAKE);
        if (body.kind !== 'single') return Promise.resolve();
        const { data, errors, extensions } = body.singleResult;
        if (!executed) giveBack(contextValue, Math.min(charged, COST_OF_A_MISTAKE));
        // How much was done before an error is not known.
        else if (data && !errors) giveBack(contextValue, actualCostOf(executed, data, contextValue.workMs));
        const cost: ShownCost = {
          requested: requested!,
          actual: charged,
          available: balance?.available ?? null,
          limit: balance && budgets ? budgets.allowance.limit : null,
          restoredPerSecond: balance && budgets ? budgets.allowance.restoredPerSecond : null,
        };
        body.singleResult.extensions = { ...extensions, cost };
        return Promise.resolve();
      },
    });
  },
});
