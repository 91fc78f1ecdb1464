import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { env } from "#/env.ts";

/**
 * Secrets that must be read again (what webhooks are signed with, tokens of connected systems) lie in the database sealed:
 * AES-256-GCM under a key of the environment. `about` is bound to it, so a sealed text moved to another row or tenant does
 * not open. The key's id stands before it: with a new ENCRYPTION_KEY and the old one in ENCRYPTION_KEYS_FORMER everything
 * opens, and is sealed anew when it is next written.
 */
export type Sealer = {
  /** `v1.<key>.<nonce>.<tag>.<text>`, each part in base64url. */
  readonly seal: (text: string, about: string) => string;
  /** @throws when the key is not here, or the text was changed or belongs elsewhere */
  readonly open: (sealed: string, about: string) => string;
};

type Key = { readonly id: string; readonly bytes: Buffer };

const keyOf = (secret: string): Key => {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "", "pitlane sealed text", 32));
  return { id: createHash("sha256").update(bytes).digest("base64url").slice(0, 8), bytes };
};

/** @param secrets the one that seals first, then those that open alone */
export const createSealer = (secrets: readonly [string, ...string[]]): Sealer => {
  const current = keyOf(secrets[0]);
  const byId = new Map(secrets.map(keyOf).map((key) => [key.id, key]));
  return {
    seal: (text, about) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", current.bytes, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"));
      return ["v1", current.id, ...parts].join(".");
    },
    open: (sealed, about) => {
      const [form, keyId = "", nonce = "", tag = "", text = ""] = sealed.split(".");
      const key = byId.get(keyId);
      if (form !== "v1" || key === undefined)
        throw new Error("A stored secret was sealed with a key that is not here: put it into ENCRYPTION_KEYS_FORMER.");
      const decipher = createDecipheriv("aes-256-gcm", key.bytes, Buffer.from(nonce, "base64url"), {
        authTagLength: 16,
      })
        .setAAD(Buffer.from(about))
        .setAuthTag(Buffer.from(tag, "base64url"));
      return Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8");
    },
  };
};

let made: Sealer | undefined;

/** That of this process. */
export const sealer = (): Sealer => {
  made ??= createSealer([env.ENCRYPTION_KEY, ...env.ENCRYPTION_KEYS_FORMER]);
  return made;
};
