import { Column, Entity, PrimaryColumn } from 'typeorm';

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

@Entity('api_key')
export class ApiKeyEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** The part of the key that is no secret: the row is found by it. */
  @Column('text', { name: 'public_id' })
  publicId: string;

  /** SHA-256 of the secret part, in hex. It has 256 random bits, so no slow hash is needed. */
  @Column('text', { name: 'secret_hash' })
  secretHash: string;

  @Column('text')
  name: string;

  @Column('text')
  role: Role;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  /** To the minute or so. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;
}
