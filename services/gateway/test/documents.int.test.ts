import { Validator } from "@seriousme/openapi-schema-validator";
import { events } from "@shouwen/contracts/catalogue";
import type { RunningService } from "@shouwen/service-kit/service";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./gateway.ts";
import { endReplicas, ledger, startReplica, type TestReplica } from "./replicas.ts";

const signer = issuer();
let gateway: RunningService;
let routing: TestReplica;

beforeAll(async () => {
  const start = (service: string) =>
    startReplica({ issuer: signer, ledger: ledger(), name: service, service });
  const [one, workforce] = await Promise.all([start("routing"), start("workforce")]);
  routing = one;
  gateway = await startTestGateway(signer, { UPSTREAM_ROUTING: one.url, UPSTREAM_WORKFORCE: workforce.url });
});
afterAll(async () => {
  await gateway.stop();
  await endReplicas();
});

type Merged = { paths: Record<string, Record<string, { tags: string[] }>>; tags: { name: string }[] };

const openApi = async (): Promise<Merged> =>
  (await (await fetch(`${gateway.url}/openapi.json`)).json()) as Merged;

test("the merged document is a valid OpenAPI document", async () => {
  const { valid, errors } = await new Validator().validate(await openApi());
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test("it holds each service's own resources, tagged by the service", async () => {
  const { paths, tags } = await openApi();
  expect(paths["/v1/tickets/{ticketId}"]?.get?.tags).toEqual(["routing"]);
  expect(paths["/v1/staff/{staffId}"]?.get?.tags).toEqual(["workforce"]);
  expect(paths["/v1/dead-letters/retry"]?.post?.tags).toEqual(["gateway"]);
  expect(tags.map(({ name }) => name)).toEqual(["routing", "workforce", "gateway"]);
});

test("the event catalogue names every event with its fields and an example", async () => {
  const page = await (await fetch(`${gateway.url}/events`)).text();
  for (const { type } of events) expect(page).toContain(`id="${type}"`);
  expect(page).toContain("engineering/plumbing/leak");
});

test("the AsyncAPI document is there for machines", async () => {
  const answer = await fetch(`${gateway.url}/asyncapi.json`);
  expect(await answer.json()).toMatchObject({ asyncapi: "3.0.0" });
});

test("the start page leads to everything", async () => {
  const page = await (await fetch(`${gateway.url}/`)).text();
  for (const href of ["/live", "/docs", "/events", "/sign-in"]) expect(page).toContain(`href="${href}"`);
});

test("styles and scripts come from here, and a browser is told when it has them", async () => {
  const first = await fetch(`${gateway.url}/assets/live.js`);
  expect([first.status, first.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
  const tag = first.headers.get("etag") ?? "";
  const again = await fetch(`${gateway.url}/assets/live.js`, { headers: { "if-none-match": tag } });
  expect(again.status).toBe(304);
  expect((await fetch(`${gateway.url}/assets/..%2Flayout.ts`)).status).toBe(404);
});

test("a service that is away keeps its place in the documents", async () => {
  expect(Object.keys((await openApi()).paths)).toContain("/v1/tickets");
  await routing.kill();
  expect(Object.keys((await openApi()).paths)).toContain("/v1/tickets");
});
