import type { RunningService } from "@shouwen/service-kit/service";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { startTraceStore, type TraceStore } from "@shouwen/stack/traces/trace-store";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./gateway.ts";
import { endReplicas, ledger, startReplica } from "./replicas.ts";

const signer = issuer();
const ticketId = "tic_lake_1";
const authorization = signer.authorization({ sub: "stf_li", roles: ["agent"], properties: ["prp_lake"] });
let gateway: RunningService;
let store: TraceStore;

const startNano = (ms: number) => String(BigInt(1_795_000_000_000 + ms) * 1_000_000n);

const aSpan = (spanId: string, parentSpanId: string, name: string) => ({
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId,
  parentSpanId,
  name,
  startTimeUnixNano: startNano(0),
  endTimeUnixNano: startNano(12),
  attributes: [{ key: "shouwen.ticket.id", value: { stringValue: ticketId } }],
});

const from = (service: string, span: object) => ({
  resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
  scopeSpans: [{ spans: [span] }],
});

beforeAll(async () => {
  store = await startTraceStore({ port: await ephemeralPort() });
  const { url } = await startReplica({ issuer: signer, ledger: ledger(), name: "routing" });
  gateway = await startTestGateway(signer, { UPSTREAM_ROUTING: url, TRACE_STORE_URL: store.url });
  const resourceSpans = [
    from("intake", aSpan("00f067aa0ba902b7", "", "POST /v1/requests")),
    from("routing", aSpan("00f067aa0ba902b8", "00f067aa0ba902b7", "process <request>")),
  ];
  const body = JSON.stringify({ resourceSpans });
  await fetch(`${store.url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
});
afterAll(async () => {
  await gateway.stop();
  await store.close();
  await endReplicas();
});

const open = (id: string) =>
  fetch(`${gateway.url}/live/trace/${id}`, { headers: { authorization }, redirect: "manual" });

test("the way of a ticket through the services is shown as a tree", async () => {
  const answer = await open(ticketId);
  const page = await answer.text();
  expect(answer.status).toBe(200);
  expect(page).toContain("POST /v1/requests");
  expect(page).toContain("\u2003process &lt;request&gt;");
  expect(page).toMatch(/<rect class="bar routing"/);
});

test("a ticket of which no trace is kept is said to have none", async () => {
  expect(await (await open("tic_lake_2")).text()).toContain("没有保存这张工单的链路");
});

test("somebody else's ticket has no trace for me", async () => {
  const answer = await open("tic_harbour_1");
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain("没有这张工单");
});

test("what is no ticket at all is refused", async () => {
  expect((await open("stf_1")).status).toBe(400);
});

test("whoever is not signed in is led to the door", async () => {
  const answer = await fetch(`${gateway.url}/live/trace/${ticketId}`, { redirect: "manual" });
  expect(answer.headers.get("location")).toBe(`/sign-in?backTo=%2Flive%2Ftrace%2F${ticketId}`);
});

test("the gateway's own span joins the caller's trace, and the service's joins the gateway's", async () => {
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const observed = await startTestGateway(signer, {
    UPSTREAM_ROUTING: gateway.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: store.url,
  });
  const answer = await fetch(`${observed.url}/v1/tickets/${ticketId}`, {
    headers: { authorization, traceparent },
  });
  expect(answer.headers.get("traceparent")).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-/);
  await observed.stop();
  const { spans } = (await (await fetch(`${store.url}/traces/4bf92f3577b34da6a3ce929d0e0e4736`)).json()) as {
    spans: { name: string; kind: string; parentSpanId: string }[];
  };
  const seen = spans.map(({ name, kind }) => `${kind} ${name}`);
  expect(seen).toContain("server GET /v1/tickets/*");
  expect(seen).toContain("client GET routing");
});
