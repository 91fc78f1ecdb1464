import { z } from "zod";
import { accountingProviders } from "#/domain/accounting.ts";
import { ServiceException } from "#/domain/errors.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { acceptedOrigin } from "#/server/http/origin.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";
import { finishConnection } from "#/server/orchestrators/connect-accounting.ts";

const answered = z.object({
  code: z.string().min(1).max(4000),
  state: z.string().min(1).max(400),
  /** Which company of QuickBooks; others say it later. */
  realmId: z
    .string()
    .regex(/^\d{1,30}$/)
    .optional(),
});

/**
 * Where a member comes back to from the login of an accounting system, with a code or with what went wrong; goes on to the
 * settings either way. The state says that this very member has begun it, so no other site can end one in their browser.
 */
export const endLogin = async (request: Request, named: string): Promise<Response> => {
  const member = await memberFor(request, "settings.edit", { writes: true });
  if (member instanceof Response) return member;
  const provider = accountingProviders.find((each) => each === named);
  if (provider === undefined) return sentenceResponse(404, "NOT_FOUND", "There is no such connection.");
  const { searchParams } = new URL(request.url);
  const back = (outcome: Record<string, string>): Response => {
    const url = new URL("/settings/connections", acceptedOrigin(request.headers) ?? request.url);
    for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value);
    return new Response(null, { status: 303, headers: { ...apiHeaders, location: url.href } });
  };
  const asked = answered.safeParse(Object.fromEntries(searchParams));
  if (!asked.success) return back({ refused: "not-let-in" });
  try {
    const { realmId = null, ...answer } = asked.data;
    await finishConnection(member.ctx, { provider, ...answer, organisationId: realmId });
    return back({ connected: provider });
  } catch (error) {
    member.ctx.log.warn({ err: error, provider }, "A connection was not made.");
    if (error instanceof ServiceException && error.code === "FORBIDDEN") return back({ refused: "begin-again" });
    if (error instanceof ServiceException && error.code === "TRANSITION_REFUSED")
      return back({ refused: "other-connected" });
    return back({ refused: "failed" });
  }
};
