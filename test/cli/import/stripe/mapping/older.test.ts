import { mapCustomer } from '../../../../../src/cli/import/stripe/mapping/map-customer.js';
import { asOlder } from './older.js';
import { NUMBERS, stripeShape } from './shapes.js';

describe('objects of older versions of the API', () => {
  test.each(NUMBERS)('become the same records as those of the current version: shape %s', (number) => {
    const { objects, catalog } = stripeShape(number);

    expect(mapCustomer(asOlder(objects, catalog), catalog)).toEqual(mapCustomer(objects, catalog));
  });
});
