/** What a tool reads the types of a document from. */
interface Typed<Result, Variables> {
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

/** A document as text that knows the types of its result and variables, as graphql-codegen's `documentMode: string`. */
export class TypedDocumentString<Result, Variables> extends String implements Typed<Result, Variables> {
  declare readonly __apiType?: ((variables: Variables) => Result) | undefined;

  override toString(): string & Typed<Result, Variables> {
    return super.toString();
  }
}
