import { afterAll, afterEach, describe, expect, it } from "vitest";
import { uuidv7 } from "#/domain/ids.ts";
import { registerTenantInput } from "#/domain/registration.ts";
import { isoDateIn } from "#/domain/time.ts";
import { commitCutter } from "../harness/proxy.ts";
import { rounds } from "../harness/rounds.ts";
import { adminPool } from "../harness/world.ts";
import { rowsOfAll, signUpOf, withOneMore } from "./registering.ts";

const cutter = await commitCutter(process.env.DATABASE_URL ?? "");
process.env.DATABASE_URL = cutter.url;
const { memberOf, sessionOf } = await import("#/server/auth.ts");
const { closeDatabase } = await import("#/server/db/client.ts");
const { armCrashPoints } = await import("#/server/db/crash-points.ts");
const { handleTrpc } = await import("#/server/http/trpc.ts");
const { log } = await import("#/server/log.ts");
const { registerTenant } = await import("#/server/orchestrators/register-tenant.ts");
const { readAnswer, trpcRequest } = await import("../harness/client.ts");
const { attemptSignIn, freshAddress, signIn } = await import("../harness/people.ts");

const admin = adminPool();
afterEach(() => armCrashPoints(undefined));
afterAll(async () => {
  await closeDatabase();
  cutter.close();
  await admin.end();
});

const register = (given: ReturnType<typeof signUpOf>) =>
  registerTenant({ correlationId: uuidv7(), origin: null, log }, given);
const one = async (sql: string, values: unknown[]) => (await admin.query(sql, values)).rows[0];

describe("signing up", () => {
  it("makes a workshop on trial that works, with its owner signed in to it", async () => {
    const given = signUpOf({ tenantName: "Łukasz & Söhne", bays: 2 });
    const before = await rowsOfAll(admin);

    const { tenantId, slug, branchId, trialEndsAt } = await register(given);

    expect(slug).toBe("lukasz-and-sohne");
    expect(await rowsOfAll(admin)).toEqual(withOneMore(before, { service_bay: 2 }));
    expect(
      await one("select slug, name, legal_name, country, subscription, trial_ends_at from tenant where id = $1", [
        tenantId,
      ]),
    ).toEqual({
      slug,
      name: "Łukasz & Söhne",
      legal_name: "Łukasz & Söhne",
      country: "GB",
      subscription: "TRIAL",
      trial_ends_at: trialEndsAt,
    });
    expect(isoDateIn(trialEndsAt, "UTC") > isoDateIn(new Date(), "UTC")).toBe(true);
    expect(
      await one(
        `select id, name, zone, locale, currency, tax_name, tax_mode, tax_rates_bp, invoice_prefix, labour_rate_minor, odometer_unit
           from branch where tenant_id = $1`,
        [tenantId],
      ),
    ).toEqual({
      id: branchId,
      name: "Dock Road",
      zone: "Europe/London",
      locale: "en-GB",
      currency: "GBP",
      tax_name: "VAT",
      tax_mode: "EXCLUSIVE",
      tax_rates_bp: [2000, 500, 0],
      invoice_prefix: "LAS",
      labour_rate_minor: "7500",
      odometer_unit: "mi",
    });
    expect(
      await one(
        `select m.role, m.name, m.phone, u.email, u.phone as own, u.language, u.email_verified
           from member m join "user" u on u.id = m.user_id where m.tenant_id = $1`,
        [tenantId],
      ),
    ).toEqual({
      role: "OWNER",
      name: "Olivia Hart",
      phone: "+447700900301",
      email: given.email,
      own: "+447700900301",
      language: "en-GB",
      email_verified: false,
    });

    const session = await sessionOf(
      new Headers({ host: "localhost:3000", cookie: await signIn(given.email, given.password) }),
    );
    expect(session?.activeTenantId).toBe(tenantId);
    expect(session && (await memberOf(session))).toMatchObject({ tenantId, role: "OWNER", name: "Olivia Hart" });
  });

  it("notes who did it: the run, its steps and the audit name the owner", async () => {
    const { tenantId } = await register(signUpOf());
    expect(
      await one(
        `select r.name, r.state, r.actor_name, a.action, r.input from orchestration_run r
           join audit_entry a on a.tenant_id = r.tenant_id and a.run_id = r.id and a.actor_id = r.actor_id
           join member m on m.tenant_id = r.tenant_id and m.id = r.actor_id
          where r.tenant_id = $1 and a.action = 'tenant.registered'`,
        [tenantId],
      ),
    ).toEqual({
      name: "tenant.register",
      state: "COMPLETED",
      actor_name: "Olivia Hart",
      action: "tenant.registered",
      input: null,
    });
  });

  it.each([
    ["GB", "Europe/London", "en-GB", { currency: "GBP", odometer_unit: "mi", tax_mode: "EXCLUSIVE" }],
    ["US", "America/Denver", "en-US", { currency: "USD", odometer_unit: "mi", tax_name: "Sales tax" }],
    ["DE", "Europe/Berlin", "de-DE", { currency: "EUR", odometer_unit: "km", tax_rates_bp: [1900, 700, 0] }],
    ["IS", "Atlantic/Reykjavik", "is-IS", { currency: "ISK", labour_rate_minor: "75" }],
    ["AU", "Australia/Perth", "en-AU", { currency: "AUD", tax_mode: "INCLUSIVE" }],
  ])("in %s it starts with what is usual there", async (country, zone, language, expected) => {
    const { tenantId } = await register(signUpOf({ country, zone, language, phone: null }));
    expect(await one("select * from branch where tenant_id = $1", [tenantId])).toMatchObject({
      country,
      zone,
      locale: language,
      ...expected,
    });
  });

  it("takes an hour's price as it is written there, and asks for one", async () => {
    const rateOf = async (changes: Parameters<typeof signUpOf>[0]) => {
      const { tenantId } = await register(signUpOf({ phone: null, ...changes }));
      return (await one("select labour_rate_minor from branch where tenant_id = $1", [tenantId])).labour_rate_minor;
    };
    const germany = { country: "DE", zone: "Europe/Berlin", language: "de-DE" };
    expect(await rateOf({ ...germany, labourRate: "75,50" })).toBe("7550");
    expect(await rateOf({ ...germany, labourRate: "75.5" })).toBe("7550");
    const iceland = { country: "IS", zone: "Atlantic/Reykjavik", language: "is-IS" };
    await expect(rateOf({ ...iceland, labourRate: "18000.50" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { field: "labourRate" },
    });
    for (const labourRate of ["", "much", "-5", "1.234,50", "75.505", "12345678"])
      expect(registerTenantInput.safeParse(signUpOf({ labourRate })).error?.issues.map(({ path }) => path[0])).toEqual([
        "labourRate",
      ]);
  });

  it("reads the phone number as it is dialled there, or says what is wrong with it", async () => {
    const before = await rowsOfAll(admin);
    await expect(register(signUpOf({ phone: "0770" }))).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { field: "phone" },
    });
    expect(await rowsOfAll(admin)).toEqual(before);
  });

  it("gives namesakes of one moment a slug each", async () => {
    const many = rounds(8, 40);
    const made = await Promise.all(
      Array.from({ length: many }, () => register(signUpOf({ tenantName: "Twin Garage" }))),
    );
    expect(new Set(made.map(({ slug }) => slug)).size).toBe(many);
    expect(made.map(({ slug }) => slug).toSorted()).toContain("twin-garage");
  });
});

