import { join } from "node:path";
import { env } from "#/env.ts";
import { createMailer, type Mailer } from "#/server/gateways/mail.ts";
import { createTextLog, type Texter } from "#/server/gateways/sms.ts";
import { createFileStorage, type Storage } from "#/server/gateways/storage.ts";
import { createTwilio } from "#/server/gateways/twilio.ts";

declare global {
  var pitlaneMailer: Mailer | undefined;
  var pitlaneTexter: Texter | undefined;
}

/** One pool of SMTP connections for the process, made when the first mail leaves. */
export const mailer = (): Mailer => {
  globalThis.pitlaneMailer ??= createMailer({ smtpUrl: env.SMTP_URL });
  return globalThis.pitlaneMailer;
};

export const closeMailer = (): void => {
  globalThis.pitlaneMailer?.close();
  globalThis.pitlaneMailer = undefined;
};

const makeTexter = (): Texter => {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = env;
  // The group came whole or not at all (domain/environment.ts).
  if (accountSid === undefined || authToken === undefined || from === undefined)
    return createTextLog({ directory: env.TEXTS_DIR ?? join(env.DATA_DIR, "texts") });
  // It can only be told to an address that is known from outside.
  const statusCallback = env.APP_URL === undefined ? undefined : `${env.APP_URL}/api/webhooks/twilio`;
  return createTwilio({ accountSid, authToken, from, apiBase: env.TWILIO_API_BASE, statusCallback });
};

/** Twilio, or the log of texts. */
export const texter = (): Texter => {
  globalThis.pitlaneTexter ??= makeTexter();
  return globalThis.pitlaneTexter;
};

export const storage: Storage = createFileStorage(join(env.DATA_DIR, "files"));

/** The domain in Message-IDs and in senders without an address of their own. */
export const mailHost = env.APP_URL ? new URL(env.APP_URL).hostname : "pitlane.localhost";
