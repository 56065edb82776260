import { UsageError } from './errors.js';
import { KEYED_INPUTS } from './generated/keyed-inputs.js';
import { print, type AstNode } from './printer.js';

/**
 * A GraphQL document that may carry the types of its result and variables: a document made by graphql-codegen, as a string
 * (`documentMode: string`) or parsed (`TypedDocumentNode`), a document made by gql.tada, or a plain string.
 */
export interface TypedDocument<Data, Variables> {
  toString(): string;
  readonly __apiType?: ((variables: Variables) => Data) | undefined;
}

/** A document prepared for sending. */
export interface Operation {
  readonly text: string;
  /** The operation's name in messages. */
  readonly name: string;
  readonly isMutation: boolean;
  /** The variables that take an idempotency key. Undefined if a mutation field has no such variable. */
  readonly keyed: readonly string[] | undefined;
}

/** Operations by document object. Callers usually keep a document and send it many times. */
const known = new WeakMap<object, Operation>();

export function readOperation(document: TypedDocument<unknown, never>): Operation {
  const found = known.get(Object(document) as object);
  if (found) return found;
  const operation = describe(getValidText(document));
  if (typeof document === 'object') known.set(document, operation);
  return operation;
}

/** Throws if the document does not declare one of the variables. The server would ignore its value. */
export function requireVariables(document: TypedDocument<unknown, never>, variables: object): void {
  const { text } = readOperation(document);
  for (const [name, value] of Object.entries(variables)) {
    if (value !== null && value !== undefined && !new RegExp(`\\$${name}\\b`).test(text)) {
      throw new UsageError(`Expected a document with the variable $${name}; got one without.`);
    }
  }
}

function getValidText(document: { toString(): string }): string {
  const { kind } = document as Partial<AstNode>;
  const text = kind === 'Document' ? print(document as unknown as AstNode) : String(document);
  if (text.includes('{')) return text;
  throw new UsageError('Expected a GraphQL document, as a string or parsed; got another value.');
}

/** Comments and strings, whose content must not be taken for code. */
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

/**
 * Returns the variables that take an idempotency key. Every mutation field takes one `input`; all effects are protected only
 * if each `input` is a separate variable of a type that takes a key. Otherwise returns undefined.
 */
function keyedVariables(code: string): string[] | undefined {
  const types = new Map([...code.matchAll(/\$(\w+)\s*:\s*(\w+)/g)].map(([, name, type]) => [name, type]));
  const inputs = [...code.matchAll(/[^$\w]input\s*:\s*(?:\$(\w+))?/g)].map(([, name]) => name);
  const names = inputs.filter((name) => name !== undefined && KEYED_INPUTS.has(types.get(name) ?? '')) as string[];
  return names.length > 0 && new Set(names).size === inputs.length ? names : undefined;
}
