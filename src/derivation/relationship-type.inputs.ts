import { comparatorOf } from '../graphql/filters.js';
import { RelationshipTypeEnum } from './relationship-type.type.js';

export const RelationshipTypeComparator = comparatorOf('RelationshipType', RelationshipTypeEnum);
