import { startSandbox } from "#/server/gateways/sandbox/sandbox-server.ts";

/** A sandbox in a process of its own, to be killed. */
const [, , directory = ""] = process.argv;
const sandbox = await startSandbox({
  directory,
  secretKey: "sk_test_of_the_tests",
  publishableKey: "pk_test_of_the_tests",
  webhookSecret: "whsec_of_the_tests",
  appOrigins: [],
});
process.send?.(sandbox.url);
