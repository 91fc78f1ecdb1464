import { join } from "node:path";
import { env } from "#/env.ts";
import { createMailer, type Mailer } from "#/server/gateways/mail.ts";
import { createFileStorage, type Storage } from "#/server/gateways/storage.ts";

declare global {
  var pitlaneMailer: Mailer | undefined;
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

export const storage: Storage = createFileStorage(join(env.DATA_DIR, "files"));

/** The domain in Message-IDs and in senders without an address of their own. */
export const mailHost = env.APP_URL ? new URL(env.APP_URL).hostname : "pitlane.localhost";
