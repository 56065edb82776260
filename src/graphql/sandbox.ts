import { randomBytes } from 'node:crypto';

const SANDBOX_SCRIPT = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';
const SANDBOX_FRAME = 'https://sandbox.embed.apollographql.com';

/** Where Sandbox is served from when it is not embedded, and its frame: allowed to ask this server from a browser. */
export const SANDBOX_ORIGINS = ['https://studio.apollographql.com', SANDBOX_FRAME];

/** What Sandbox shows first: pressing Run answers who the clients are, and why. */
export const FIRST_OPERATION = `# Which accounts are clients, which are customers, why, since when, and what comes next?
query ClientBase($first: Int!, $filter: AccountFilter) {
  clientBase {
    accounts
    customers
    counts {
      type
      accounts
      monthlyRecurringRevenue {
        amount
        currencyCode
      }
    }
  }
  accounts(first: $first, filter: $filter, orderBy: { field: MONTHLY_RECURRING_REVENUE, direction: DESC }) {
    nodes {
      name
      relationship {
        type
        since
        score
        summary
        evidence {
          summary
          met
          changesAt
        }
        nextChange {
          type
          from
        }
      }
    }
  }
}
`;
export const FIRST_VARIABLES = { first: 5, filter: { type: { in: ['CLIENT', 'CUSTOMER'] } } };

export interface SandboxPage {
  html: string;
  contentSecurityPolicy: string;
}

/** JSON that no character of can end the script element that it stands in. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** The page that a browser gets: Apollo Sandbox in a frame, ready to run; with a key where one may be shown. */
export function sandboxPage(apiKey: string | null): SandboxPage {
  const nonce = randomBytes(16).toString('base64');
  const options = {
    target: '#sandbox',
    initialState: {
      document: FIRST_OPERATION,
      variables: FIRST_VARIABLES,
      headers: { Authorization: `Bearer ${apiKey ?? 'clk_…'}` },
      includeCookies: false,
    },
    endpointIsEditable: false,
    runTelemetry: false,
  };
  return {
    contentSecurityPolicy: [
      "default-src 'none'",
      `script-src 'nonce-${nonce}' https://embeddable-sandbox.cdn.apollographql.com`,
      `style-src 'nonce-${nonce}'`,
      `frame-src ${SANDBOX_FRAME}`,
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Clientele: Apollo Sandbox</title>
<style nonce="${nonce}">
html, body, #sandbox { margin: 0; height: 100%; }
iframe { border: 0; width: 100%; height: 100%; }
.offline { font: 1rem/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem; }
</style>
</head>
<body>
<div id="sandbox"><p class="offline">Apollo Sandbox is loading from Apollo's network. If it does not appear, you may be offline; the endpoint itself works with any GraphQL client.</p></div>
<script nonce="${nonce}" src="${SANDBOX_SCRIPT}"></script>
<script nonce="${nonce}">
const options = ${inScript(options)};
if (window.EmbeddedSandbox) {
  document.getElementById('sandbox').textContent = '';
  new window.EmbeddedSandbox({ ...options, initialEndpoint: window.location.href });
}
</script>
</body>
</html>
`,
  };
}
