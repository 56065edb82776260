import { registerEnumType } from 'type-graphql';

/** READER reads; WRITER records too; ADMIN also manages plans, policies, keys and deletion. */
export enum Role {
  READER = 'READER',
  WRITER = 'WRITER',
  ADMIN = 'ADMIN',
}

const ROLES = Object.values(Role);

export const isRole = (text: string): text is Role => ROLES.some((role) => (role as string) === text);

/** Whether a role includes another one: each may also do what the ones before it may. */
export const mayAct = (held: Role, needed: Role): boolean => ROLES.indexOf(held) >= ROLES.indexOf(needed);

registerEnumType(Role, {
  name: 'Role',
  description: 'What a key or token may do. Each role may also do what the ones before it may.',
  valuesConfig: {
    READER: { description: 'Reads everything in the workspace, and changes nothing.' },
    WRITER: {
      description:
        'Also records and changes accounts, members, subscriptions and interactions, and imports; deletes none.',
    },
    ADMIN: { description: 'Also deletes, and manages plans, policies and keys.' },
  },
});
