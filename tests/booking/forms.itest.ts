import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { createFileStorage } from "#/server/gateways/storage.ts";
import { publicForms } from "#/server/http/forms/all.ts";
import { handleForm } from "#/server/http/forms.ts";
import { keptFormOf } from "#/server/http/kept-form.ts";
import { freshAddress, testOrigin } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";
import { bookOnline, firstFree, type Garage, openGarage, stranger } from "./garage.ts";

// What a browser without scripts sends, and what its next page is told.

const admin = adminPool();
const forms = publicForms(createFileStorage(`${process.env.DATA_DIR}/files`));
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

type Sent = { fields: Record<string, string | readonly string[]>; headers?: Record<string, string> };
const own = { origin: testOrigin, "sec-fetch-site": "same-origin" };

const post = async (form: string, { fields, headers = own }: Sent) => {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value);
  const request = new Request(`${testOrigin}/api/forms/${form}`, {
    method: "POST",
    headers: { host: "localhost:3000", "x-forwarded-for": freshAddress(), ...headers },
    body,
  });
  const response = await handleForm(request, form, forms);
  const location = response.headers.get("location");
  const cookie = response.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const id = location === null ? undefined : (new URL(location, testOrigin).searchParams.get("form") ?? undefined);
  return { status: response.status, location, cookie, kept: keptFormOf(new Headers({ cookie }), id), id };
};

const filledIn = (garage: Garage, startsAt: Date, over: Sent["fields"] = {}): Sent["fields"] => {
  const { contact, vehicle, formStamp } = stranger();
  return {
    tenantSlug: garage.tenant.slug,
    branchId: garage.tenant.branchId,
    serviceIds: [garage.service.serviceId],
    startsAt: startsAt.toISOString(),
    formStamp,
    as: "book",
    key: uuidv7(),
    website: "",
    "contact.name": contact.name,
    "contact.email": contact.email,
    "contact.phone": "",
    "vehicle.plate": vehicle.plate,
    "vehicle.make": "",
    "vehicle.model": "",
    symptom: "Squeaks",
    ...over,
  };
};
const appointments = async ({ tenant }: Garage): Promise<{ state: string; reference: string; symptom: string }[]> =>
  (await admin.query("select state, reference, symptom from appointment where tenant_id = $1", [tenant.tenantId])).rows;

describe("the form of the booking page", () => {
  it("books, and the next page has what to show in a cookie that no script reads", async () => {
    const garage = await openGarage(admin);
    const { status, location, kept, cookie } = await post("book", {
      fields: filledIn(garage, await firstFree(garage)),
    });
    expect(status).toBe(303);
    expect(location).toMatch(new RegExp(`^/book/${garage.tenant.slug}\\?`));
    const rows = await appointments(garage);
    expect(rows).toMatchObject([{ state: "BOOKED", symptom: "Squeaks" }]);
    expect(kept?.values).toMatchObject({ done: ["book"], reference: [rows[0]?.reference] });
    // Nothing of the person and no key to the visit stands in an address.
    expect(location).not.toContain(kept?.values.token?.[0]);
    expect(location).not.toContain("Nadia");
    expect(cookie).not.toContain("Nadia");
  });

  it("gives back all that was typed beside what is wrong with it", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const given = filledIn(garage, startsAt, {
      "contact.name": " ",
      "contact.email": "nobody",
      symptom: "Łukasz’ wheel",
    });
    const { status, location, kept } = await post("book", { fields: given });
    expect(status).toBe(303);
    const address = new URL(location ?? "", testOrigin);
    expect(address.searchParams.get("at")).toBe(startsAt.toISOString());
    expect(address.searchParams.get("service")).toBe(garage.service.serviceId);
    expect(kept?.fields).toEqual({
      "contact.name": "Type your name.",
      "contact.email": "An e-mail address has the form name@example.com.",
    });
    expect(kept?.values).toMatchObject({ symptom: ["Łukasz’ wheel"], "vehicle.plate": [given["vehicle.plate"]] });
    expect(await appointments(garage)).toEqual([]);
  });

  it("brings the longest text back in pieces", async () => {
    const garage = await openGarage(admin);
    const symptom = Array.from({ length: 2000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
    ).join("");
    const { kept, cookie } = await post("book", {
      fields: filledIn(garage, await firstFree(garage), { symptom, "contact.name": "" }),
    });
    expect(kept?.values.symptom).toEqual([symptom]);
    expect(Math.max(...cookie.split("; ").map((each) => each.length))).toBeLessThan(4000);
  });

  it("is one booking when it is sent twice", async () => {
    const garage = await openGarage(admin);
    const fields = filledIn(garage, await firstFree(garage));
    const [one, other] = [await post("book", { fields }), await post("book", { fields })];
    expect(other.kept?.values.reference).toEqual(one.kept?.values.reference);
    expect(await appointments(garage)).toHaveLength(1);
  });

  it("tells of a time that is lost, with the three nearest", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    await bookOnline(garage, startsAt);
    const { kept } = await post("book", { fields: filledIn(garage, startsAt) });
    expect(kept?.failure).toBe("SLOT_TAKEN");
    expect(kept?.values.symptom).toEqual(["Squeaks"]);
    const { free } = z.object({ free: z.array(z.object({ startsAt: z.string() })) }).parse(kept?.details);
    expect(free).toHaveLength(3);
    const [nearest] = free;
    const again = await post("book", { fields: filledIn(garage, new Date(nearest?.startsAt ?? "")) });
    expect(again.kept?.values.done).toEqual(["book"]);
  });

  it("asks, where nobody knows what is wrong", async () => {
    const garage = await openGarage(admin);
    const given = filledIn(garage, new Date(), { as: "request", serviceIds: [], startsAt: "", symptom: "It hums" });
    expect((await post("book", { fields: given })).kept?.values.done).toEqual(["request"]);
    expect(await appointments(garage)).toMatchObject([{ state: "REQUESTED", symptom: "It hums" }]);
  });
});

