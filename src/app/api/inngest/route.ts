import { serve } from "inngest/next";
import { serveOptions } from "#/inngest/serve.ts";

/** Where Inngest, or the embedded runner, calls our functions. Signed: see src/inngest/serve.ts. */
export const { GET, POST, PUT } = serve(serveOptions);
