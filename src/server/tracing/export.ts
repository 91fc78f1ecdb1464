/** The part of tracing that only runs where a collector is named: loaded by instrumentation, never by code that traces. */
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";

/** Sends spans to a collector by OTLP over HTTP. `OTEL_EXPORTER_OTLP_HEADERS` and `OTEL_TRACES_SAMPLER` are read by the SDK. */
export const startTracing = (endpoint: string): void =>
  startTracingTo(new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces` }));

export const startTracingTo = (exporter: SpanExporter, delayMs = 2000): void => {
  if (globalThis.pitlaneTracing !== undefined) return;
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "pitlane" }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: delayMs })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  globalThis.pitlaneTracing = {
    stop: async () => {
      globalThis.pitlaneTracing = undefined;
      await provider.shutdown();
      trace.disable();
      context.disable();
    },
  };
};
