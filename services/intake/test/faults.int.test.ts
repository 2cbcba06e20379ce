import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { postgres } from "@shouwen/test-kit/postgres";
import { tcpProxy } from "@shouwen/test-kit/tcp-proxy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
let proxy: Awaited<ReturnType<typeof tcpProxy>>;

beforeAll(async () => {
  const database = await postgres(["intake"]);
  const direct = new URL(database.services.intake?.machine ?? "");
  proxy = await tcpProxy({ host: direct.hostname, port: Number(direct.port) });
  direct.port = String(proxy.port);
  service = await openService({ OUTBOX_HIGH_WATER: "1000", DATABASE_URL: direct.href }, database);
});

afterAll(async () => {
  await service.close();
  await proxy.close();
});

const aBody = { propertyId: "prp_lakeside", channel: "phone", kind: "repair", place: "1203" };
const post = (key: string) =>
  service.call("/v1/requests", { headers: { "idempotency-key": key }, body: aBody });

test("while the database is gone nobody is told that a request was taken, and what is sent again is taken once", async () => {
  const before = await post("before");
  expect(before.status).toBe(202);
  proxy.fault({ kind: "cut" });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => post(`gone-${n}`)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  expect(answers.map(({ headers }) => headers.get("retry-after"))).toEqual(Array(20).fill("2"));
  proxy.fault({ kind: "none" });
  const taken = await eventually(async () => {
    const again = await Promise.all(Array.from({ length: 20 }, (_, n) => post(`gone-${n}`)));
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([202]));
    return again;
  });
  const rows = await service.query("select 1 from request where once_key like 'gone-%'");
  expect(rows).toHaveLength(20);
  expect(new Set(taken.map(({ body }) => body.requestId)).size).toBe(20);
  expect((await post("before")).body).toEqual(before.body);
});

test("while too many events wait to be sent the door is closed with a time to come back", async () => {
  const nobodysShard = 99;
  await service.query(
    "insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) select $1, 'e' || n, 't', 'k', n, 't', '{}', '{}' from generate_series(1, 1000) as n",
    [nobodysShard],
  );
  const refused = await eventually(async () => {
    const answer = await post(`full-${Math.random()}`);
    expect(answer.status).toBe(503);
    return answer;
  });
  expect(refused.body.type).toBe("urn:shouwen:problem:outbox_full");
  expect(refused.headers.get("retry-after")).toBe("2");
  await service.query("delete from outbox where shard = $1", [nobodysShard]);
  await eventually(async () => expect((await post("room-again")).status).toBe(202));
});
