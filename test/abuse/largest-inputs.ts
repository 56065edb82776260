/** Requests made from the schema, each with one input as large as a body can make it. */
import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isObjectType,
  isScalarType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { MAX_BODY_BYTES } from '../../src/http/request-guard.js';
import { exampleValue, selectionOn } from '../support/example-operation.js';

/** Room for the document and for the names around the value. */
const VALUE_BYTES = MAX_BODY_BYTES - 4_096;

/** Repeats a piece of JSON text until it fills the given number of bytes. */
const filledWith = (json: string, bytes: number, start = ''): string =>
  `"${start}${json.repeat(Math.floor((bytes - start.length - 2) / Buffer.byteLength(json)))}"`;

/** Texts, as JSON, that cost most to read, compare, fold or show. */
const TEXTS: Record<string, (bytes: number) => string> = {
  'a character that becomes 18': (bytes) => filledWith('\ufdfa', bytes),
  'a character that becomes several marks': (bytes) => filledWith('\u{1d160}', bytes),
  // Normalization sorts marks by their class, one by one.
  'marks out of order': (bytes) => `"a${'\u0301'.repeat(bytes / 4)}${'\u0316'.repeat(bytes / 4 - 2)}"`,
  'halves of surrogate pairs': (bytes) => filledWith('\\ud800', bytes),
  blanks: (bytes) => filledWith(' ', bytes),
  digits: (bytes) => filledWith('9', bytes),
  'zeros after a point, and a digit': (bytes) => `"0.${'0'.repeat(bytes - 6)}1"`,
  'digits of a second': (bytes) => filledWith('1', bytes, '2026-03-15T12:00:00.'),
  'an id without end': (bytes) => filledWith('0', bytes, 'acct_'),
  'NUL characters': (bytes) => filledWith('\\u0000', bytes),
  'what could hold a key': (bytes) => filledWith('eyJ', bytes),
};

/** As many values as fit into so many bytes, as JSON. */
function listOf(value: (i: number) => string, bytes: number): string {
  const values: string[] = [];
  for (let i = 0, size = 2; ; i++) {
    const next = value(i);
    size += Buffer.byteLength(next) + 1;
    if (size > bytes) return `[${values.join(',')}]`;
    values.push(next);
  }
}

/** As many copies of a value as fit. */
const copiesOf = (value: string, bytes: number): string =>
  `[${`${value},`.repeat(Math.floor((bytes - 2) / (Buffer.byteLength(value) + 1))).slice(0, -1)}]`;

const distinct = (i: number): string => `"${i.toString(36)}"`;

const OBJECTS: Record<string, (bytes: number) => string> = {
  'many keys': (bytes) => `{${listOf((i) => `${distinct(i)}:0`, bytes).slice(1, -1)}}`,
  'a long key': (bytes) => `{${filledWith('\ufdfa', bytes - 4)}:0}`,
  'a long text': (bytes) => `{"a":${filledWith('\ufdfa', bytes - 8)}}`,
  'a long list': (bytes) => `{"a":${copiesOf('0', bytes - 8)}}`,
  'many objects': (bytes) => `{"a":${copiesOf('{}', bytes - 8)}}`,
  'many levels': (bytes) => '{"a":'.repeat(bytes / 8) + '0' + '}'.repeat(bytes / 8),
};

/** One input at its largest. */
export interface Case {
  /** The field, the position of the value in its arguments, and what is large about it. */
  name: string;
  /** `Type.field` of the input. */
  input: string;
  query: string;
  /** The request; made when it is sent, since it takes 8 MiB. */
  body: () => Buffer;
}

/** A value within the arguments of a field: `around` puts it in its place in the JSON of the variables. */
interface Position {
  path: string;
  input: string;
  type: GraphQLInputType;
  around: (json: string) => string;
}

