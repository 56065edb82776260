/** All verdicts and refused records, in the working directory. */
export const REPORT_FILE = 'stripe-report.csv';
