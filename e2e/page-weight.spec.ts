import { advisor } from "./harness/demo.ts";
import { weightOf, weightOfNothing } from "./harness/page-weight.ts";
import { expect, test } from "./harness/test.ts";

test("the board loads at most 1.7 times the JavaScript of an empty page before it can be used", async ({
  signedIn,
  baseURL,
}) => {
  const page = await signedIn(advisor);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const board = await weightOf({ url: `${baseURL}/board`, cookie });
  expect(board / (await weightOfNothing())).toBeLessThanOrEqual(1.7);
});
