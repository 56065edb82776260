/** The property from which tools infer the types of a document. */
interface Typed<Result, Variables> {
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

/** A document as a string that carries the types of its result and variables, like graphql-codegen's `documentMode: string`. */
export class TypedDocumentString<Result, Variables> extends String implements Typed<Result, Variables> {
  declare readonly __apiType?: ((variables: Variables) => Result) | undefined;

  override toString(): string & Typed<Result, Variables> {
    return super.toString();
  }
}
