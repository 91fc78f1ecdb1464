import { mkdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, expect } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { startMailbox } from "#/server/gateways/mailbox-server.ts";
import { buildTenant } from "../../prisma/seed/builders.ts";
import { startXero } from "../connections/xero/server.ts";
import { bankEnvironment } from "../doors/bank.ts";
import { newcomersPassword } from "../doors/examples.ts";
import { builtBooks, hubSpotUrl } from "../doors/hooks.ts";
import { buildWorld } from "../doors/world.ts";
import { readAnswer, signInAt, trpcRequest } from "../harness/client.ts";
import { cloneDatabase } from "../harness/db.ts";
import { drained, expectFilesWhole, expectInvariants, expectMessagesOnce } from "./aftermath.ts";
import { type Ask, askingAt } from "./ask.ts";
import { bundleApp } from "./bundle.ts";
import { appProcess } from "./process.ts";

const dataDirectory = process.env.DATA_DIR ?? "";
let app: Promise<string> | null = null;
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** Books and a CRM that take what is brought to them, so that a connection built for a story leads somewhere. */
const booksEnvironment = async (): Promise<Record<string, string>> => {
  const { url, close } = await startXero({ built: builtBooks });
  closing.push(close);
  return {
    XERO_CLIENT_ID: "client",
    XERO_CLIENT_SECRET: "secret",
    XERO_API_BASE: url,
    XERO_LOGIN_BASE: url,
    XERO_IDENTITY_BASE: url,
    HUBSPOT_API_BASE: await hubSpotUrl(),
  };
};

type StageOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  /** Something on the way to the mailbox; returns the address that mails are given to. */
  readonly mailsThrough?: (smtpUrl: string) => Promise<string>;
};

/** A database, a mailbox, a tenant and an app process of their own. */
export const openStage = async (name: string, { environment = {}, mailsThrough }: StageOptions = {}) => {
  app ??= bundleApp(path.join(dataDirectory, "app"));
  const database = await cloneDatabase();
  const directory = path.join(dataDirectory, name);
  mkdirSync(directory, { recursive: true });
  const mailDirectory = path.join(directory, "mailbox");
  const mailbox = await startMailbox({ directory: mailDirectory });
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 4 });
  const server = await appProcess({
    app: await app,
    databaseUrl: database.url,
    dataDirectory: directory,
    smtpUrl: (await mailsThrough?.(mailbox.smtpUrl)) ?? mailbox.smtpUrl,
    standby: true,
    environment: { ...(await bankEnvironment()), ...(await booksEnvironment()), ...environment },
  });
  closing.push(async () => {
    await server.end();
    await mailbox.close();
    await admin.end();
    await database.drop();
  });
  server.start();
  await server.listening();
  const owners = new Map<string, Ask>();
  /** A tenant of this stage, and its owner at the keyboard. */
  const troupe = async () => {
    const tenant = await buildTenant(admin, {});
    const cookie = await signInAt(server.origin, tenant.members.owner.email);
    const ask = askingAt({ origin: server.origin, cookie, listening: server.listening });
    owners.set(tenant.tenantId, ask);
    const world = await buildWorld(
      admin,
      async () => async (kind, procedure, input) => {
        if (kind === "mutation") return (await ask(procedure, input, `world-${uuidv7()}`)).answer.data;
        return (await readAnswer(await fetch(trpcRequest(server.origin, kind, procedure, input, cookie)))).data;
      },
      tenant,
    );
    return { world, ask, cookie, origin: server.origin, listening: server.listening };
  };
  const first = await troupe();
  /** Of a workshop that signed up in a story, too. */
  const ownerOf = async (tenantId: string): Promise<Ask> => {
    const known = owners.get(tenantId);
    if (known) return known;
    const { rows } = await admin.query<{ email: string }>(
      "select email from member where tenant_id = $1 and role = 'OWNER'",
      [tenantId],
    );
    const cookie = await signInAt(server.origin, rows[0]?.email ?? "", newcomersPassword);
    const ask = askingAt({ origin: server.origin, cookie, listening: server.listening });
    owners.set(tenantId, ask);
    return ask;
  };
  const retry = async (tenantId: string, deliveryId: string, key: string) =>
    void (await (
      await ownerOf(tenantId)
    )("operation.retry", { deliveryId }, key));
  return {
    ...first,
    troupe,
    server,
    admin,
    drain: () => drained(admin, retry),
    expectWhole: async () => {
      const { retried } = await drained(admin, retry);
      await expectInvariants(database.adminUrl);
      const messages = await expectMessagesOnce(admin, {
        mails: mailDirectory,
        texts: environment.TWILIO_API_BASE === undefined ? path.join(directory, "texts") : null,
      });
      await expectFilesWhole(admin, path.join(directory, "files"));
      const { rows } = await admin.query(
        // The answers about somebody who was erased went with them.
        `select r.name as "done without a key" from orchestration_run r
          where r.state = 'COMPLETED' and r.saga_key is null and r.name in (select operation from idempotency_key)
            and not exists (select 1 from idempotency_key k where k.tenant_id = r.tenant_id and k.run_id = r.id)
            and not exists (select 1 from audit_entry a
                             where a.tenant_id = r.tenant_id and a.action = 'customer.erased' and a.subject_id = r.subject_id)
         union all select operation from idempotency_key where result is null`,
      );
      expect(rows).toEqual([]);
      return { retried, ...messages };
    },
  };
};
export type Stage = Awaited<ReturnType<typeof openStage>>;
export type Troupe = Pick<Stage, "world" | "ask" | "cookie" | "origin" | "listening">;
