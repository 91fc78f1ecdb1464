import { uuidv7 } from "#/domain/ids.ts";
import { type Member, memberOf, sessionOf, type UserSession } from "#/server/auth.ts";
import { acceptedOrigin, clientAddress } from "#/server/http/origin.ts";
import { log } from "#/server/log.ts";

/** Carries the request's id from the proxy to every log line and receipt. */
export const correlationHeader = "x-correlation-id";

const once = <Value>(ask: () => Promise<Value>): (() => Promise<Value>) => {
  let answer: Promise<Value> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
};

const correlationPattern = /^[\w.:-]{8,100}$/;

/**
 * What one request brings. Session and membership are read when first asked for, and once for all calls
 * of a batch: two look-ups a request at most.
 */
export const createContext = (headers: Headers) => {
  const given = headers.get(correlationHeader);
  const correlationId = given !== null && correlationPattern.test(given) ? given : uuidv7();
  const session = once((): Promise<UserSession | null> => sessionOf(headers));
  const member = once(async (): Promise<Member | null> => {
    const signedIn = await session();
    return signedIn === null ? null : await memberOf(signedIn);
  });
  return {
    headers,
    origin: acceptedOrigin(headers),
    from: { address: clientAddress(headers), userAgent: headers.get("user-agent")?.slice(0, 300) ?? null },
    correlationId,
    log: log.child({ correlationId }),
    session,
    member,
  };
};

export type RequestContext = ReturnType<typeof createContext>;
