import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';

/** Returns the error with which a caller is refused that sends too much, with status 429. */
export const tooManyRequests = (message: string, retryAfterSeconds: number): GraphQLError =>
  new GraphQLError(`${message} Retry in ${retryAfterSeconds} s.`, {
    extensions: {
      code: 'RATE_LIMITED',
      retryAfterSeconds,
      http: { status: 429, headers: new HeaderMap([['retry-after', String(retryAfterSeconds)]]) },
    },
  });
