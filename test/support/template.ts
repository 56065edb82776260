/** What each test file clones its database from. */
export const TEMPLATE_DATABASE = 'clientele_template';
