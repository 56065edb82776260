import { UsageError } from './errors.js';
import { KEYED_INPUTS } from './generated/keyed-inputs.js';
import { print, type AstNode } from './printer.js';

/**
 * A GraphQL document that knows the types of its result and variables: what `graphql-codegen` makes, as text
 * (`documentMode: string`) or parsed (a `TypedDocumentNode`), what gql.tada makes, or a plain string.
 */
export interface TypedDocument<Data, Variables> {
  toString(): string;
  readonly __apiType?: ((variables: Variables) => Data) | undefined;
}

/** What is known of a document that is about to be sent. */
export interface Operation {
  readonly text: string;
  /** What messages call it. */
  readonly name: string;
  readonly isMutation: boolean;
  /** The variables that take an idempotency key; undefined where the document has effects that no variable guards. */
  readonly keyed: readonly string[] | undefined;
}

/** Operations by their document: what is parsed is kept by many, and sent again and again. */
const known = new WeakMap<object, Operation>();

export function readOperation(document: TypedDocument<unknown, never>): Operation {
  const found = known.get(Object(document) as object);
  if (found) return found;
  const operation = describe(getValidText(document));
  if (typeof document === 'object') known.set(document, operation);
  return operation;
}

function getValidText(document: { toString(): string }): string {
  const { kind } = document as Partial<AstNode>;
  const text = kind === 'Document' ? print(document as unknown as AstNode) : String(document);
  if (text.includes('{')) return text;
  throw new UsageError(
    'Expected a GraphQL document: a text, or one parsed by graphql-codegen, gql.tada or graphql-tag; got something else.',
  );
}

/** Comments and texts, in which words mean nothing. */
const NO_CODE = /"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n])*"|#.*/g;
const DEFINITION = /(?:^|\})\s*(query|mutation|subscription)\b\s*(\w*)/g;

function describe(text: string): Operation {
  const code = text.replace(NO_CODE, ' ');
  const definitions = [...code.matchAll(DEFINITION)];
  return {
    text,
    name: definitions[0]?.[2] || 'The operation',
    isMutation: definitions.some(([, kind]) => kind === 'mutation'),
    keyed: keyedVariables(code),
  };
}

/** Every mutation takes one `input`. Where each is a variable of its own that takes a key, all effects are guarded. */
function keyedVariables(code: string): string[] | undefined {
  const types = new Map([...code.matchAll(/\$(\w+)\s*:\s*(\w+)/g)].map(([, name, type]) => [name, type]));
  const inputs = [...code.matchAll(/[^$\w]input\s*:\s*(?:\$(\w+))?/g)].map(([, name]) => name);
  const names = inputs.filter((name) => name !== undefined && KEYED_INPUTS.has(types.get(name) ?? '')) as string[];
  return names.length > 0 && new Set(names).size === inputs.length ? names : undefined;
}
