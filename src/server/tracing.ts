/**
 * Traces from a request to its effects, by OpenTelemetry's API. Nothing is traced until `startTracing` of
 * tracing/export.ts has run; until then each of these only calls `work`.
 */
import { type Attributes, context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";

declare global {
  /** Whether spans are exported from this process; the bundler loads this module twice, so it stands here. */
  var pitlaneTracing: { readonly stop: () => Promise<void> } | undefined;
}

const tracer = () => trace.getTracer("pitlane");
const isOn = (): boolean => globalThis.pitlaneTracing !== undefined;

/** Runs `work` as a span under the one in force. Attributes are names and ids, never personal data. */
export const traced = <Result>(name: string, work: () => Promise<Result>, attributes?: Attributes): Promise<Result> =>
  isOn() ? tracer().startActiveSpan(name, { attributes }, (span) => ending(span, work)) : work();

/** The same under a span of another process, or of earlier: `parent` is a W3C traceparent. Without one it begins a trace. */
export const tracedUnder = <Result>(
  parent: string | null | undefined,
  name: string,
  work: () => Promise<Result>,
  attributes?: Attributes,
): Promise<Result> => (isOn() ? context.with(contextOf(parent), () => traced(name, work, attributes)) : work());

/** A span that is ended by hand. */
export const openSpan = (name: string, parent?: string | null): Span | null =>
  isOn() ? tracer().startSpan(name, {}, parent === undefined ? context.active() : contextOf(parent)) : null;

/** The span in force, or the one given, as a W3C traceparent; null while nothing is traced. */
export const traceparent = (span: Span | null | undefined = trace.getActiveSpan()): string | null => {
  if (!isOn() || !span) return null;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
};

const contextOf = (parent: string | null | undefined) => {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(parent ?? "") ?? [];
  if (traceId === undefined || spanId === undefined) return trace.deleteSpan(context.active());
  return trace.setSpanContext(context.active(), {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags ?? "01", 16),
    isRemote: true,
  });
};

const ending = async <Result>(span: Span, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    // The code and not the sentence: what people read may name them.
    const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
    span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    throw error;
  } finally {
    span.end();
  }
};
