import { loaderById } from '../graphql/loader.js';
import { selectMembersById } from './member.sql.js';
import { Member } from './member.type.js';

export const memberById = loaderById(selectMembersById, (row) => new Member(row));
