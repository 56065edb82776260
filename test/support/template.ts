/** The database that each test file clones. */
export const TEMPLATE_DATABASE = 'clientele_template';
