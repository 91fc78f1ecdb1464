import { buildJobCard } from "../prisma/seed/builders.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { expect, test } from "./harness/test.ts";
import { openLive } from "./pages/workshop.ts";

test("the desk writes for the customer and for itself, and the technician reads both and answers", async ({
  admin,
  garage,
  signedIn,
}) => {
  const { technician, advisor } = garage.members;
  const { jobCardId } = await buildJobCard(admin, garage, { technicianId: technician.memberId });
  const desk = await signedIn(advisor.email);
  await openLive(desk, `/job-cards/${jobCardId}`);
  const notes = desk.getByRole("region", { name: "Notes" });
  await notes.getByRole("button", { name: "Add note" }).click();
  await expect(notes.getByText("Write something.")).toBeVisible();
  await notes.getByLabel("Internal note").fill("The wheel nut key is in the boot");
  await notes.getByLabel("Internal note").press("Control+Enter");
  await expect(notes.getByRole("listitem")).toHaveCount(1);
  await notes.getByRole("radio", { name: "For the customer" }).check();
  await notes.getByLabel("Note for the customer").fill("The discs are worn too.");
  await expectAccessible(desk, "writing a note");
  await notes.getByRole("button", { name: "Add note" }).click();
  await expect(notes.getByRole("listitem")).toHaveCount(2);
  await expect(notes.getByRole("listitem").first()).toContainText("For the customer");

  const tablet = await signedIn(technician.email);
  await tablet.goto(`/board?card=${jobCardId}`);
  const theirs = tablet.getByRole("region", { name: "Notes" });
  await expect(theirs.getByText("The wheel nut key is in the boot")).toBeVisible();
  await expect(theirs.getByRole("radio", { name: "For the customer" })).toHaveCount(0);
  await theirs.getByLabel("Internal note").fill("Found it");
  await theirs.getByRole("button", { name: "Add note" }).click();
  await expect(theirs.getByText("Found it")).toBeVisible();
  await expectAccessible(tablet, "a technician's notes");
  await expectNoSidewaysScroll(tablet, "a technician's notes");
  await theirs.getByRole("button", { name: /^Take away/ }).click();
  await expect(theirs.getByText("Found it")).toBeHidden();
  // The desk's page follows without a reload.
  await expect(notes.getByText("Found it")).toBeHidden();
});
