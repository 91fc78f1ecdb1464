import { defineConfig, devices } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // Starts an instance of its own through `npm start`'s code, in a temporary data folder, and puts its address in E2E_URL.
  globalSetup: "./e2e/harness/instance.ts",
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.E2E_URL ?? "http://localhost:3000",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      // Chromium's own sandbox does not start as root, and nothing here opens a page that is not ours.
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    },
  },
});
