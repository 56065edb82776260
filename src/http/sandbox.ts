import { randomBytes } from 'node:crypto';
import type { Instant } from '../classification/calendar.js';
import { writeInstant } from '../graphql/scalars.js';

const SANDBOX_SCRIPT = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';
const SANDBOX_FRAME = 'https://sandbox.embed.apollographql.com';

/** The origins of Sandbox, standalone and embedded, which may call this server from a browser. */
export const SANDBOX_ORIGINS = ['https://studio.apollographql.com', SANDBOX_FRAME];

/** The operation that Sandbox opens with. It tells what an account with the given history would be, and why. */
export const FIRST_OPERATION = `# Customer or client? Press Run. Then change the history under Variables and run the query again:
# without one of the interactions this client would be a customer. Nothing is stored.
#
# Recorded accounts by type: { clientBase { counts { type accounts } } }
# Some of these accounts: { accounts(first: 5) { nodes { name relationship { summary } } } }
# The complete schema: /schema.graphql
query CustomerOrClient($history: ClassifyInput!) {
  classify(input: $history) {
    type
    summary
    since
    score
    clientScore
    evidence {
      met
      summary
      changesAt
    }
    pathToClient {
      criteria {
        summary
      }
    }
    nextChange {
      type
      from
      because {
        summary
      }
    }
  }
}
`;

const DAY = 24 * 60 * 60 * 1000;

/** A history of more than two years on a plan of the demo, with three personalized calls. */
export function firstVariables(now: Instant) {
  const daysAgo = (days: number): string => writeInstant(Math.floor(now / DAY) * DAY - days * DAY);
  const call = (days: number) => ({ kind: 'CALL', occurredAt: daysAgo(days), personalized: true, initiative: 'US' });
  const phase = {
    from: daysAgo(800),
    planExternalId: 'business',
    status: 'ACTIVE',
    quantity: 10,
    unitPrice: { amount: '39.00', currencyCode: 'USD' },
    billingInterval: 'MONTH',
  };
  return { history: { subscriptions: [{ phases: [phase] }], interactions: [call(200), call(90), call(10)] } };
}

export interface SandboxPage {
  html: string;
  contentSecurityPolicy: string;
}

/** Serializes JSON so that it cannot end the script element that contains it. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** Makes the page that a browser gets: Apollo Sandbox in a frame, prefilled with an operation and, if given, a key. */
export function sandboxPage(apiKey: string | null, now: Instant): SandboxPage {
  const nonce = randomBytes(16).toString('base64');
  const options = {
    target: '#sandbox',
    initialState: {
      document: FIRST_OPERATION,
      variables: firstVariables(now),
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
