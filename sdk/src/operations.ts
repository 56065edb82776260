/* Helpers of the generated methods: for a single field, a list, and a mutation. */
import { contextOf, inputError, type Answer } from './answer.js';
import { makeCall, type Call } from './call.js';
import type { ClienteleCore } from './core-client.js';
import { requireVariables, type TypedDocument } from './document.js';
import { BadResponseError, type UserError } from './errors.js';
import type { RequestOptions } from './options.js';
import { Pages, type Page, type PageVariables } from './pages.js';

/** The paging arguments of every list. */
export interface PageArguments extends PageVariables {
  /** Number of records to fetch per request, 1 to 100. Default: 50. */
  readonly pageSize?: number | null | undefined;
}

/** `request` with variables of any type. */
type Send<Data> = (
  document: TypedDocument<Data, unknown>,
  variables: unknown,
  options: RequestOptions | undefined,
) => Call<Data>;

async function pick<Data extends object, Field extends keyof Data & string>(
  core: ClienteleCore,
  document: TypedDocument<Data, never>,
  variables: unknown,
  field: Field,
  options: RequestOptions | undefined,
): Promise<Answer<Data[Field]>> {
  const send = core.request.bind(core) as Send<Data>;
  const answer = await send(document as TypedDocument<Data, unknown>, variables, options).withResponse();
  const data = answer.data[field] as Data[Field] | undefined;
  if (data !== undefined) return { ...answer, data };
  throw new BadResponseError(
    `Expected a response with \`${field}\`; got one without. Check the url.`,
    contextOf(answer),
  );
}

/** Executes a query and returns one field of its data. */
export function ask<Data extends object, Variables, Field extends keyof Data & string>(
  core: ClienteleCore,
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  field: Field,
  options: RequestOptions | undefined,
): Call<Data[Field]> {
  return makeCall(pick(core, document, variables, field, options));
}

/** Returns a list that is fetched as it is read. */
export function list<Data extends object, Variables, Field extends keyof Data & string, Item>(
  core: ClienteleCore,
  document: TypedDocument<Data & Record<Field, Page<Item>>, Variables>,
  { pageSize, after, ...variables }: PageArguments,
  field: Field,
  options: RequestOptions | undefined,
): Pages<Item> {
  return new Pages<Item>(
    async (request) => {
      requireVariables(document, request);
      return pick(core, document, { ...variables, ...request }, field, options);
    },
    { first: pageSize, after },
  );
}

/** Executes a mutation and returns the changed record. Throws if the payload has `userErrors`. */
export function change<
  Data extends Readonly<Record<Field, { readonly userErrors: readonly UserError[] }>>,
  Input,
  Field extends keyof Data & string,
  Thing,
>(
  core: ClienteleCore,
  document: TypedDocument<Data, { input: Input }>,
  input: Input,
  field: Field,
  thingOf: (payload: Data[Field]) => Thing | null | undefined,
  options: RequestOptions | undefined,
): Call<Thing> {
  const changed = async (): Promise<Answer<Thing>> => {
    const answer = await pick(core, document, { input }, field, options);
    const { userErrors } = Object(answer.data) as Partial<Data[Field]>;
    if (userErrors?.length) throw inputError(field, contextOf(answer), userErrors);
    const thing = userErrors && thingOf(answer.data);
    if (thing !== null && thing !== undefined) return { ...answer, data: thing };
    throw new BadResponseError(
      `${field}: expected a changed record or userErrors; got neither. Report the request.`,
      contextOf(answer),
    );
  };
  return makeCall(changed());
}
