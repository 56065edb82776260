import Stripe from 'stripe';

/** The parameters of a page. */
interface Page {
  limit: number;
  created?: Stripe.RangeQueryParam;
}

interface Listed {
  id?: string;
  created?: number;
  /** Invoice items have a date instead. */
  date?: number;
}

/** The most that Stripe returns in one page. */
const PAGE_SIZE = 100;

/**
 * Yields all objects of a list, newest first, page by page. Stripe continues a list after the object that was read last; if
 * that object has been deleted meanwhile, such as a draft invoice, the list is continued from its time of creation. Objects
 * of that second are then yielded twice.
 */
export async function* readList<Some extends Listed>(
  list: (page: Page) => Stripe.ApiListPromise<Some>,
  created?: Stripe.RangeQueryParam,
): AsyncGenerator<Some> {
  for (let last: Some | undefined; ;) {
    let hasAdvanced = false;
    try {
      for await (const object of list({ limit: PAGE_SIZE, ...(created && { created }) })) {
        hasAdvanced = true;
        last = object;
        yield object;
      }
      return;
    } catch (error) {
      const until = last?.created ?? last?.date;
      if (!isLostPlace(error) || !hasAdvanced || until === undefined) throw error;
      created = { ...created, lte: until };
    }
  }
}

const isLostPlace = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'starting_after';
