import type { Page } from "@playwright/test";
import { expectAccessible, expectContrast, expectNoSidewaysScroll } from "./harness/axe.ts";
import { advisor, cardIdOf, owner, technician, unpaidInvoiceId } from "./harness/demo.ts";
import { expect, test } from "./harness/test.ts";
import { cardLink } from "./pages/board.ts";
import { openPreflight } from "./pages/job-card.ts";
import { completeForNobody, raiseAlert, runPane } from "./pages/operations.ts";
import { openLive } from "./pages/workshop.ts";

// Each looks at a page several times over: a busy machine needs its time.
test.describe.configure({ mode: "parallel", timeout: 120_000 });

const laptop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
/** 320 px is what WCAG asks for; 1280 × 720 at 200 % has half as many CSS pixels. */
const narrow = { "at 320 px": { width: 320, height: 640 }, "at 200 % zoom": { width: 640, height: 360 } };

async function examineThemes(page: Page, where: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await expectAccessible(page, `${where}, light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectContrast(page, `${where}, dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

/**
 * Opens a state of a page on a laptop and on a phone, looks at it in both themes, and makes it narrow; `anchored` opens
 * it again there, because what it stands beside may scroll out of sight.
 */
async function examine(page: Page, open: () => Promise<void>, { anchored = false } = {}): Promise<void> {
  await test.step("on a laptop", async () => {
    await page.setViewportSize(laptop);
    await open();
    await examineThemes(page, "on a laptop");
    for (const [where, size] of Object.entries(narrow)) {
      await page.setViewportSize(size);
      if (anchored) await open();
      await expectNoSidewaysScroll(page, where);
    }
  });
  await test.step("on a phone", async () => {
    await page.setViewportSize(phone);
    await open();
    await examineThemes(page, "on a phone");
  });
}

test("the sign-in page, empty and refused", async ({ page }) => {
  await examine(page, async () => {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill("nobody@northside.test");
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toHaveText(/\w/);
  });
});

test("forgotten password, and a link that does not open", async ({ page }) => {
  await examine(page, async () => {
    await page.goto("/forgotten-password");
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByText("The e-mail address is missing.")).toBeVisible();
  });
  await examine(page, async () => {
    await page.goto(`/invitations/${"x".repeat(43)}`);
    await expect(page.getByRole("heading", { name: "This link does not open" })).toBeVisible();
  });
});

test("the calendar: a day, a block in hand and its menu", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await examine(page, async () => {
    await openLive(page, "/calendar");
    await expect(page.locator("[data-block-link]").first()).toBeVisible();
  });
  await examine(page, async () => {
    await openLive(page, "/calendar?why=12:00");
    await expect(page.getByRole("heading", { name: /12:00/ })).toBeVisible();
    // Whatever the hour, somebody works on it: late in a day nothing that is booked is left.
    await page
      .getByRole("link", { name: /, In progress\b/ })
      .last()
      .focus();
    await page.keyboard.press("Space");
    await expect(page.locator("[data-in-hand]")).toBeVisible();
  });
  await examine(
    page,
    async () => {
      await openLive(page, "/calendar");
      await page.locator("[data-block-link]").last().focus();
      await page.keyboard.press("m");
      await expect(page.getByRole("menu")).toBeVisible();
    },
    { anchored: true },
  );
});

test("the calendar: an appointment beside the day", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await examine(page, async () => {
    await openLive(page, "/calendar");
    await page
      .getByRole("button", { name: /^Open the request of / })
      .first()
      .click();
    await expect(page.getByRole("complementary", { name: "Appointment" }).getByText("Requested")).toBeVisible();
  });
});

