import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const sentences = ({ violations }: Awaited<ReturnType<AxeBuilder["analyze"]>>): string[] =>
  violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(" ")}\n  ${failureSummary}`),
  );

// Base UI's guards pass the focus on at once, which axe cannot know. The frame of a preview runs no scripts, and where it is
// out of sight Chromium lets axe wait in it for ever; the same mail is examined where messages are opened.
const builder = (page: Page) =>
  new AxeBuilder({ page }).exclude("[data-base-ui-focus-guard]").exclude("section[aria-label='Preview'] iframe");

/** Fails, going on, for every rule of WCAG 2.2 AA that the page breaks now; names the rule and the elements. */
export async function expectAccessible(page: Page, where: string, except: string[] = []): Promise<void> {
  expect.soft(sentences(await builder(page).withTags(wcag).disableRules(except).analyze()), where).toEqual([]);
}

/** The same for colours alone: what another theme can break. */
export async function expectContrast(page: Page, where: string): Promise<void> {
  expect.soft(sentences(await builder(page).withRules(["color-contrast"]).analyze()), where).toEqual([]);
}

/** Fails, going on, when the page as a whole scrolls sideways. Parts that do (the board's columns) scroll inside it. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const tooWide = await page.evaluate(() =>
    [...document.querySelectorAll("html, body, main")].flatMap((box) =>
      box.scrollWidth > box.clientWidth ? [`${box.localName} is ${box.scrollWidth} wide in ${box.clientWidth}`] : [],
    ),
  );
  expect.soft(tooWide, where).toEqual([]);
}

const laptop = { width: 1440, height: 900 };
const sizes = { "on a laptop": laptop, "on a phone": { width: 390, height: 844 } } as const;
/** 320 px is what WCAG asks for; 1280 × 720 at 200 % has half as many CSS pixels. */
const narrow = { "at 320 px": { width: 320, height: 640 }, "at 200 % zoom": { width: 640, height: 360 } } as const;

/**
 * Looks at what is open now, without loading it again: on a laptop and on a phone, in both themes, and made narrow. `also`
 * opens and closes what stands on the page, at each of both sizes.
 */
export async function examineOpen(page: Page, what: string, also?: (where: string) => Promise<void>): Promise<void> {
  for (const [where, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await expectAccessible(page, `${what} ${where}, light`);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectContrast(page, `${what} ${where}, dark`);
    await page.emulateMedia({ colorScheme: "light" });
    await also?.(where);
  }
  for (const [where, size] of Object.entries(narrow)) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page, `${what} ${where}`);
  }
  await page.setViewportSize(laptop);
}
