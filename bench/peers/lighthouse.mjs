import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { servePeer } from "./peer.mjs";

// Lighthouse's own phone: its simulated slow 4G and a processor four times slower, on one browser whose cache it empties
// before each run. One run a request; what it says comes back in the order in which lib/pages.ts reads it.
await servePeer(async ({ chromium }) => {
  const browser = await launch({
    chromePath: chromium,
    // Chromium's own sandbox does not start as root, and nothing here opens a page that is not ours.
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    logLevel: "silent",
  });
  process.on("disconnect", () => browser.kill());
  return async ({ url, cookie }) => {
    const run = await lighthouse(url, {
      port: browser.port,
      logLevel: "silent",
      onlyCategories: ["performance", "accessibility"],
      extraHeaders: { Cookie: cookie },
    });
    const { audits, categories, runtimeError } = run.lhr;
    if (runtimeError) throw new Error(`${runtimeError.code}: ${runtimeError.message}`);
    const share = (name) => 100 * categories[name].score;
    const value = (name) => audits[name].numericValue;
    return [
      share("performance"),
      share("accessibility"),
      value("largest-contentful-paint"),
      value("total-blocking-time"),
      value("cumulative-layout-shift"),
    ];
  };
});
