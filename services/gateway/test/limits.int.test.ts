import { connect } from "node:net";
import type { RunningService } from "@shouwen/service-kit/service";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./gateway.ts";
import { type LivePage, openLivePage } from "./live-page.ts";
import { endReplicas, ledger, startReplica } from "./replicas.ts";

const signer = issuer();
const fewest = 10;
let gateway: RunningService;
let narrow: RunningService;

beforeAll(async () => {
  const { url } = await startReplica({ issuer: signer, ledger: ledger(), name: "routing" });
  gateway = await startTestGateway(signer, { UPSTREAM_ROUTING: url });
  narrow = await startTestGateway(signer, { MAX_CONNECTIONS: String(fewest) });
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), narrow?.stop()]);
  await endReplicas();
});

const agent = (sub: string) => signer.authorization({ sub, roles: ["agent"], properties: ["prp_lakeside"] });

test("one person has six streams of events open and no seventh, until one has ended; others have their own", async () => {
  const url = `${gateway.url}/live/events`;
  const pages: LivePage[] = [];
  for (let n = 0; n < 6; n += 1) pages.push(await openLivePage(url, agent("stf_six")));
  const seventh = await fetch(url, { headers: { authorization: agent("stf_six") } });
  expect(seventh.status).toBe(429);
  expect(await seventh.json()).toMatchObject({ type: "urn:shouwen:problem:too_many_at_once" });
  pages.push(await openLivePage(url, agent("stf_other")));
  pages[0]?.close();
  await expect
    .poll(async () => {
      const page = await openLivePage(url, agent("stf_six")).catch(() => undefined);
      if (page) pages.push(page);
      return page !== undefined;
    })
    .toBe(true);
  for (const page of pages) page.close();
});

test("PATCH on an address of a service is 405 through the gateway, with the methods that there are", async () => {
  const patch = (path: string) =>
    fetch(`${gateway.url}${path}`, {
      method: "PATCH",
      headers: { authorization: agent("stf_li"), "content-type": "application/json" },
      body: "{}",
    });
  const known = await patch("/v1/tickets/tic_lakeside_1");
  expect(known.status).toBe(405);
  expect(known.headers.get("allow")).toBe("GET, HEAD");
  expect(await known.json()).toMatchObject({ type: "urn:shouwen:problem:method_not_allowed" });
  expect((await patch("/v1/tickets/tic_lakeside_1/notes")).headers.get("allow")).toBe("POST");
  expect((await patch("/v1/coffee")).status).toBe(404);
});

test("MAX_CONNECTIONS is how many connections the gateway has at once: one more is closed unheard", async () => {
  const { port, hostname } = new URL(narrow.url);
  const open = () => connect(Number(port), hostname).on("error", () => undefined);
  const sockets = Array.from({ length: fewest }, open);
  await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.once("connect", done))));
  const live = () =>
    fetch(`${narrow.url}/health/live`, { headers: { connection: "close" } }).then(
      ({ status }) => status,
      () => "closed",
    );
  await expect.poll(live).toBe("closed");
  for (const socket of sockets) socket.destroy();
  await expect.poll(live).toBe(200);
});
