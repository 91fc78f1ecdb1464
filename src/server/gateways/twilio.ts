import { z } from "zod";
import { type SendError, sendError } from "./send-error.ts";
import { landlineSentence, type Text, type Texter } from "./sms.ts";

export type TwilioAccount = {
  readonly accountSid: string;
  readonly authToken: string;
  /** A number of the account, a name of up to eleven letters, or the SID of a messaging service (`MG…`). */
  readonly from: string;
  /** `https://api.twilio.com` unless told. */
  readonly apiBase?: string;
  /** Where Twilio tells whether a text arrived; it does not where no address is given. */
  readonly statusCallback?: string | undefined;
  readonly timeoutMs?: number;
};

// https://www.twilio.com/docs/messaging/api/message-resource and https://www.twilio.com/docs/api/errors
const accepted = z.object({
  sid: z.string().min(1),
  status: z.string(),
  error_code: z.int().nullish(),
  error_message: z.string().nullish(),
});
const refused = z.object({ code: z.int(), message: z.string() });

const answeredStop = 21610;

/** What a code means for the reader of the sentence. Codes of the account (login, sender, limits) are not here: people mend those, then a retry works. */
const forGood: Readonly<Record<number, (shown: string) => string>> = {
  21211: (shown) => `${shown} is not a number that texts can be sent to.`,
  21214: (shown) => `${shown} cannot be reached by text.`,
  21217: (shown) => `${shown} is not a number that texts can be sent to.`,
  21265: (shown) => `${shown} is a short code, which takes no texts.`,
  [answeredStop]: (shown) => `${shown} has answered STOP and gets no more texts.`,
  21612: (shown) => `${shown} cannot be reached by text.`,
  21614: landlineSentence,
  21617: (shown) => `The text to ${shown} is too long.`,
  30003: (shown) => `${shown} cannot be reached by text.`,
  30005: (shown) => `${shown} is not in use.`,
  30006: landlineSentence,
};

const refusal = ({ toShown }: Text, code: number, message: string, status: number): SendError => {
  const known = forGood[code];
  if (known !== undefined) return sendError(known(toShown), true, undefined, code === answeredStop);
  if (code === 20003 || status === 401) return sendError("Twilio refused the login: check TWILIO_AUTH_TOKEN.", false);
  return sendError(`Twilio did not take the text to ${toShown}: ${message} (${code}).`, false);
};

/** Why a text that was taken did not arrive, as Twilio's status callback tells it. */
export const undeliveredReason = (code: number | null, toShown: string): string =>
  (code === null ? undefined : forGood[code]?.(toShown)) ??
  `The network did not deliver the text to ${toShown}${code === null ? "" : ` (${code})`}.`;

const readJson = async (response: Response): Promise<unknown> => {
  const body = await response.text();
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};

/**
 * Texts through Twilio. It takes no idempotency key: when its answer is lost the text may be sent again, once for
 * each lost answer or crash, and no oftener.
 */
export const createTwilio = ({
  accountSid,
  authToken,
  from,
  apiBase = "https://api.twilio.com",
  statusCallback,
  timeoutMs = 15_000,
}: TwilioAccount): Texter => {
  const address = `${apiBase.replace(/\/+$/, "")}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
  const sender = from.startsWith("MG") ? "MessagingServiceSid" : "From";

  const post = async (text: Text): Promise<Response> => {
    try {
      return await fetch(address, {
        method: "POST",
        headers: { authorization },
        body: new URLSearchParams({
          [sender]: from,
          To: text.to,
          Body: text.body,
          ...(statusCallback === undefined ? {} : { StatusCallback: statusCallback }),
        }),
        signal: AbortSignal.timeout(timeoutMs),
        // The login goes to the address that was configured and to no other.
        redirect: "error",
      });
    } catch (error) {
      throw sendError("Twilio could not be reached, or did not answer in time.", false, error);
    }
  };

  return {
    canBeAnswered: sender === "MessagingServiceSid" || from.startsWith("+"),
    sendText: async (text) => {
      const response = await post(text);
      const answer = await readJson(response).catch((error: unknown) => {
        throw sendError("Twilio's answer was cut off.", false, error);
      });
      if (!response.ok) {
        const reason = refused.safeParse(answer);
        throw reason.success
          ? refusal(text, reason.data.code, reason.data.message, response.status)
          : sendError(`Twilio answered ${response.status}.`, false);
      }
      const taken = accepted.safeParse(answer);
      if (!taken.success) throw sendError("Twilio's answer could not be read.", false);
      const { sid, status, error_code: code, error_message: message } = taken.data;
      if (status === "failed" || status === "undelivered") throw refusal(text, code ?? 0, message ?? status, 200);
      return { providerId: sid };
    },
  };
};
