/** Sends requests over the given number of connections for the given time; reports the number and times of responses. */
import autocannon from 'autocannon';

/** A placeholder in bodies that must be unique: each request replaces it by another number. */
const EACH = /#EACH#/g;

process.on('message', async ({ url, headers, bodies, connections, seconds, amount }) => {
  const times = [];
  let clients = 0;
  let sent = 0;
  const run = autocannon({
    url,
    connections,
    ...(amount ? { amount } : { duration: seconds }),
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    verifyBody: (body) => body.startsWith('{"data":{'),
    setupClient(client) {
      // Each connection starts at another body, so that they do not send the same one concurrently. Bodies to send only
      // once are divided between the connections.
      const start = Math.floor((bodies.length * clients++) / connections);
      const share = amount ? Math.ceil(amount / connections) : bodies.length;
      const rotated = [...bodies.slice(start), ...bodies.slice(0, start)];
      client.setRequests(
        rotated
          .slice(0, share)
          .map((body) =>
            body.includes('#EACH#')
              ? { setupRequest: (request) => ({ ...request, body: body.replace(EACH, `${process.pid}-${++sent}`) }) }
              : { body },
          ),
      );
    },
  });
  run.on('response', (client, status, bytes, ms) => times.push(ms));
  const result = await run;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? null;
  process.send({
    answered: times.length,
    seconds: result.duration,
    failures: {
      refused: result.non2xx,
      lost: result.errors,
      overdue: result.timeouts,
      others: result.mismatches,
    },
    p50: at(0.5),
    p99: at(0.99),
  });
});