describe("the forms of a visit", () => {
  it("move it and call it off, and its link has ended", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const { token } = await bookOnline(garage, startsAt);
    const later = new Date(startsAt.getTime() + 2 * 3_600_000).toISOString();
    const moved = await post("reschedule-visit", { fields: { token, startsAt: later, key: uuidv7() } });
    expect(moved.location).toMatch(new RegExp(`^/a/${token}\\?form=`));
    expect(moved.kept?.values.done).toEqual(["rescheduled"]);

    const cancel = {
      token,
      tenantSlug: garage.tenant.slug,
      startsAt: later,
      plate: "X",
      reason: "Sold",
      key: uuidv7(),
    };
    const gone = await post("cancel-visit", { fields: cancel });
    expect(gone.location).toMatch(new RegExp(`^/book/${garage.tenant.slug}\\?form=`));
    expect(await appointments(garage)).toMatchObject([{ state: "CANCELLED" }]);
    const again = await post("reschedule-visit", { fields: { token, startsAt: later, key: uuidv7() } });
    expect(again.kept?.sentence).toMatch(/has ended/);
  });
});

describe("the door", () => {
  it("lets a form in from a page of ours alone, one that hides its address included", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const from = async (headers: Record<string, string>) =>
      (await post("book", { fields: filledIn(garage, startsAt), headers })).status;
    expect(await from({ origin: "https://evil.test", "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await from({ origin: "https://evil.test" })).toBe(403);
    expect(await from({ origin: "null" })).toBe(403);
    expect(await from({ origin: "null", "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await from({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await from({})).toBe(403);
    expect(await from({ ...own, "content-type": "text/plain" })).toBe(415);
    expect(await from({ ...own, "content-type": "application/json" })).toBe(415);
    expect(await appointments(garage)).toEqual([]);
    expect(await from({ origin: "null", "sec-fetch-site": "same-origin" })).toBe(303);
  });

  it("takes no more than a form holds, no character that cannot be stored, and no other form", async () => {
    const garage = await openGarage(admin);
    const startsAt = await firstFree(garage);
    const send = (over: Sent["fields"]) => post("book", { fields: filledIn(garage, startsAt, over) });
    expect((await send({ symptom: "x".repeat(200_000) })).status).toBe(413);
    expect((await send({ symptom: "a\0b" })).status).toBe(400);
    expect((await post("toString", { fields: {} })).status).toBe(404);
    expect(await appointments(garage)).toEqual([]);
  });

  it("believes no cookie that it did not write, nor one of an earlier visit", async () => {
    const garage = await openGarage(admin);
    const { cookie, id, kept } = await post("book", {
      fields: filledIn(garage, await firstFree(garage), { "contact.name": "" }),
    });
    expect(kept).not.toBeNull();
    const read = (text: string, of = id) => keptFormOf(new Headers({ cookie: text }), of);
    expect(read(cookie)).toEqual(kept);
    expect(read(cookie, "other")).toBeNull();
    expect(keptFormOf(new Headers({ cookie }), undefined)).toBeNull();
    expect(read(cookie.replace("pitlane.form.0=", "pitlane.form.0=A"))).toBeNull();
    expect(read(`${cookie.slice(0, -60)}A${cookie.slice(-59)}`)).toBeNull();
    expect(read("pitlane.form.0=.; pitlane.form.1=")).toBeNull();
  });
});
