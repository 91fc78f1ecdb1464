import sharp from "sharp";
import { afterAll, expect, it } from "vitest";
import { photoLimits } from "#/domain/booking-form.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { createFileStorage } from "#/server/gateways/storage.ts";
import { publicForms } from "#/server/http/forms/all.ts";
import { handleForm } from "#/server/http/forms.ts";
import { photoFile, receivePhoto } from "#/server/http/visit-photos.ts";
import { freshAddress, signIn, testOrigin } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";
import { bookOnline, firstFree, openGarage } from "./garage.ts";

const admin = adminPool();
const storage = createFileStorage(`${process.env.DATA_DIR}/files`);
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

const picture = (width: number, height: number, shade = 90) =>
  sharp({ create: { width, height, channels: 3, background: { r: shade, g: 20, b: 20 } } })
    .withExif({ IFD0: { Copyright: "Priya Raman" }, IFD3: { GPSLatitude: "51/1 21/1 0/1" } })
    .jpeg()
    .toBuffer();
const own = { host: "localhost:3000", origin: testOrigin, "sec-fetch-site": "same-origin" };
const send = async (token: string, body: Uint8Array, headers: Record<string, string> = {}) => {
  const request = new Request(`${testOrigin}/api/files/visits/${token}/photos`, {
    method: "POST",
    headers: {
      ...own,
      "x-forwarded-for": freshAddress(),
      "content-type": "image/jpeg",
      ...headers,
    },
    body: Uint8Array.from(body),
  });
  const response = await receivePhoto(request, token, storage);
  return { status: response.status, text: await response.text() };
};
const booked = async () => {
  const garage = await openGarage(admin);
  const { token, reference } = await bookOnline(garage, await firstFree(garage));
  const photos = async () =>
    (
      await admin.query<{
        id: string;
        storage_key: string;
        width: number;
        height: number;
        mime: string;
        sha256: string;
      }>(
        `select p.* from appointment_photo p join appointment a on (a.tenant_id, a.id) = (p.tenant_id, p.appointment_id)
          where a.reference = $1 order by p.id`,
        [reference],
      )
    ).rows;
  return { garage, token, photos };
};

it("a photo comes in drawn anew, is kept once however often it is sent, and is seen by who may see appointments", async () => {
  const { garage, token, photos } = await booked();
  const given = await picture(3000, 1500);
  expect(await send(token, given)).toMatchObject({ status: 200 });
  expect(await send(token, given)).toMatchObject({ status: 200 });
  const [photo, ...more] = await photos();
  expect(more).toEqual([]);
  expect(photo).toMatchObject({ width: photoLimits.width, height: 1000, mime: "image/jpeg" });

  const see = async (cookie: string | null, id = photo?.id ?? "") =>
    photoFile(
      new Request(`${testOrigin}/api/files/appointments/${id}`, {
        headers: cookie === null ? own : { ...own, cookie },
      }),
      id,
      storage,
    );
  const seen = await see(await signIn(garage.tenant.members.technician.email));
  expect(seen.headers.get("content-type")).toBe("image/jpeg");
  const { exif, width } = await sharp(Buffer.from(await seen.arrayBuffer())).metadata();
  expect([exif, width]).toEqual([undefined, photoLimits.width]);

  expect((await see(null)).status).toBe(401);
  const { garage: elsewhere } = await booked();
  expect((await see(await signIn(elsewhere.tenant.members.owner.email))).status).toBe(404);
  expect((await see(await signIn(garage.tenant.members.owner.email), "../../env")).status).toBe(404);
});

it("what is no picture, too large, too many, too late, or from elsewhere is refused with what to do, and nothing is kept", async () => {
  const { garage, token, photos } = await booked();
  const good = await picture(40, 40);
  expect(await send(token, Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"))).toMatchObject({ status: 400 });
  expect((await send(token, Buffer.from("%PDF-1.7"))).text).toContain("This is a PDF");
  expect(await send(token, new Uint8Array(photoLimits.bytes + 1))).toMatchObject({ status: 413 });
  expect(await send(token, good, { "content-type": "text/html" })).toMatchObject({ status: 415 });
  expect(await send(token, good, { origin: "https://evil.test" })).toMatchObject({ status: 403 });
  expect(await send("x".repeat(43), good)).toMatchObject({ status: 404 });
  expect(await send("", good)).toMatchObject({ status: 404 });
  expect(await photos()).toEqual([]);

  for (let shade = 0; shade < photoLimits.photos; shade += 1)
    expect(await send(token, await picture(40, 40, shade * 40))).toMatchObject({ status: 200 });
  expect((await send(token, await picture(40, 41))).text).toContain("enough");
  expect(await photos()).toHaveLength(photoLimits.photos);

  expect((await garage.ask("visit.cancel", { token })).failure).toBeNull();
  expect(await send(token, good)).toMatchObject({ status: 404 });
});

it("more than a workshop could look at in an hour does not come from one address", async () => {
  const { token } = await booked();
  const from = { "x-forwarded-for": freshAddress() };
  const good = await picture(8, 8);
  const statuses = [];
  for (let count = 0; count < 61; count += 1) statuses.push((await send(token, good, from)).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(60);
  expect(statuses.at(-1)).toBe(429);
});

it("photos come by the form of a page without scripts too", async () => {
  const { token, photos } = await booked();
  const body = new FormData();
  body.append("token", token);
  for (const shade of [10, 200])
    body.append("photos", new File([Uint8Array.from(await picture(60, 40, shade))], "a.jpg"));
  const request = new Request(`${testOrigin}/api/forms/visit-photos`, {
    method: "POST",
    headers: { ...own, origin: "null", "x-forwarded-for": freshAddress() },
    body,
  });
  const response = await handleForm(request, "visit-photos", publicForms(storage));
  expect([response.status, response.headers.get("location")?.split("?")[0]]).toEqual([303, `/a/${token}`]);
  expect(await photos()).toHaveLength(2);
});
