import type { Evidence, Verdict } from "./evidence.ts";

type Span = {
  name: string;
  service: string;
  links: { traceId: string; spanId: string }[];
  attributes: Record<string, unknown>;
};

/**
 * I9: every `process` span links to exactly one create: the one whose context the event carries. Spans that died with
 * their process before they were exported are not there to be judged.
 */
export const everyProcessHasOneCreate = async ({ log, traces }: Evidence): Promise<Verdict> => {
  const spans = (await (await fetch(`${traces}/spans?name=process%20`)).json()) as Span[];
  const creates = new Map(
    log.records.map(({ id, traceparent }) => [id, traceparent?.split("-").slice(1, 3).join("-")]),
  );
  return {
    wrong: spans.flatMap(({ name, service, links, attributes }) => {
      const wanted = creates.get(String(attributes["messaging.message.id"]));
      if (wanted === undefined) return [];
      const found = links.map(({ traceId, spanId }) => `${traceId}-${spanId}`);
      return found.length === 1 && found[0] === wanted
        ? []
        : [`${service} ${name} links to ${found.join(", ") || "nothing"} and not to ${wanted}`];
    }),
  };
};
