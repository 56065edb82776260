import { loaderById } from '../graphql/loader.js';
import { selectInteractionsById } from './interaction.sql.js';
import { Interaction } from './interaction.type.js';

export const interactionById = loaderById(selectInteractionsById, (row) => new Interaction(row));