test("the calendar: a week, a new booking, and the answer to a request", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await examine(page, async () => {
    await openLive(page, "/calendar?view=week");
    await expect(page.getByRole("table", { name: "Bays by day" })).toBeVisible();
  });
  await examine(
    page,
    async () => {
      await openLive(page, "/calendar");
      await page.keyboard.press("b");
      const booking = page.getByRole("form", { name: "New booking" });
      // What was typed in the theme before comes back.
      await booking.getByLabel("Plate").fill("");
      await booking.getByRole("button", { name: /^Book/ }).click();
      await expect(booking.getByText("Type the plate.")).toBeVisible();
      await booking.getByLabel("Plate").fill("XX99 XXX");
      await booking.getByLabel("Plate").press("Tab");
      await expect(booking.getByLabel("Make")).toBeVisible();
    },
    { anchored: true },
  );
  await examine(page, async () => {
    await openLive(page, "/calendar");
    await page
      .getByRole("button", { name: /^Answer / })
      .first()
      .click();
    await page.getByRole("radio", { name: "Place it now" }).check();
    await expect(page.getByRole("dialog", { name: "How long, and when?" }).getByLabel("Start")).toBeVisible();
  });
});

test("the members, and inviting one", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await examine(page, async () => {
    await page.goto("/settings/members");
    await expect(page.getByRole("table", { name: "Members" })).toBeVisible();
  });
  await examine(page, async () => {
    await page.goto("/settings/members");
    await page.getByRole("button", { name: "Invite somebody" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
  });
});

test("one's own account", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await examine(page, async () => {
    await page.goto("/account");
    await expect(page.getByRole("region", { name: "Signed in" })).toBeVisible();
  });
});

test("the board", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await examine(page, async () => {
    await openLive(page, "/board");
    await expect(cardLink(page, "RX18 TNV")).toBeVisible();
  });
});

test("the board's menu of a card", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await examine(
    page,
    async () => {
      await openLive(page, "/board");
      await cardLink(page, "RX18 TNV").focus();
      await page.keyboard.press("m");
      await expect(page.getByRole("menu")).toBeVisible();
    },
    { anchored: true },
  );
});

test("placing a card on a bay from the board", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await examine(page, async () => {
    await openLive(page, "/board");
    await cardLink(page, "RX18 TNV").focus();
    await page.keyboard.press("p");
    await expect(page.getByRole("dialog", { name: "Which bay, and when?" })).toBeVisible();
  });
});

test("the list of keys and the account menu", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await openLive(page, "/board");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, "keys");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /, account$/ }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await expectAccessible(page, "account");
});

test("a technician's own cards", async ({ signedIn }) => {
  const page = await signedIn(technician);
  await examine(page, async () => {
    await page.goto("/board");
    await expect(page.getByRole("heading", { level: 1, name: /^My jobs/ })).toBeVisible();
  });
});

/** Text of an earlier visit comes back a moment after the page: what is filled in until then would be mixed with it. */
const openNewCard = async (page: Page): Promise<void> => {
  await page.goto("/job-cards/new");
  const kept = await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("pitlane.draft.")));
  if (kept) await expect(page.getByText(/^Restored from/)).toBeVisible();
};

test("a new job card for a plate that nobody knows", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await examine(page, async () => {
    await openNewCard(page);
    await page.getByLabel("Plate").fill("ZZ99 ZZZ");
    await page.getByLabel("Plate").press("Tab");
    await expect(page.getByLabel("Make")).toBeVisible();
  });
});

test("a new job card for a plate that is known, with a refused form", async ({ signedIn }) => {
  const page = await signedIn(advisor);
  await examine(page, async () => {
    await openNewCard(page);
    await page.getByLabel("Plate").fill("NL22 FKD");
    await page.getByLabel("Plate").press("Tab");
    await expect(page.getByText("Hyundai Tucson").first()).toBeVisible();
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("Say what the customer asks for.")).toBeVisible();
  });
});

test("a job card in work", async ({ signedIn, admin }) => {
  const page = await signedIn(owner);
  const id = await cardIdOf(admin, "RX18 TNV");
  await examine(page, async () => {
    await page.goto(`/job-cards/${id}`);
    await expect(page.getByRole("heading", { level: 2, name: "Lines" })).toBeVisible();
  });
});

