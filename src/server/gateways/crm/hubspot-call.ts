import type { Client } from "@hubspot/api-client";
import { z } from "zod";
import { CrmError } from "./port.ts";

export type HubSpotCall = <Answer>(ask: (client: Client) => Promise<Answer>) => Promise<Answer>;

/** What the package throws for an answer that is no yes. */
const thrown = z.object({ code: z.number(), body: z.unknown(), headers: z.record(z.string(), z.unknown()).optional() });
const said = z.looseObject({ message: z.string().optional(), category: z.string().optional() });

/** Whether HubSpot answered with that status. */
export const answered = (error: unknown, status: number): boolean =>
  error instanceof CrmError && thrown.safeParse(error.cause).data?.code === status;

const failed = (cause: unknown): CrmError => {
  const answer = thrown.safeParse(cause).data;
  if (answer === undefined)
    return new CrmError("unknown", "HubSpot could not be reached, or did not answer in time.", { cause });
  const { code, body, headers } = answer;
  if (code === 401)
    return new CrmError("login", "HubSpot no longer lets us in. Connect it again under Settings, Connections.", {
      cause,
    });
  if (code === 429) {
    const seconds = Number(headers?.["retry-after"] ?? 10);
    const retryAt = new Date(
      Date.now() + Math.min(86_400, Math.max(1, Number.isFinite(seconds) ? seconds : 10)) * 1000,
    );
    return new CrmError("unknown", "HubSpot takes no more calls for the moment.", { cause, retryAt });
  }
  if (code >= 500) return new CrmError("unknown", `HubSpot answered ${code}. It is tried again.`, { cause });
  return new CrmError("refused", `HubSpot refused it: ${said.safeParse(body).data?.message ?? `it answered ${code}`}`, {
    cause,
  });
};

/** Calls one account of HubSpot by its own package, which waits for an answer for ever: here it is awaited for `timeoutMs`. */
export const createHubSpotCall = ({
  apiBase,
  token,
  timeoutMs,
}: {
  readonly apiBase: string;
  readonly token: string;
  readonly timeoutMs: number;
}): HubSpotCall => {
  let made: Client | undefined;
  // 40 MB of files, of which a few are read: loaded by who is connected.
  const client = async (): Promise<Client> => {
    const { Client: HubSpot } = await import("@hubspot/api-client");
    made ??= new HubSpot({ accessToken: token, basePath: apiBase.replace(/\/+$/, "") });
    return made;
  };
  return async (ask) => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("no answer in time")), timeoutMs);
    try {
      return await Promise.race([ask(await client()), late]);
    } catch (cause) {
      throw failed(cause);
    } finally {
      clearTimeout(timer);
    }
  };
};
