import { request } from "node:http";
import type { RunningService } from "@shouwen/service-kit/service";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./gateway.ts";
import { endReplicas, ledger, startReplica } from "./replicas.ts";

const signer = issuer();
let gateway: RunningService;

beforeAll(async () => {
  const { url } = await startReplica({ issuer: signer, ledger: ledger(), name: "everything" });
  gateway = await startTestGateway(signer, {
    PUBLIC_URL: "https://desk.example.com",
    UPSTREAM_ROUTING: url,
    UPSTREAM_WORKFORCE: url,
  });
});
afterAll(async () => {
  await gateway.stop();
  await endReplicas();
});

type Sent = { status: number | undefined; cookies: string[]; body: string };

/** What a browser sends to an address that a name of somebody else's was pointed at. */
const ask = (host: string, path: string, body?: string): Promise<Sent> =>
  new Promise((resolve, reject) => {
    const headers = {
      host,
      origin: `http://${host}`,
      ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    };
    const sent = request(`${gateway.url}${path}`, { method: body ? "POST" : "GET", headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode, cookies: answer.headers["set-cookie"] ?? [], body: text }),
      );
    });
    sent.on("error", reject).end(body);
  });

test("a site whose name was pointed at us signs in nobody and reads nothing", async () => {
  const signIn = await ask("attacker.example", "/sign-in", "staffId=stf_admin");
  expect([signIn.status, signIn.cookies]).toEqual([421, []]);
  expect(signIn.body).toContain("urn:shouwen:problem:other_host");
  for (const path of [
    "/",
    "/sign-in",
    "/session",
    "/live",
    "/openapi.json",
    "/v1/tickets",
    "/assets/style.css",
    "/no",
  ])
    expect((await ask("attacker.example:4400", path)).status, path).toBe(421);
});

test("the public address and this machine's own names are answered", async () => {
  for (const host of ["desk.example.com", "localhost", new URL(gateway.url).host])
    expect((await ask(host, "/sign-in")).status, host).toBe(200);
  expect((await ask("desk.example.com", "/sign-in", "staffId=stf_admin")).cookies).toHaveLength(1);
});

test("health is asked by whatever address a balancer knows", async () => {
  expect((await ask("10.0.0.7:8080", "/health/ready")).status).toBe(200);
});
