import { type MessagePreview, type WordingFields, wordingFaults, wordingFields } from "#/domain/wording.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { type Db, readDb } from "#/server/db/transaction.ts";
import { answered } from "#/server/http/answered.ts";
import { admitJson } from "#/server/http/guard.ts";
import { memberFor } from "#/server/http/member-for.ts";
import { apiHeaders, sentenceResponse } from "#/server/http/responses.ts";

/** The longest words there can be, and each letter escaped. */
const maxBytes = 16 * 1024;

/**
 * Answers `POST /api/files/messages/preview` with how a message would look with the words sent, on the newest record
 * that it could be about; null while there is none. Nothing is kept, and nothing is sent.
 */
export const answerPreview = async (
  request: Request,
  preview: (db: Db, words: WordingFields) => Promise<MessagePreview | null>,
): Promise<Response> => {
  const member = await memberFor(request, "settings.edit");
  if (member instanceof Response) return member;
  const { ctx } = member;
  const admitted = await admitJson(request, { maxBytes });
  if (!admitted.ok) return sentenceResponse(admitted.status, "INVALID_INPUT", admitted.sentence);
  const words = wordingFields.safeParse(admitted.body).data ?? null;
  if (words === null) return sentenceResponse(400, "INVALID_INPUT", "Say which message it is, and its words.");
  const [fault] = wordingFaults(words);
  if (fault !== undefined) return sentenceResponse(400, "INVALID_INPUT", fault.message);
  return answered(ctx, "The preview was not made.", async () => {
    const shown = await runInTenant(ctx.tenantId, () => preview(readDb(ctx), words));
    return Response.json(shown, { headers: apiHeaders });
  });
};
