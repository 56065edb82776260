import { referenceTo } from '../graphql/reference.js';

export const MemberBy = referenceTo('MemberBy', 'Member');
