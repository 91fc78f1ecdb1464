import { prismaAdapter } from "@better-auth/prisma-adapter";
import { betterAuth } from "better-auth/minimal";
import { uuidv7 } from "#/domain/ids.ts";
import { passwordLength } from "#/domain/passwords.ts";
import { env } from "#/env.ts";
import type { WriteClient } from "#/server/db/transaction.ts";
import { log } from "#/server/log.ts";

/** How Better Auth keeps people, whoever writes them: the doors (server/auth.ts) and the transactions here. */
export const authTables = {
  secret: env.AUTH_SECRET,
  basePath: "/api/auth",
  emailAndPassword: {
    enabled: true,
    // People come by seed, sign-up of a workshop and invitation, never by Better Auth's own door.
    disableSignUp: true,
    minPasswordLength: passwordLength.min,
    maxPasswordLength: passwordLength.max,
  },
  user: {
    additionalFields: {
      phone: { type: "string", required: false, input: false },
      language: { type: "string", required: false, input: false },
    },
  },
  telemetry: { enabled: false },
} as const;

/** Ids as everywhere, and Better Auth's lines in our log. */
export const authHabits = {
  database: { generateId: () => uuidv7() },
  logger: {
    log: (level: string, message: string) =>
      log[level === "error" ? "error" : level === "warn" ? "warn" : "debug"]({ part: "auth" }, message),
  },
};

/**
 * Better Auth's own writer over a transaction's client. The ordinary instance has a connection of its own and commits
 * there. Its adapter is used as it is: the functions around it write through whichever instance is answering a request.
 */
export const authWriter = async (client: WriteClient) => {
  const { adapter } = await betterAuth({
    ...authTables,
    baseURL: "https://pitlane.invalid",
    database: prismaAdapter(client, { provider: "postgresql" }),
    advanced: { database: authHabits.database },
    logger: authHabits.logger,
  }).$context;
  return adapter;
};