test("a job card's menu, details of a line and the field that adds one", async ({ signedIn, admin }) => {
  const page = await signedIn(advisor);
  await page.goto(`/job-cards/${await cardIdOf(admin, "RX18 TNV")}`);
  await page.getByRole("button", { name: "More to do with this card" }).click();
  await expect(page.getByRole("menu", { name: "This card" })).toBeVisible();
  await expectAccessible(page, "menu");
  await page.keyboard.press("Escape");
  await page
    .getByRole("button", { name: /^Discount, tax and more, / })
    .first()
    .click();
  await expect(page.getByLabel("Discount", { exact: true })).toBeVisible();
  await expectAccessible(page, "details of a line");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Add a line: / }).click();
  await page.getByRole("combobox", { name: "Add a line" }).fill("brake");
  await expect(page.getByRole("option").first()).toBeVisible();
  // The open list keeps the rest of the page from screen readers, though not from Tab: Tab closes it first.
  await expectAccessible(page, "adding a line", ["aria-hidden-focus"]);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("listbox")).toBeHidden();
});

test("cancelling a job card", async ({ signedIn, admin }) => {
  const page = await signedIn(advisor);
  await openLive(page, `/job-cards/${await cardIdOf(admin, "HN65 DLU")}`);
  await page.getByRole("button", { name: "More to do with this card" }).click();
  await page.getByRole("menuitem", { name: "Cancel job card" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectAccessible(page, "cancelling the card");
});

test("the pre-flight, with everything that stops a card", async ({ signedIn, admin }) => {
  const page = await signedIn(advisor);
  const id = await cardIdOf(admin, "RX18 TNV");
  await examine(page, async () => {
    await page.goto(`/job-cards/${id}`);
    const dialog = await openPreflight(page);
    await dialog.getByRole("listitem").first().getByRole("button").click();
  });
});

test("recording an approval", async ({ signedIn, admin }) => {
  const page = await signedIn(advisor);
  const id = await cardIdOf(admin, "KX19 VBT");
  await examine(page, async () => {
    await page.goto(`/job-cards/${id}`);
    await page
      .getByRole("button", { name: /^Record approval/ })
      .first()
      .click();
    await expect(page.getByRole("dialog").getByLabel("Who agreed")).toBeVisible();
  });
});

test("placing a card on a bay from the card", async ({ signedIn, admin }) => {
  const page = await signedIn(advisor);
  const id = await cardIdOf(admin, "KX19 VBT");
  await examine(page, async () => {
    await openLive(page, `/job-cards/${id}`);
    await page.keyboard.press("p");
    await expect(page.getByRole("dialog").getByLabel("Bay")).toBeEnabled();
  });
});

test("a completed job card with its timeline", async ({ signedIn, admin }) => {
  const page = await signedIn(advisor);
  const id = await cardIdOf(admin, "MA20 LXH");
  await examine(page, async () => {
    await page.goto(`/job-cards/${id}`);
    await expect(page.getByText("Lines are closed")).toBeVisible();
  });
});

test("parts", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await examine(page, async () => {
    await page.goto("/parts");
    await expect(page.getByRole("table")).toBeVisible();
  });
});

test("the pane of a part, with the form that receives stock", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await examine(page, async () => {
    await page.goto("/parts");
    await page.getByRole("table").getByRole("button").first().click();
    await page.getByRole("button", { name: "Receive stock" }).click();
    await expect(page.getByLabel("Quantity")).toBeVisible();
  });
  for (const form of ["Correct stock", "Edit"]) {
    await page.getByRole("button", { name: form }).click();
    await expect(page.getByRole("button", { name: form })).toHaveAttribute("aria-expanded", "true");
    await expectAccessible(page, form);
  }
});

test("adding a part", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await examine(page, async () => {
    await page.goto("/parts?part=new");
    await expect(page.getByLabel("Name", { exact: true })).toBeVisible();
  });
});

test("an invoice, and taking its payment", async ({ signedIn, admin }) => {
  const page = await signedIn(advisor);
  const id = await unpaidInvoiceId(admin);
  await examine(page, async () => {
    await page.goto(`/invoices/${id}`);
    await expect(page.getByRole("heading", { level: 1, name: /^Invoice / })).toBeVisible();
  });
  await examine(page, async () => {
    await page.goto(`/invoices/${id}`);
    await page.getByRole("button", { name: "Take payment" }).click();
    await expect(page.getByRole("dialog", { name: /^Take / })).toBeVisible();
  });
});

