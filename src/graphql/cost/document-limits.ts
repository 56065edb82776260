import { GraphQLError, Kind, Lexer, parse, Source, TokenKind, type DocumentNode, type SelectionSetNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { BODY_LIMITS } from './body-limits.js';

/**
 * Limits on a document. The first three are checked before it is parsed, because the parser recurses into each bracket and
 * runs out of stack at about 1,600 of them. The others are checked before it is validated, because validation compares
 * fields with each other, which grows with the square of their number. The introspection query of common tools is 15 deep
 * and has about 150 fields.
 */
export const DOCUMENT_LIMITS = {
  characters: 100_000,
  tokens: 10_000,
  /** Nesting of braces, brackets and parentheses. */
  brackets: 64,
  /** Nesting of fields. */
  depth: 16,
  /** Fields and spreads; those of a fragment count each time it is spread. */
  selections: 1_000,
  /** Root fields: queries or mutations in one request. */
  rootFields: 20,
  /** Aliased fields. */
  aliases: 100,
  directives: 50,
  operations: 20,
} as const;

type Limit = keyof typeof DOCUMENT_LIMITS;

const WORDS: Record<Limit, string> = {
  characters: 'characters',
  tokens: 'tokens',
  brackets: 'levels of brackets',
  depth: 'levels of fields',
  selections: 'fields and fragment spreads, counting the content of a fragment once per spread',
  rootFields: 'fields at the root of an operation',
  aliases: 'aliases',
  directives: 'directives',
  operations: 'operations',
};

/** Returns the error for a document beyond a limit, with status 400. */
const refused = (problem: string): GraphQLError =>
  new GraphQLError(problem, { extensions: { code: 'GRAPHQL_LIMIT_EXCEEDED', http: { status: 400 } } });

function requireWithin(limit: Limit, count: number): void {
  const most = DOCUMENT_LIMITS[limit];
  if (count <= most) return;
  throw refused(
    `Expected a document of at most ${most} ${WORDS[limit]}; got more. Split it, or send its values as variables.`,
  );
}

const OPENING = new Set<string>([TokenKind.PAREN_L, TokenKind.BRACKET_L, TokenKind.BRACE_L]);
const CLOSING = new Set<string>([TokenKind.PAREN_R, TokenKind.BRACKET_R, TokenKind.BRACE_R]);

/** Reads a document token by token, without recursion. */
function requireParsable(text: string): void {
  requireWithin('characters', text.length);
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  let brackets = 0;
  for (;;) {
    const { kind } = lexer.advance();
    if (kind === TokenKind.EOF) return;
    requireWithin('tokens', ++tokens);
    if (OPENING.has(kind)) requireWithin('brackets', ++brackets);
    else if (CLOSING.has(kind)) brackets--;
  }
}

/** The size of a selection with its fragments inlined. */
interface Extent {
  selections: number;
  depth: number;
  aliases: number;
  directives: number;
  rootFields: number;
}

/** Each fragment is measured once, however often it is spread, so that fragments that double each other cost nothing here. */
class Measure {
  private readonly selectionSetOf = new Map<string, SelectionSetNode>();
  private readonly measured = new Map<string, Extent | 'under way'>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.selectionSetOf.set(definition.name.value, definition.selectionSet);
      }
    }
  }

  fragment(name: string): Extent {
    const known = this.measured.get(name);
    if (known === 'under way') throw refused('Expected fragments that do not contain themselves; got one that does.');
    if (known) return known;
    this.measured.set(name, 'under way');
    const extent = this.selection(this.selectionSetOf.get(name));
    this.measured.set(name, extent);
    return extent;
  }

  selection(selectionSet: SelectionSetNode | undefined): Extent {
    const total: Extent = { selections: 0, depth: 0, aliases: 0, directives: 0, rootFields: 0 };
    for (const selection of selectionSet?.selections ?? []) {
      total.directives += selection.directives?.length ?? 0;
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.fragment(selection.name.value)
          : this.selection(selection.selectionSet);
      total.selections += inner.selections + 1;
      total.depth = Math.max(total.depth, inner.depth + (isField ? 1 : 0));
      total.aliases += inner.aliases + (isField && selection.alias ? 1 : 0);
      total.directives += inner.directives;
      total.rootFields += isField ? 1 : inner.rootFields;
    }
    return total;
  }
}

