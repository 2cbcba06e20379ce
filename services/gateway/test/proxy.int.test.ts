import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { RunningService } from "@shouwen/service-kit/service";
import { eventually } from "@shouwen/test-kit/eventually";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startTestGateway } from "./gateway.ts";
import { endReplicas, ledger, startReplica, type TestReplica } from "./replicas.ts";

const signer = issuer();
const book = ledger();
const authorization = signer.authorization({ sub: "stf_li", roles: ["agent"], properties: ["prp_lake"] });
const json = { authorization, "content-type": "application/json" };

let replicas: TestReplica[];
let gateway: RunningService;

const start = (name: string, port?: number) =>
  startReplica({ issuer: signer, ledger: book, name, ...(port === undefined ? {} : { port }) });

beforeAll(async () => {
  const [a, b, importer] = await Promise.all([start("a"), start("b"), start("importer")]);
  replicas = [a, b];
  gateway = await startTestGateway(signer, {
    UPSTREAM_ROUTING: replicas.map(({ url }) => url).join(","),
    UPSTREAM_INTAKE: importer.url,
  });
});
afterAll(async () => {
  await gateway.stop();
  await endReplicas();
});

const get = (path: string, headers: Record<string, string> = { authorization }) =>
  fetch(`${gateway.url}${path}`, { headers });

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}${path}`, {
    method: "POST",
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });

test("requests are spread over the replicas of a service", async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => get("/v1/tickets/tic_lake_1")));
  const names = await Promise.all(
    answers.map(async (answer) => ((await answer.json()) as { replica: string }).replica),
  );
  expect(names.filter((name) => name === "a")).toHaveLength(5);
  expect(names.filter((name) => name === "b")).toHaveLength(5);
});

test("another property's ticket is a 404, as the service says it", async () => {
  const answer = await get("/v1/tickets/tic_harbour_1");
  expect(answer.status).toBe(404);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect(await answer.json()).toMatchObject({ type: "urn:shouwen:problem:ticket.not_found" });
});

test("without a token the service turns one away, not the gateway", async () => {
  const answer = await get("/v1/tickets/tic_lake_1", {});
  expect(answer.status).toBe(401);
  expect(answer.headers.get("www-authenticate")).toBe("Bearer");
});

test("the service learns who called, over which host, and not the cookies", async () => {
  const answer = await get("/v1/tickets?limit=3", {
    authorization,
    cookie: "theme=dark",
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-proto": "https",
  });
  const { headers } = (await answer.json()) as { headers: Record<string, string> };
  expect(headers).toMatchObject({
    authorization,
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "http",
    "x-forwarded-host": new URL(gateway.url).host,
  });
  expect(headers.cookie).toBeUndefined();
});

test("a body that the service refuses comes back as the service's 400", async () => {
  const answer = await post("/v1/tickets/tic_lake_1/notes", { words: 1 });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    type: "urn:shouwen:problem:invalid",
    errors: [{ field: "text" }],
  });
});

test("a body over 256 KB is a 413 in the services' words, however long it is", async () => {
  for (const length of [300_000, 3_000_000, 20_000_000]) {
    const answer = await post("/v1/tickets/tic_lake_1/notes", { text: "x".repeat(length) });
    expect([length, answer.status]).toEqual([length, 413]);
    expect(await answer.json()).toMatchObject({ type: "urn:shouwen:problem:too_large" });
  }
});

test("a long body whose length nobody announced is refused as well, and the connection stays of use", async () => {
  let left = 40;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(randomBytes(10_000));
      if (--left === 0) controller.close();
    },
  });
  const url = `${gateway.url}/v1/tickets/tic_lake_1/notes`;
  expect((await fetch(url, { method: "POST", headers: json, body, duplex: "half" })).status).toBe(413);
  expect((await get("/v1/tickets/tic_lake_1")).status).toBe(200);
});

test("an import is streamed through, byte for byte", { timeout: 120_000 }, async () => {
  const part = randomBytes(1_000_000);
  const hash = createHash("sha256");
  const before = process.memoryUsage.rss();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      hash.update(part);
      controller.enqueue(part);
      if (++sent === 100) controller.close();
    },
  });
  let sent = 0;
  const answer = await fetch(`${gateway.url}/v1/imports`, {
    method: "POST",
    headers: { authorization, "content-type": "text/csv" },
    body,
    duplex: "half",
  });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ bytes: 100_000_000, sha256: hash.digest("hex") });
  expect(process.memoryUsage.rss() - before).toBeLessThan(90_000_000);
});

test("an import that is refused before its end is answered all the same", async () => {
  for (let round = 0; round < 20; round += 1) {
    const answer = await fetch(`${gateway.url}/v1/imports`, {
      method: "POST",
      headers: { "content-type": "text/csv" },
      body: randomBytes(5_000_000),
    });
    expect(answer.status).toBe(401);
  }
});

test("an address that no service has is a 404 of the gateway's own", async () => {
  const answer = await get("/v1/spaceships");
  expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([
    404,
    "urn:shouwen:problem:no_route",
  ]);
});

test("a service that is not there is a 503 that promises that nothing was done", async () => {
  const answer = await get("/v1/profiles/pro_1");
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await answer.json()).toMatchObject({ type: "urn:shouwen:problem:unavailable" });
});

test("a command that broke off without a key is done once, and the answer admits that nobody knows", async () => {
  const before = book.entries().length;
  const answer = await fetch(`${gateway.url}/v1/tickets/tic_lake_1/break-off`, {
    method: "POST",
    headers: { authorization },
  });
  expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([
    502,
    "urn:shouwen:problem:broke_off",
  ]);
  expect(book.entries().length).toBe(before + 1);
});

test("a command that broke off with its key goes to another replica and is still done once", async () => {
  const key = randomUUID();
  const answer = await post("/v1/tickets/tic_lake_1/break-off", {}, { "idempotency-key": key });
  expect(answer.status).toBe(502);
  expect(book.entries().filter((entry) => entry === key)).toHaveLength(1);
});

test("a service in trouble is asked at each replica once, and its own words come back", async () => {
  const answer = await post("/v1/tickets/tic_lake_1/unavailable", {}, { "idempotency-key": randomUUID() });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ title: expect.stringContaining("nothing was changed") });
});

/** Sends commands without a pause until told to stop; answers each one's status and whether it was done once. */
const keepSending = (keyed: boolean) => {
  let stopping = false;
  const sent: { key: string; status: number }[] = [];
  const lane = async () => {
    while (!stopping) {
      const key = randomUUID();
      const answer = await post(
        "/v1/tickets/tic_lake_1/notes",
        { text: key },
        keyed ? { "idempotency-key": key } : {},
      );
      await answer.arrayBuffer();
      sent.push({ key, status: answer.status });
    }
  };
  const lanes = Promise.all(Array.from({ length: 8 }, lane));
  const stop = async () => {
    stopping = true;
    await lanes;
  };
  onTestFinished(stop);
  return { sent, stop };
};

const timesDone = (keys: readonly string[]) => {
  const counts = Map.groupBy(book.entries(), (entry) => entry);
  return new Set(keys.map((key) => counts.get(key)?.length ?? 0));
};

test("replicas are replaced one after the other, and no command fails, is lost or is done twice", {
  timeout: 120_000,
}, async () => {
  const traffic = keepSending(true);
  for (const index of [0, 1]) {
    const old = replicas[index];
    const soFar = traffic.sent.length;
    await old?.stop();
    replicas[index] = await start(old?.name ?? "", Number(new URL(old?.url ?? "").port));
    await eventually(() => expect(traffic.sent.length).toBeGreaterThan(soFar + 50));
    await eventually(async () => expect(await readyReplicas()).toBe(2));
  }
  await traffic.stop();
  expect(traffic.sent.length).toBeGreaterThan(200);
  expect(new Set(traffic.sent.map(({ status }) => status))).toEqual(new Set([200]));
  expect(timesDone(traffic.sent.map(({ key }) => key))).toEqual(new Set([1]));
});

test("a replica that is killed is let go, and no command with a key fails or is done twice", {
  timeout: 120_000,
}, async () => {
  const traffic = keepSending(true);
  await eventually(() => expect(traffic.sent.length).toBeGreaterThan(50));
  const [victim] = replicas;
  await victim?.kill();
  const soFar = traffic.sent.length;
  await eventually(() => expect(traffic.sent.length).toBeGreaterThan(soFar + 50));
  replicas[0] = await start("a", Number(new URL(victim?.url ?? "").port));
  await eventually(async () => expect(await readyReplicas()).toBe(2));
  await traffic.stop();
  expect(new Set(traffic.sent.map(({ status }) => status))).toEqual(new Set([200]));
  expect(timesDone(traffic.sent.map(({ key }) => key))).toEqual(new Set([1]));
});

const readyReplicas = async (): Promise<number | undefined> => {
  const { upstreams } = (await (await get("/health/status")).json()) as {
    upstreams: { service: string; ready: number }[];
  };
  return upstreams.find(({ service }) => service === "routing")?.ready;
};

test("an admin sees the dead letters of all services at once, others see none", async () => {
  const admin = signer.authorization({ sub: "stf_wu", roles: ["admin"], properties: ["*"] });
  const { services } = (await (await get("/v1/dead-letters", { authorization: admin })).json()) as {
    services: { service: string; status: number }[];
  };
  expect(services.find(({ service }) => service === "routing")).toEqual({
    service: "routing",
    status: 200,
    groups: [],
  });
  expect(services.find(({ service }) => service === "scoring")?.status).toBe(503);
  expect((await get("/v1/dead-letters")).status).toBe(403);
});
