import { isSpanContextValid, trace } from "@opentelemetry/api";
import { type Logger, pino } from "pino";

/** JSON lines with trace ids; pretty on a terminal. Nothing personal is ever handed to it. */
export const createLogger = (options: {
  service: string;
  replica: string;
  level: string;
  format: "json" | "pretty";
}): Logger =>
  pino({
    level: options.level,
    base: { service: options.service, replica: options.replica },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    mixin: () => {
      const spanContext = trace.getActiveSpan()?.spanContext();
      return spanContext && isSpanContextValid(spanContext)
        ? { traceId: spanContext.traceId, spanId: spanContext.spanId }
        : {};
    },
    ...(options.format === "pretty"
      ? {
          transport: {
            target: "pino-pretty",
            options: { ignore: "pid,hostname", translateTime: "HH:MM:ss.l", singleLine: true },
          },
        }
      : {}),
  });
