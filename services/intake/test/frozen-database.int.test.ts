import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { postgres } from "@shouwen/test-kit/postgres";
import { type TcpProxy, tcpProxy } from "@shouwen/test-kit/tcp-proxy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
let proxy: TcpProxy;

beforeAll(async () => {
  const database = await postgres(["intake"]);
  proxy = await tcpProxy({ port: Number(new URL(database.adminUrl).port) });
  const through = (url = "") => Object.assign(new URL(url), { port: String(proxy.port) }).href;
  const { machine, people } = database.services.intake ?? {};
  const settings = { DATABASE_URL: through(machine), PEOPLE_DATABASE_URL: through(people) };
  service = await openService(settings, database);
});
afterAll(async () => {
  proxy.fault({ kind: "none" });
  await service.close();
  await proxy.close();
});

const body = {
  propertyId: "prp_lakeside",
  channel: "phone",
  kind: "repair",
  category: "engineering/hvac",
  place: "1203",
  words: "空调不制冷",
};

const ask = async (work: () => Promise<{ status: number; body: { type: string } }>) => {
  const begun = performance.now();
  const answer = await work();
  return { status: answer.status, type: answer.body.type, ms: performance.now() - begun };
};

test("while the database is frozen, whoever asks is told within 15 s, and served again when it is back", async () => {
  const taken = await service.call("/v1/requests", { body });
  expect(taken.status).toBe(202);
  const path = `/v1/requests/${taken.body.requestId}`;
  await service.call(path);
  proxy.fault({ kind: "half-open" });
  const answers = await Promise.all([
    ask(() => service.call("/v1/requests", { body: { ...body, place: "1204" } })),
    ask(() => service.call(path)),
  ]);
  for (const { status, type, ms } of answers) {
    expect([status, type]).toEqual([503, "urn:shouwen:problem:unavailable"]);
    expect(ms).toBeLessThan(15_000);
  }
  proxy.fault({ kind: "none" });
  expect((await service.call("/v1/requests", { body })).status).toBe(202);
  expect((await service.call(path)).status).toBe(200);
});
