/** The fields of a GraphQL input, without having been made by its class: that is how they come over the wire, too. */
export type Plain<T> = { [K in keyof T]: T[K] };
