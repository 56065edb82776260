import { registerEnumType } from 'type-graphql';

/**
 * READER reads. WRITER also records, and deletes what it may record except accounts. ADMIN also erases and merges accounts,
 * and manages plans, policies and keys.
 */
export enum Role {
  READER = 'READER',
  WRITER = 'WRITER',
  ADMIN = 'ADMIN',
}

const ROLES = Object.values(Role);

export const isRole = (text: string): text is Role => ROLES.some((role) => (role as string) === text);

/** The roles by their own names. */
export const ROLE_BY_NAME: ReadonlyMap<string, Role> = new Map(ROLES.map((role) => [role, role]));

/** Tells whether the held role includes the needed one. Each role includes those before it. */
export const mayAct = (held: Role, needed: Role): boolean => ROLES.indexOf(held) >= ROLES.indexOf(needed);

registerEnumType(Role, {
  name: 'Role',
  description: 'What a key or token may do. Each role includes the roles before it.',
  valuesConfig: {
    READER: { description: 'Reads everything in the workspace. Changes nothing.' },
    WRITER: {
      description:
        'Also records and changes accounts, members, subscriptions and interactions, imports records, and deletes members, subscriptions and interactions.',
    },
    ADMIN: { description: 'Also erases and merges accounts, and manages plans, policies and keys.' },
  },
});
