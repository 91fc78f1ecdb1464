import { TRPCError } from "@trpc/server";
import { createContext, type RequestContext } from "#/server/api/context.ts";
import { failureOf } from "#/server/api/errors.ts";
import { createCaller } from "#/server/api/root.ts";
import { admitForm } from "#/server/http/guard.ts";
import { type KeptForm, keepForm } from "#/server/http/kept-form.ts";
import { apiHeaders } from "#/server/http/responses.ts";

export type Caller = ReturnType<typeof createCaller>;

export type FormOutcome = {
  /** The page that comes next, on this site. */
  readonly to: string;
  /** What that page says of it. */
  readonly told?: Record<string, string>;
};

/** A form of a public page, as it is sent where no script runs. */
export type PublicForm = {
  /** The page that it stands on, which shows what was typed again beside the reason of a refusal. */
  readonly page: (given: FormData) => string;
  /** The fields that come back; a password never does. */
  readonly keeps: readonly string[];
  readonly maxBytes: number;
  /** Calls the same procedure as the page's script does. */
  readonly submit: (caller: Caller, given: FormData, context: RequestContext) => Promise<FormOutcome>;
};

/**
 * Answers `POST /api/forms/<form>`: from a page of our own alone, and always with another page to see, so that a reload
 * never sends a form twice.
 */
export const handleForm = async (
  request: Request,
  name: string,
  forms: Readonly<Record<string, PublicForm>>,
): Promise<Response> => {
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (form === undefined) return said(404, "There is no such form. Open the page again.");
  const context = createContext(request.headers);
  const admitted = await admitForm(request, {
    maxBytes: form.maxBytes,
    tooLarge: `This is more than ${Math.floor(form.maxBytes / 1_000_000) || 1} MB. Go back and send less at once.`,
  });
  if (!admitted.ok) {
    context.log.warn({ form: name, status: admitted.status }, "A form was turned away at the door.");
    return said(admitted.status, admitted.sentence);
  }
  const given = admitted.form;
  const page = form.page(given);
  const go = goingOn(name, context);
  try {
    const { to, told } = await form.submit(createCaller(context), given, context);
    return told === undefined ? go(to, null) : go(to, { ...nothing, values: listed(told) });
  } catch (error) {
    return go(page, { ...nothing, values: typedIn(given, form.keeps), ...refusalIn(error, context) });
  }
};

type Refusal = Pick<KeptForm, "sentence" | "fields" | "failure" | "details">;
const nothing: Omit<KeptForm, "id" | "form"> = { values: {}, sentence: null, fields: {}, failure: null, details: null };

const refusalIn = (error: unknown, { correlationId, log }: RequestContext): Refusal => {
  const known = error instanceof TRPCError ? error : new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: error });
  const { sentence, fields, failure, details, unforeseen } = failureOf(known, correlationId);
  // What a procedure threw has been logged by it.
  if (unforeseen && known !== error) log.error({ err: error }, "A form failed on our side.");
  return { sentence, fields, failure, details };
};

const typedIn = (given: FormData, keeps: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(
    keeps.map((field) => [field, given.getAll(field).filter((value): value is string => typeof value === "string")]),
  );

const listed = (told: Record<string, string>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(told).map(([field, value]) => [field, [value]]));

const goingOn =
  (form: string, { origin, correlationId }: RequestContext) =>
  (to: string, kept: Omit<KeptForm, "id" | "form"> | null): Response => {
    const address = new URL(to, "http://page");
    const headers = new Headers({ ...apiHeaders, "x-correlation-id": correlationId });
    if (kept !== null) {
      const secure = origin?.startsWith("https:") ?? false;
      const { id, cookies } = keepForm({ ...kept, form }, { path: address.pathname, secure });
      address.searchParams.set("form", id);
      for (const cookie of cookies) headers.append("set-cookie", cookie);
    }
    headers.set("location", `${address.pathname}${address.search}${address.hash}`);
    return new Response(null, { status: 303, headers });
  };

const said = (status: number, sentence: string): Response =>
  new Response(`${sentence}\n`, { status, headers: { ...apiHeaders, "content-type": "text/plain; charset=utf-8" } });
