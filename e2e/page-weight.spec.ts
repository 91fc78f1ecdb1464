import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { freshBuild } from "../scripts/lib/build.mjs";
import { advisor } from "./harness/demo.ts";
import { scriptsOf } from "./harness/page-weight.ts";
import { expect, test } from "./harness/test.ts";

const manifest = z.object({ rootMainFiles: z.array(z.string()) });

/** What Next loads for a page that holds nothing, in kB: the benchmark B10 builds such a page and weighs it. */
const emptyPage = async (): Promise<number> => {
  const build = await freshBuild();
  const { rootMainFiles } = manifest.parse(JSON.parse(readFileSync(path.join(build, "build-manifest.json"), "utf8")));
  const sizes = rootMainFiles.map((file) => gzipSync(readFileSync(path.join(build, file))).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
};

test("the board loads at most 1.7 times the JavaScript of an empty page before it can be used", async ({
  signedIn,
  baseURL,
}) => {
  const page = await signedIn(advisor);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const board = await scriptsOf({ url: `${baseURL}/board`, cookie });
  expect(board / (await emptyPage())).toBeLessThanOrEqual(1.7);
});
