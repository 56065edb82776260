/** Declared here because the `exports` of the package hide its own types. */
declare module 'cephes' {
  const cephes: {
    /** Await this before calling anything else. */
    compiled: Promise<void>;
    /** The Gaussian hypergeometric function 2F1(a, b; c; x). */
    hyp2f1: (a: number, b: number, c: number, x: number) => number;
  };
  export default cephes;
}
