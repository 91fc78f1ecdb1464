import { expect, type Page } from "@playwright/test";

/** Opens a page of the workshop and waits until it is live: from then on its keys act. */
export async function openLive(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByText(/^Live, \d/).first()).toBeAttached();
}

/** Calls a procedure as the page's own script would; returns the status and the body. */
export const mutate = (page: Page, procedure: string, input: Record<string, unknown>) =>
  page.evaluate(
    async ([path, json]) => {
      const answer = await fetch(`/api/trpc/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ json: { ...json, idempotencyKey: crypto.randomUUID() } }),
      });
      return { status: answer.status, body: await answer.text() };
    },
    [procedure, input] as const,
  );