describe("the same key", () => {
  it("gives the same workshop, asked one after the other and at once", async () => {
    const given = signUpOf();
    const before = await rowsOfAll(admin);

    const answers = await Promise.all(Array.from({ length: 6 }, () => register(given)));
    answers.push(await register(given));

    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await rowsOfAll(admin)).toEqual(withOneMore(before));
  });

  it("with another workshop is refused, and with another password too", async () => {
    const given = signUpOf();
    await register(given);
    const before = await rowsOfAll(admin);
    await expect(register({ ...given, tenantName: "Another" })).rejects.toMatchObject({ code: "KEY_REUSED" });
    await expect(register({ ...given, password: "four other words here" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const { orchestration_run: _, ...after } = await rowsOfAll(admin);
    const { orchestration_run: __, ...expected } = before;
    expect(after).toEqual(expected);
  });
});

describe("an address that has an account", () => {
  it("takes a second workshop with its password, and stays as it was", async () => {
    const given = signUpOf({ name: "Olivia Hart" });
    const first = await register(given);
    const before = await rowsOfAll(admin);

    const second = await register({
      ...signUpOf({ name: "O. Hart" }),
      email: given.email.toUpperCase(),
      password: given.password,
    });

    expect(second.tenantId).not.toBe(first.tenantId);
    expect(await rowsOfAll(admin)).toEqual(withOneMore(before, { user: 0, account: 0, orchestration_step: 4 }));
    expect(
      await one(
        `select u.name, array_agg(m.name order by m.created_at) as names from "user" u join member m on m.user_id = u.id
          where u.email = $1 group by u.id`,
        [given.email],
      ),
    ).toEqual({ name: "Olivia Hart", names: ["Olivia Hart", "O. Hart"] });
  });

  it("signs in to the workshop that was just made when it is asked for, else to the oldest", async () => {
    const given = signUpOf();
    const first = await register(given);
    const second = await register({ ...signUpOf(), email: given.email, password: given.password });
    const other = await register(signUpOf());
    const into = async (tenantId: string | null) => {
      const response = await attemptSignIn(
        given.email,
        given.password,
        freshAddress(),
        tenantId === null ? {} : { "x-pitlane-tenant": tenantId },
      );
      const cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      return (await sessionOf(new Headers({ host: "localhost:3000", cookie })))?.activeTenantId;
    };
    expect(await into(second.tenantId)).toBe(second.tenantId);
    expect(await into(null)).toBe(first.tenantId);
    expect(await into(other.tenantId)).toBe(first.tenantId);
  });

  it("under another password is refused in words that do not say that it is there, and nothing remains", async () => {
    const given = signUpOf();
    await register(given);
    const before = await rowsOfAll(admin);
    const refused = register({ ...signUpOf(), email: given.email, password: "not the password" });
    await expect(refused).rejects.toMatchObject({ code: "INVALID_INPUT", details: { field: "password" } });
    await expect(refused).rejects.not.toThrow(/already exists|is taken/);
    expect(await rowsOfAll(admin)).toEqual(before);
  });

  it("is one account when two tabs sign up at the same moment", async () => {
    const given = signUpOf();
    const before = await rowsOfAll(admin);
    const made = await Promise.all([register(given), register({ ...given, idempotencyKey: uuidv7() })]);
    expect(new Set(made.map(({ tenantId }) => tenantId)).size).toBe(2);
    const after = await rowsOfAll(admin);
    expect([after.user, after.account]).toEqual([(before.user ?? 0) + 1, (before.account ?? 0) + 1]);
    expect([after.tenant, after.member]).toEqual([(before.tenant ?? 0) + 2, (before.member ?? 0) + 2]);
  });
});

describe("broken", () => {
  it("at every point: nothing remains, or all; and the same key then makes the workshop", async () => {
    const points: string[] = [];
    armCrashPoints(async (point) => void points.push(point));
    await register(signUpOf());
    const ours = points.filter((point) => point.startsWith("tenant.register/"));
    expect(ours).toHaveLength(12);

    for (const point of ours) {
      const given = signUpOf();
      const before = await rowsOfAll(admin);
      armCrashPoints(async (at) => {
        if (at === point) throw new Error(`Broken at ${point}.`);
      });
      const outcome = await register(given).then(
        () => "done",
        () => "failed",
      );
      const committed = point === "tenant.register/commit:after";
      expect([point, outcome]).toEqual([point, committed ? "done" : "failed"]);
      expect([point, await rowsOfAll(admin)]).toEqual([point, committed ? withOneMore(before) : before]);
      armCrashPoints(undefined);
      await register(given);
      expect(await rowsOfAll(admin)).toEqual(withOneMore(before));
    }
  });

  it("by a wire that is cut before COMMIT arrives: nothing remains, not even that it failed", async () => {
    const given = signUpOf();
    const before = await rowsOfAll(admin);
    armCrashPoints(async (point) => {
      if (point === "tenant.register/commit:before") cutter.wire.mode = "cut-before-commit";
    });
    await expect(register(given)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await rowsOfAll(admin)).toEqual(before);
  });

  it("by a wire that loses the answer to COMMIT: all is there, and the caller gets it", async () => {
    const given = signUpOf();
    const before = await rowsOfAll(admin);
    armCrashPoints(async (point) => {
      if (point === "tenant.register/commit:before") cutter.wire.mode = "lose-commit-answer";
    });
    const { cuts } = cutter.wire;
    const { tenantId } = await register(given);
    armCrashPoints(undefined);
    expect(cutter.wire.cuts).toBe(cuts + 1);
    expect(await rowsOfAll(admin)).toEqual(withOneMore(before));
    expect((await register(given)).tenantId).toBe(tenantId);
  });
});

describe("the door", () => {
  const ask = async (input: object, headers: Record<string, string> = {}) => {
    const request = trpcRequest("http://localhost:3000", "mutation", "tenant.register", input, null);
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    return readAnswer(await handleTrpc(request));
  };

  it("keeps the password out of the answer and of the database", async () => {
    const given = signUpOf({ password: "a password nobody else has" });
    const { status, text } = await ask(given);
    expect(status).toBe(200);
    expect(text).not.toContain(given.password);
    const { rows } = await admin.query<{ whole: string }>(
      `select coalesce(string_agg(k::text, ''), '') || coalesce((select string_agg(r::text, '') from orchestration_run r), '')
              || coalesce((select string_agg(a::text, '') from account a), '') as whole from idempotency_key k`,
    );
    expect(rows[0]?.whole).not.toContain(given.password);
  });

  it("names every field that cannot be used as it is", async () => {
    const { status, text } = await ask({ ...signUpOf(), tenantName: "", email: "olivia@", password: "short", bays: 0 });
    expect(status).toBe(400);
    for (const field of ["tenantName", "email", "password", "bays"]) expect(text).toContain(`"${field}"`);
  });

  it("tries a password of one address five times a quarter of an hour, wherever it is tried from", async () => {
    const given = signUpOf();
    await ask(given);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const guess = { ...signUpOf(), email: given.email, password: `a wrong password ${attempt}` };
      statuses.push((await ask(guess, { "x-forwarded-for": freshAddress() })).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 429, 429]);
  });
});
