import { readFile } from "node:fs/promises";
import { unzip } from "../tests/harness/unzip.ts";
import { mailsTo } from "./harness/mailbox.ts";
import { expect, expectInvariantsHold, test } from "./harness/test.ts";
import { giveRole, invite, join, linkIn } from "./pages/members.ts";
import { signUp } from "./pages/sign-up.ts";
import { openLive } from "./pages/workshop.ts";

const password = "four words in a row";
const owner = { workshop: "Hartnell Motors", name: "Una Hartnell", email: "una@hartnell.test", password };
const advisor = "sol@hartnell.test";

// Two spellings of one person at one address, and somebody else; the last row names nobody.
const customers = [
  "Name,E-mail,Phone,Address,Town",
  "Ottilie Marchbank,ottilie@example.com,+44 7700 900611,4 Harbour Row,Whitstable",
  "Otillie Marchbank,,+44 1227 960612,4 Harbour Row,Whitstable",
  "Ravi Menon,ravi@example.com,+44 7700 900613,,",
  ",nobody@example.com,,,",
].join("\n");

test("a workshop's first hour: sign up, invite, accept, set a role, import, find, merge, export", async ({
  page,
  browser,
  baseURL,
  request,
}) => {
  // Well under a minute by itself; a busy machine needs its time.
  test.setTimeout(150_000);
  await signUp(page, owner);

  const context = await browser.newContext({ baseURL });
  const desk = await context.newPage();
  await test.step("the second person comes in from the mailbox, and is given the desk", async () => {
    await invite(page, advisor, "Technician");
    await join(desk, await linkIn(request, desk, advisor), "Sol Adeyemi", password);
    await expect(page.getByRole("table", { name: "Members" })).toContainText(advisor);
    await desk.goto("/customers");
    await expect(desk.getByRole("heading", { name: "Not found" })).toBeVisible();
    await giveRole(page, "Sol Adeyemi", "Service advisor");
  });

  await test.step("the customers of before come in from a file, but for the row that names nobody", async () => {
    await page.goto("/settings/import");
    await page
      .getByLabel("File")
      .setInputFiles({ name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(customers) });
    await page.getByRole("button", { name: "Read the file" }).click();
    await page.getByRole("button", { name: "Check the rows" }).click();
    await expect(page.getByText("New 3 · Error 1")).toBeVisible();
    await page.getByRole("button", { name: "Import 3 rows" }).click();
    await expect(page.getByText("Added 3 · Error 1")).toBeVisible();
  });

  await test.step("the desk finds one of them by a piece of a number", async () => {
    await openLive(desk, "/board");
    await desk.keyboard.press("Control+k");
    const find = desk.getByRole("dialog", { name: "Find" });
    await find.getByRole("combobox").fill("960612");
    await expect(find.getByRole("option").first()).toContainText("Otillie Marchbank");
    await desk.keyboard.press("Enter");
    await expect(desk.getByRole("heading", { level: 1, name: "Otillie Marchbank" })).toBeVisible();
  });

  await test.step("and makes one person of two", async () => {
    await expect(desk.getByText("Perhaps the same person as")).toContainText("Ottilie Marchbank");
    await openLive(desk, "/customers/duplicates");
    await desk.getByRole("button", { name: "Merge" }).click();
    await expect(desk.getByText("Nobody seems to be here twice.")).toBeVisible();
    await openLive(desk, "/customers");
    await expect(desk.getByRole("row").filter({ hasText: "Marchbank" })).toHaveCount(1);
  });

  await test.step("the owner takes all of it along", async () => {
    await page.goto("/settings/export");
    const saved = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export the records" }).click();
    const files = unzip(await readFile(await (await saved).path()));
    const [head = "", ...rows] = (files.get("customers.csv")?.toString() ?? "").trimEnd().split("\r\n");
    expect(rows).toHaveLength(3);
    const merged = head.split(",").indexOf("merged_into_id");
    expect(merged).toBeGreaterThan(0);
    // Both came in at one moment, so either may be the one kept: it has one number first, and the other beside it.
    const kept = rows.find((row) => row.includes("Marchbank") && row.split(",")[merged] === "") ?? "";
    const numbers = ["+447700900611", "+441227960612"];
    const [first = ""] = numbers.filter((number) => kept.includes(number));
    const [other = ""] = numbers.filter((number) => number !== first);
    expect(first).not.toBe("");
    expect(files.get("customer-contacts.csv")?.toString()).toContain(other);
    expect(files.get("members.csv")?.toString()).toContain("Sol Adeyemi");
  });

  await expect.poll(async () => (await mailsTo(request, owner.email)).length).toBeGreaterThan(0);
  await context.close();
  await expectInvariantsHold();
});
