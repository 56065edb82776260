import { loaderById } from '../graphql/loader.js';
import { selectChangesById } from './relationship-change.sql.js';
import { RelationshipChange } from './relationship-change.type.js';

export const changeById = loaderById(selectChangesById, (row) => new RelationshipChange(row));
