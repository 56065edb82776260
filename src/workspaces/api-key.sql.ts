/** The one statement without a workspace: it finds out which one a key opens. */
export const selectApiKey = {
  name: 'selectApiKey',
  text: `SELECT workspace_id AS "workspaceId", id, name, role, secret_hash AS "secretHash", expires_at AS "expiresAt"
         FROM find_api_key($1) WHERE revoked_at IS NULL`,
};
