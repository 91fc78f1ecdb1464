import { advisor } from "./harness/demo.ts";
import { scriptsOf } from "./harness/page-weight.ts";
import { expect, test } from "./harness/test.ts";
import { weightOfNothing } from "./harness/weight.ts";

test("the board loads at most 1.7 times the JavaScript of an empty page before it can be used", async ({
  signedIn,
  baseURL,
}) => {
  const page = await signedIn(advisor);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const board = await scriptsOf({ url: `${baseURL}/board`, cookie });
  expect(board / ((await weightOfNothing()) / 1000)).toBeLessThanOrEqual(1.7);
});
