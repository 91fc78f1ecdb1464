/**
 * Next calls this once when its server starts, before the first request: relay, sweep and embedded runner live in the
 * server's process unless WORKERS=0.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { env } = await import("#/env.ts");
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT) {
    const { startTracing } = await import("#/server/tracing/export.ts");
    startTracing(env.OTEL_EXPORTER_OTLP_ENDPOINT);
  }
  if (!env.WORKERS) return;
  const { startWorkers } = await import("#/inngest/workers.ts");
  await startWorkers();
}
