import { mapCustomer } from '../../../../../src/cli/import/stripe/mapping/map-customer.js';
import { testShapes } from '../../../../histories/shape-figures.js';
import { SHAPES } from '../../../../histories/stripe-shapes.js';
import type { Given } from '../../../../support/records.js';
import { NUMBERS, stripeShape } from './shapes.js';

/** The records of an import by kind, as one call takes them. */
function recordsOf(number: string): Given {
  const { objects, catalog } = stripeShape(number);
  const { records } = mapCustomer(objects, catalog);
  const of = (kind: string): unknown[] => records.flatMap((record) => (record as Given)[kind] ?? []);
  return {
    accounts: of('account'),
    subscriptions: of('subscription'),
    interactions: of('interaction'),
    usage: of('usage'),
  };
}

const numberOf = (name: string): string => name.slice(0, name.indexOf(':'));

describe('a subscription read from the objects of Stripe', () => {
  test('every shape has its objects', () => {
    expect(SHAPES.map(({ name }) => numberOf(name)).toSorted()).toEqual(NUMBERS.toSorted());
  });

  describe('has the same figures as one recorded by hand', () => {
    const shapes = SHAPES.map((shape) => ({ ...shape, name: `cus_${numberOf(shape.name)}` }));
    testShapes(shapes, ({ name }) => recordsOf(name.slice('cus_'.length)), 'stripe');
  });
});
