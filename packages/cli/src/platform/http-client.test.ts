import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { bodyOf, type ClientOptions, createClient } from "./http-client.ts";

let server: Server | undefined;
afterEach(() => void server?.close());

type Seen = { readonly url: string; readonly key: string | undefined };

/** A service that answers each call as the next of the list says; the last one counts for all that follow. */
const serviceThat = async (...answers: ((request: IncomingMessage, response: ServerResponse) => void)[]) => {
  const seen: Seen[] = [];
  server = createServer((request, response) => {
    const { url = "", headers } = request;
    seen.push({ url, key: headers["idempotency-key"] as string | undefined });
    answers[Math.min(seen.length, answers.length) - 1]?.(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { seen, url };
};

const breaksOff = (request: IncomingMessage) => void request.socket.destroy();
const says =
  (status: number, body: unknown = {}) =>
  (_request: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status).end(JSON.stringify(body));

const clientOf = (url: string, over: Partial<ClientOptions> = {}) =>
  createClient({ gateway: "", services: { routing: url }, patienceMs: 5_000, atOnce: 4, ...over });

const accept = {
  service: "routing",
  method: "POST",
  path: "/v1/tickets/tic_1/accept",
  token: "t",
  body: {},
} as const;

test("a command whose answer was lost is repeated under its key until somebody answers", async () => {
  const { seen, url } = await serviceThat(breaksOff, says(503), says(200, { version: 2 }));
  const answer = await clientOf(url)({ ...accept, key: "k-1" });
  expect(answer).toEqual({ status: 200, body: { version: 2 } });
  expect(seen.map(({ key }) => key)).toEqual(["k-1", "k-1", "k-1"]);
});

test("a command without a key is sent once only", async () => {
  const { seen, url } = await serviceThat(breaksOff);
  await expect(clientOf(url)(accept)).rejects.toThrow("POST /v1/tickets/tic_1/accept was not answered");
  expect(seen).toHaveLength(1);
});

test("a no is an answer", async () => {
  const { seen, url } = await serviceThat(says(409, { type: "urn:shouwen:problem:ticket.not_allowed_now" }));
  expect(await clientOf(url)({ ...accept, key: "k" })).toMatchObject({ status: 409 });
  expect(seen).toHaveLength(1);
});

test("patience ends, and the last answer is told", async () => {
  const { url } = await serviceThat(says(503));
  expect((await clientOf(url, { patienceMs: 150 })({ ...accept, key: "k" })).status).toBe(503);
});

test("no more calls are under way than at once, and one that fails makes room", async () => {
  let underWay = 0;
  let most = 0;
  const { seen, url } = await serviceThat((request, response) => {
    underWay += 1;
    most = Math.max(most, underWay);
    setTimeout(() => {
      underWay -= 1;
      if (request.headers["idempotency-key"] === "k-1") says(409)(request, response);
      else breaksOff(request);
    }, 20);
  });
  const client = clientOf(url, { atOnce: 2 });
  const calls = [accept, accept, accept, { ...accept, key: "k-1" }].map((call) => client(call));
  const settled = await Promise.allSettled(calls);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected", "fulfilled"]);
  expect([seen.length, most]).toEqual([4, 2]);
});

test("the gateway is asked where there is one", async () => {
  const { seen, url } = await serviceThat(says(200));
  await clientOf("http://127.0.0.1:9", { gateway: url })({
    service: "routing",
    path: "/v1/tickets",
    token: "t",
  });
  expect(seen.map((it) => it.url)).toEqual(["/v1/tickets"]);
});

test("a bad answer becomes a problem that names call and code", () => {
  const answer = {
    status: 404,
    body: { type: "urn:shouwen:problem:ticket.not_found", title: "No such ticket" },
  };
  expect(() => bodyOf(accept, answer)).toThrow(
    "POST /v1/tickets/tic_1/accept answered 404 urn:shouwen:problem:ticket.not_found No such ticket",
  );
});

test("what the platform names as wrong is passed on, field by field", () => {
  const call = { service: "routing", method: "POST" as const, path: "/v1/policies/sla", token: "t" };
  const errors = [{ field: "body.rules.0.withinMs", message: "Too small" }];
  const problems = [{ path: "rules", message: "No response is promised for: repair" }];
  const said = () =>
    bodyOf(call, { status: 400, body: { type: "t", title: "It does not fit", errors, problems } });
  expect(said).toThrow("body.rules.0.withinMs: Too small");
  expect(said).toThrow("rules: No response is promised for: repair");
  expect(() => bodyOf(call, { status: 502, body: "<html>" })).toThrow("answered 502");
});