function requireReasonable(document: DocumentNode): void {
  const measure = new Measure(document);
  let operations = 0;
  let directives = 0;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      requireWithin('operations', ++operations);
      directives += definition.directives?.length ?? 0;
    } else if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    // Fragments that are never spread count too, because they are validated as well.
    const extent =
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? measure.fragment(definition.name.value)
        : measure.selection(definition.selectionSet);
    requireWithin('depth', extent.depth);
    requireWithin('selections', extent.selections);
    requireWithin('aliases', extent.aliases);
    requireWithin('directives', directives + extent.directives);
    if (definition.kind === Kind.OPERATION_DEFINITION) requireWithin('rootFields', extent.rootFields);
  }
}

/**
 * Limits on the variables of an operation, far above what any input accepts: an input that is slightly too long is refused
 * by the service that reads it, with a userError. These limits refuse what would be expensive to coerce, price or refuse.
 */
export const VARIABLE_LIMITS = {
  /** Nesting of objects and lists: that of a body, so that only the record with a value that is too deep is refused. */
  levels: BODY_LIMITS.levels,
  /** UTF-16 code units of a string or a key. The longest string that any input accepts, a note, has 10,000. */
  characters: 65_536,
  /** Values in lists, in total, that any operation may contain. An operation that costs more points may contain one per point. */
  listed: 10_000,
} as const;

/**
 * Refuses variables, except those named, that are nested too deeply, or contain a string that is too long.
 *
 * @throws GraphQLError with the code GRAPHQL_LIMIT_EXCEEDED.
 */
export function requireVariablesWithinLimits(
  variables: Readonly<Record<string, unknown>>,
  except: ReadonlySet<string>,
): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!except.has(name)) requireValueWithinLimits(value, [`$${name}`]);
  }
}

/** `path` leads to the value. It is formatted only for a message, because an import has tens of thousands of values. */
function requireValueWithinLimits(value: unknown, path: string[]): void {
  if (typeof value === 'string') requireShort(value, path);
  if (typeof value !== 'object' || value === null) return;
  if (path.length > VARIABLE_LIMITS.levels) {
    throw refused(`Expected variables of at most ${VARIABLE_LIMITS.levels} levels; got more. Flatten them.`);
  }
  const isList = Array.isArray(value);
  for (const [key, part] of Object.entries(value)) {
    if (!isList) requireShort(key, path, 'a key of ');
    path.push(key);
    requireValueWithinLimits(part, path);
    path.pop();
  }
}

function requireShort(text: string, path: readonly string[], what = ''): void {
  const { characters } = VARIABLE_LIMITS;
  if (text.length <= characters) return;
  throw refused(
    `Expected texts of at most ${characters} characters in variables; got ${text.length} in ${what}${path.join('.')}. Shorten it.`,
  );
}

/**
 * Refuses lists that contain more values than the operation pays for.
 *
 * @throws GraphQLError with the code GRAPHQL_LIMIT_EXCEEDED.
 */
export function requireListsPaidFor(listed: number, cost: number): void {
  const most = Math.max(VARIABLE_LIMITS.listed, cost);
  if (listed <= most) return;
  throw refused(
    `Expected variables with at most ${most} values in lists; got ${listed}. Split them across several operations.`,
  );
}

/** Documents within the limits: most requests send one of a few. */
const accepted = new LRUCache<string, true>({ max: 500 });
/** Longer documents are checked again each time, so that they cannot fill memory. */
const MAX_ACCEPTED_CHARACTERS = 20_000;

/**
 * Refuses a document beyond `DOCUMENT_LIMITS`. Syntax errors are left to the parser, which reports their position.
 *
 * @throws GraphQLError with the code GRAPHQL_LIMIT_EXCEEDED.
 */
export function requireDocumentWithinLimits(text: string): void {
  if (accepted.get(text)) return;
  let document: DocumentNode;
  try {
    requireParsable(text);
    document = parse(text, { noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions.code === undefined) return;
    throw error;
  }
  requireReasonable(document);
  if (text.length > MAX_ACCEPTED_CHARACTERS) return;
  accepted.set(text, true);
}
