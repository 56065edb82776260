import { testShapes } from './shape-figures.js';
import { recordsOf, SHAPES } from './stripe-shapes.js';

describe('a subscription as Stripe sells it', () => testShapes(SHAPES, recordsOf));
