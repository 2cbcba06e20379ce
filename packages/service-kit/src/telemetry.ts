/** Sends what is still held and stops. */
export type Telemetry = { stop(): Promise<void> };

type TelemetryConfig = {
  readonly service: string;
  readonly replica: string;
  readonly endpoint: string | undefined;
  readonly sampleRatio: number;
};

/**
 * Starts traces and metrics over OTLP/HTTP. Without an endpoint nothing is loaded and every span is a no-op. Must run
 * before the first span is made.
 */
export const startTelemetry = async (config: TelemetryConfig): Promise<Telemetry> => {
  if (config.endpoint === undefined) return { stop: () => Promise.resolve() };
  const [
    { NodeSDK },
    { OTLPTraceExporter },
    { OTLPMetricExporter },
    { resourceFromAttributes },
    metricsSdk,
    traceSdk,
  ] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/exporter-metrics-otlp-http"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-metrics"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const sdk = new NodeSDK({
    autoDetectResources: false,
    instrumentations: [],
    resource: resourceFromAttributes({
      "service.name": config.service,
      "service.namespace": "shouwen",
      "service.instance.id": `${config.service}-${config.replica}`,
    }),
    sampler: new traceSdk.ParentBasedSampler({
      root: new traceSdk.TraceIdRatioBasedSampler(config.sampleRatio),
    }),
    spanProcessors: [
      new traceSdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${config.endpoint}/v1/traces` }),
        maxQueueSize: 8_192,
        maxExportBatchSize: 512,
        scheduledDelayMillis: 1_000,
      }),
    ],
    metricReaders: [
      new metricsSdk.PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: `${config.endpoint}/v1/metrics` }),
        exportIntervalMillis: 10_000,
      }),
    ],
  });
  sdk.start();
  return { stop: () => sdk.shutdown().catch(() => undefined) };
};
