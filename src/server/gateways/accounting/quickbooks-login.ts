import type OAuthClient from "intuit-oauth";
import { z } from "zod";
import { BooksError, type Tokens } from "./port.ts";

export type QuickBooksApplication = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiBase: string;
  readonly loginBase: string;
  readonly tokenBase: string;
  readonly revokeBase: string;
  readonly timeoutMs?: number;
};

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});
/** What the package throws: `error` is OAuth's own word where the answer had one. */
const thrown = z.object({ error: z.string() });

const bare = (base: string): string => base.replace(/\/+$/, "");

/** Intuit's OAuth 2.0, by its own package. */
export const createQuickBooksLogin = (application: QuickBooksApplication) => {
  const { clientId, clientSecret, timeoutMs = 15_000 } = application;
  /**
   * The package keeps its addresses for the whole process; there is one application of ours in it. It neither waits for an
   * end nor, by our choice, tries again: a code is good once, and who tries again is the effect.
   */
  const client = async (redirectUri = ""): Promise<OAuthClient> => {
    // 15 MB with what it brings: loaded by who is connected.
    const { default: Client } = await import("intuit-oauth");
    Client.tokenEndpoint = `${bare(application.tokenBase)}/oauth2/v1/tokens/bearer`;
    Client.revokeEndpoint = `${bare(application.revokeBase)}/v2/oauth2/tokens/revoke`;
    Client.retryConfig = { ...Client.retryConfig, maxRetries: 0 };
    return new Client({ clientId, clientSecret, redirectUri, environment: "production" });
  };

  const inTime = async <Answer>(call: Promise<Answer>): Promise<Answer> => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("no answer in time")), timeoutMs);
    try {
      return await Promise.race([call, late]);
    } catch (cause) {
      const said = thrown.safeParse(cause).data?.error ?? "";
      if (said === "invalid_grant")
        throw new BooksError(
          "login",
          "QuickBooks no longer lets us in. Connect it again under Settings, Connections.",
          {
            cause,
          },
        );
      if (said === "invalid_client")
        throw new BooksError(
          "refused",
          "QuickBooks does not know this installation: check QUICKBOOKS_CLIENT_ID and QUICKBOOKS_CLIENT_SECRET.",
          { cause },
        );
      throw new BooksError("unknown", "QuickBooks's login could not be reached, or did not answer as it should.", {
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
  };
  const tokens = async (call: Promise<{ getJson(): unknown }>): Promise<Tokens> => {
    const asked = Date.now();
    const read = tokenAnswer.safeParse((await inTime(call)).getJson());
    if (!read.success) throw new BooksError("unknown", "QuickBooks's answer could not be read.", { cause: read.error });
    const { access_token: access, refresh_token: refresh, expires_in: seconds } = read.data;
    return { access, refresh, expiresAt: new Date(asked + seconds * 1000) };
  };

  return {
    /** Where a person lets us in: the package's own address, without loading it for every page. */
    url: (state: string, redirectUri: string): string =>
      `${bare(application.loginBase)}/connect/oauth2?${new URLSearchParams({
        response_type: "code",
        redirect_uri: redirectUri,
        client_id: clientId,
        scope: "com.intuit.quickbooks.accounting",
        state,
      })}`,
    exchange: async (code: string, redirectUri: string): Promise<Tokens> =>
      tokens((await client(redirectUri)).createToken(`${redirectUri}?${new URLSearchParams({ code })}`)),
    renew: async (refresh: string): Promise<Tokens> => tokens((await client()).refreshUsingToken(refresh)),
    revoke: async (refresh: string): Promise<void> =>
      void (await inTime((await client()).revoke({ refresh_token: refresh }))),
  };
};
