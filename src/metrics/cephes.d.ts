/** Its own types are out of reach of its package's exports. */
declare module 'cephes' {
  const cephes: {
    /** Nothing may be called before. */
    compiled: Promise<void>;
    /** The Gaussian hypergeometric function 2F1(a, b; c; x). */
    hyp2f1: (a: number, b: number, c: number, x: number) => number;
  };
  export default cephes;
}