function* positionsIn({ type, ...position }: Position, entered: readonly GraphQLInputType[] = []): Generator<Position> {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    yield { ...position, type: nullable };
    yield* positionsIn(
      {
        ...position,
        path: `${position.path}[]`,
        type: nullable.ofType,
        around: (json) => position.around(`[${json}]`),
      },
      entered,
    );
  } else if (!isInputObjectType(nullable)) {
    yield { ...position, type: nullable };
  } else if (!entered.includes(nullable)) {
    const example = exampleValue(nullable) as Record<string, unknown>;
    for (const field of Object.values(nullable.getFields())) {
      const others = Object.entries(example).filter(([name]) => name !== field.name && !isReference(nullable.name));
      const around = (json: string): string =>
        position.around(
          `{${[...others.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`), `${JSON.stringify(field.name)}:${json}`].join(',')}}`,
        );
      const path = `${position.path}.${field.name}`;
      yield* positionsIn({ path, input: `${nullable.name}.${field.name}`, type: field.type, around }, [
        ...entered,
        nullable,
      ]);
    }
  }
}

/** Names a record by one of the two that it has. */
const isReference = (name: string): boolean => name.endsWith('By');

/** What is large in a position: what is said of it, and its JSON. */
function* largestAt({ type }: Position): Generator<[what: string, json: (bytes: number) => string]> {
  if (isListType(type)) {
    const example = JSON.stringify(exampleValue(type.ofType));
    yield ['many values', (bytes) => copiesOf(example, bytes)];
    yield ['many numbers', (bytes) => copiesOf('0', bytes)];
    const item = getNullableType(type.ofType);
    if (isInputObjectType(item)) {
      yield ['many empty objects', (bytes) => copiesOf('{}', bytes)];
      for (const { name, type: inner } of Object.values(item.getFields())) {
        const list = getNullableType(inner);
        if (!isListType(list)) continue;
        yield [`many ${name} in one`, (bytes) => `[{"${name}":${copiesOf('{}', bytes - 32)}}]`];
        yield [`a hundred ${name} in each`, (bytes) => copiesOf(`{"${name}":${copiesOf('{}', 302)}}`, bytes)];
      }
    } else {
      yield ['distinct texts', (bytes) => listOf(distinct, bytes)];
      for (const [what, text] of Object.entries(TEXTS)) {
        yield [
          `a hundred texts of ${what}`,
          (bytes) => `[${Array.from({ length: 100 }, () => text(Math.floor(bytes / 100) - 4)).join(',')}]`,
        ];
      }
    }
    return;
  }
  if (getNamedType(type).name === 'JSONObject') yield* Object.entries(OBJECTS);
  else if (isScalarType(type))
    yield* Object.entries(TEXTS).map(([what, text]) => [what, text] as [string, typeof text]);
  // Of another kind than is asked for.
  yield ['a list', (bytes) => copiesOf('0', bytes)];
  yield ['an object', (bytes) => OBJECTS['many keys']!(bytes)];
}

type Field = GraphQLField<unknown, unknown>;

/** Calls of fields, from the root of the schema down to one. */
interface Route {
  kind: 'query' | 'mutation';
  steps: readonly { field: Field; name: string }[];
}

/** The shortest way to each field that takes arguments. */
function routesOf(schema: GraphQLSchema): Route[] {
  const routes: Route[] = [];
  const entered = new Set<unknown>();
  let level: (Route & { type: GraphQLObjectType })[] = [
    { kind: 'query', steps: [], type: schema.getQueryType()! },
    { kind: 'mutation', steps: [], type: schema.getMutationType()! },
  ];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { kind, steps, type } of level) {
      for (const field of Object.values(type.getFields())) {
        const route = { kind, steps: [...steps, { field, name: `${type.name}.${field.name}` }] };
        if (field.args.length > 0) routes.push(route);
        const inner = getNamedType(field.type);
        if (!isObjectType(inner) || entered.has(inner)) continue;
        entered.add(inner);
        next.push({ ...route, type: inner });
      }
    }
    level = next;
  }
  return routes;
}

const neededArgs = (field: Field, but?: string) =>
  field.args.filter(
    ({ name, type, defaultValue }) => name !== but && String(type).endsWith('!') && defaultValue === undefined,
  );

/** Every input of the schema at its largest. */
export function* largestInputs(schema: GraphQLSchema): Generator<Case> {
  for (const { kind, steps } of routesOf(schema)) {
    const { field, name } = steps.at(-1)!;
    for (const arg of field.args) {
      // Variables of each step are named by its number.
      const given = steps.map(({ field: one }, i) => ({
        field: one,
        args: i === steps.length - 1 ? [...neededArgs(one, arg.name), arg] : neededArgs(one),
      }));
      const declared = given.flatMap(({ args }, i) => args.map((one) => `$${one.name}${i}: ${String(one.type)}`));
      const text = given.reduceRight<string>(
        (inner, { field: one, args }, i) => {
          const list = args.map((arg) => `${arg.name}: $${arg.name}${i}`).join(', ');
          return `${one.name}${list && `(${list})`} ${inner && `{ ${inner} }`}`;
        },
        selectionOn(field.type).slice(1, -1),
      );
      const query = `${kind} ${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${text} }`;
      const others = given.flatMap(({ args }, i) =>
        args
          .filter((one) => one !== arg)
          .map((one) => `${JSON.stringify(`${one.name}${i}`)}:${JSON.stringify(exampleValue(one.type))}`),
      );
      const around = (json: string): string => `{${[...others, `"${arg.name}${steps.length - 1}":${json}`].join(',')}}`;
      for (const position of positionsIn({ path: arg.name, input: `${name}(${arg.name})`, type: arg.type, around })) {
        for (const [what, json] of largestAt(position)) {
          yield {
            name: `${name}(${position.path}): ${what}`,
            input: position.input,
            query,
            body: () =>
              Buffer.from(
                `{"query":${JSON.stringify(query)},"variables":${position.around(json(VALUE_BYTES - position.around('').length))}}`,
              ),
          };
        }
      }
    }
  }
}
