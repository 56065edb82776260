import { mapCustomer } from '../../../../../src/cli/import/stripe/mapping/map-customer.js';
import type { CustomerObjects } from '../../../../../src/cli/import/stripe/mapping/objects.js';
import { asOlder } from './older.js';
import { NUMBERS, stripeShape } from './shapes.js';

/** Objects as tools write them that leave out fields without a value. */
const withoutNulls = ({ statusSince, ...objects }: CustomerObjects): CustomerObjects => {
  const text = JSON.stringify(objects, (_, value: unknown) => (value === null ? undefined : value));
  return { ...(JSON.parse(text) as CustomerObjects), ...(statusSince && { statusSince }) };
};

// Shape 33 is charged daily; that of a week tells as much.
describe.each(NUMBERS.filter((number) => number !== '33'))('shape %s', (number) => {
  const { objects, catalog } = stripeShape(number);
  const expected = mapCustomer(objects, catalog);

  test('becomes the same records from objects of older versions of the API', () => {
    expect(mapCustomer(asOlder(objects, catalog), catalog)).toEqual(expected);
  });

  test('becomes the same records from objects without the fields that are null', () => {
    expect(mapCustomer(withoutNulls(objects), catalog)).toEqual(expected);
  });
});
