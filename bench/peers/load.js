/** Sends requests over so many connections for a while; tells how many were answered, and how long each took. */
import autocannon from 'autocannon';

/** In bodies that must differ each time: becomes another number in each request. */
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
      // Each connection begins elsewhere, or all would ask the same at once. What is asked once is shared out.
      const start = Math.floor((bodies.length * clients++) / connections);
      const share = amount ? Math.ceil(amount / connections) : bodies.length;
      const turned = [...bodies.slice(start), ...bodies.slice(0, start)];
      client.setRequests(
        turned
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