test("the mailbox of this machine", async ({ page }) => {
  await examine(page, async () => {
    await page.goto("/dev/mailbox");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
});

test("what is not found, inside the workshop and outside", async ({ page, signedIn }) => {
  await examine(page, async () => {
    await page.goto("/nothing/here");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
  const inside = await signedIn(advisor);
  await examine(inside, async () => {
    await inside.goto("/job-cards/nothing");
    await expect(inside.getByRole("heading", { level: 1 })).toBeVisible();
  });
});

test("operations, and a run beside the list", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await examine(page, async () => {
    await page.goto("/operations");
    await expect(page.getByRole("table", { name: "Runs" })).toBeVisible();
  });
  await examine(page, async () => {
    await page.goto("/operations?type=job-card.complete");
    await page.getByRole("table", { name: "Runs" }).getByRole("button").first().click();
    await expect(runPane(page).getByText(/^all \d+ arrived$/)).toBeVisible();
  });
});

test("a run with dead effects, skipping one and assigning one", async ({ signedIn, admin, garage }) => {
  const page = await signedIn(garage.members.advisor.email);
  await openLive(page, "/board");
  await completeForNobody(page, admin, garage);
  const open = async () => {
    await page.goto("/operations?outcome=dead");
    await page.getByRole("table", { name: "Runs" }).getByRole("button").first().click();
    await expect(
      runPane(page)
        .getByRole("button", { name: /^Retry/ })
        .first(),
    ).toBeVisible();
  };
  await examine(page, open);
  await page.setViewportSize(laptop);
  await open();
  await runPane(page)
    .getByRole("button", { name: /^Assign/ })
    .first()
    .click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectAccessible(page, "assigning");
  await page.keyboard.press("Escape");
  await runPane(page)
    .getByRole("button", { name: /^Skip with reason/ })
    .first()
    .click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Skip it" }).click();
  await expect(page.getByText("Say why it is not needed.")).toBeVisible();
  await examineThemes(page, "skipping");
});

test("tasks, one of them open, one urgent, and none", async ({ signedIn, admin, garage }) => {
  const page = await signedIn(garage.members.advisor.email);
  await examine(page, async () => {
    await page.goto("/tasks");
    await expect(page.getByText("Nothing waits for a person")).toBeVisible();
  });
  await openLive(page, "/board");
  await completeForNobody(page, admin, garage);
  await raiseAlert(garage, "The bank does not answer");
  await examine(page, async () => {
    await page.goto("/tasks");
    await expect(page.getByRole("alert").filter({ hasText: "The bank does not answer" })).toBeVisible();
    await page
      .getByRole("table", { name: "Tasks" })
      .getByRole("button", { name: /E-mail with invoice/ })
      .click();
    await expect(page.getByRole("region", { name: "What raised it" })).toContainText("Complete job card");
  });
});

test("the history", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await examine(page, async () => {
    await openLive(page, "/history");
    await expect(page.getByRole("table", { name: "Job cards" })).toBeVisible();
  });
});

test("the invoices", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await examine(page, async () => {
    await openLive(page, "/invoices");
    await expect(page.getByRole("table", { name: "Invoices" })).toBeVisible();
  });
});

test("the palette, with what it found", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await examine(page, async () => {
    await openLive(page, "/board");
    await page.keyboard.press("Control+k");
    const find = page.getByRole("dialog", { name: "Find" });
    await find.getByRole("combobox").fill("rx18");
    await expect(find.getByRole("option").first()).toContainText("RX18 TNV");
  });
});

test("bringing records in, and taking them out", async ({ signedIn }) => {
  const page = await signedIn(owner);
  await examine(page, async () => {
    await page.goto("/settings/import");
    await page.getByRole("button", { name: "Read the file" }).click();
    await expect(page.getByText("Choose a CSV file first.")).toBeVisible();
  });
  await examine(page, async () => {
    await page.goto("/settings/export");
    await expect(page.getByRole("link", { name: "Export the records" })).toBeVisible();
  });
});
