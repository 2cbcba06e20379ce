import {
  type AttributeValue,
  attributesOf,
  type OtlpAttribute,
  type OtlpResource,
  senderOf,
} from "./span-record.ts";

/** The newest value of one series. A histogram has `count`, `sum` and `buckets` instead of `value`. */
export type MetricPoint = {
  name: string;
  unit: string;
  service: string;
  replica: string | null;
  attributes: Record<string, AttributeValue>;
  atNano: string;
  value?: number;
  count?: number;
  sum?: number;
  buckets?: { bounds: number[]; counts: number[] };
};

type OtlpPoint = {
  attributes?: OtlpAttribute[];
  timeUnixNano: string;
  asDouble?: number;
  asInt?: string | number;
  count?: string | number;
  sum?: number;
  bucketCounts?: (string | number)[];
  explicitBounds?: number[];
};
type OtlpMetric = {
  name: string;
  unit?: string;
  sum?: { dataPoints?: OtlpPoint[] };
  gauge?: { dataPoints?: OtlpPoint[] };
  histogram?: { dataPoints?: OtlpPoint[] };
};
export type OtlpMetrics = {
  resourceMetrics?: { resource?: OtlpResource; scopeMetrics?: { metrics?: OtlpMetric[] }[] }[];
};

const KEPT_SERIES = 20_000;

const valuesOf = (point: OtlpPoint): Pick<MetricPoint, "value" | "count" | "sum" | "buckets"> => {
  if (point.count === undefined) return { value: Number(point.asDouble ?? point.asInt ?? 0) };
  const counts = (point.bucketCounts ?? []).map(Number);
  return {
    count: Number(point.count),
    sum: point.sum ?? 0,
    buckets: { bounds: point.explicitBounds ?? [], counts },
  };
};

const pointsOf = (metric: OtlpMetric): OtlpPoint[] =>
  (metric.sum ?? metric.gauge ?? metric.histogram)?.dataPoints ?? [];

/** Every point of one export request. */
export const metricPointsOf = ({ resourceMetrics = [] }: OtlpMetrics): MetricPoint[] =>
  resourceMetrics.flatMap(({ resource, scopeMetrics = [] }) => {
    const sender = senderOf(resource);
    return scopeMetrics.flatMap(({ metrics = [] }) =>
      metrics.flatMap((metric) =>
        pointsOf(metric).map((point) => ({
          name: metric.name,
          unit: metric.unit ?? "",
          ...sender,
          attributes: attributesOf(point.attributes),
          atNano: point.timeUnixNano,
          ...valuesOf(point),
        })),
      ),
    );
  });

/** The newest point of each series. Bounded: the series that has been silent longest goes first. */
export type MetricStore = {
  add: (points: readonly MetricPoint[]) => void;
  latest: (prefix: string) => MetricPoint[];
};

const keyOf = ({ name, service, replica, attributes }: MetricPoint): string =>
  JSON.stringify([name, service, replica, attributes]);

/** A store without points. */
export const createMetricStore = (): MetricStore => {
  const series = new Map<string, MetricPoint>();
  return {
    add: (points) => {
      for (const point of points) {
        const key = keyOf(point);
        series.delete(key);
        series.set(key, point);
      }
      for (const key of series.keys()) {
        if (series.size <= KEPT_SERIES) return;
        series.delete(key);
      }
    },
    latest: (prefix) => [...series.values()].filter(({ name }) => name.startsWith(prefix)),
  };
};
