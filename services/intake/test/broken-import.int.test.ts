import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin, openService } from "./service-under-test.ts";

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await openService();
});

afterAll(() => service.close());

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `r${from + n},phone,1203\n`).join("");
const header = "external_id,channel,place\n";
const query = (id: string) => `/v1/imports?mapping=shouwen&propertyId=prp_lakeside&id=${id}`;

/** Sends the beginning of a file and then holds still. */
const beginSending = (id: string, beginning: string) => {
  const outgoing = request(`${service.url}${query(id)}`, {
    method: "POST",
    headers: { authorization: service.authorization(admin), "content-type": "text/csv" },
  });
  const answer = new Promise<{ status: number | undefined; body: string }>((resolve) => {
    outgoing.once("response", (incoming) => {
      text(incoming).then(
        (body) => resolve({ status: incoming.statusCode, body }),
        () => resolve({ status: incoming.statusCode, body: "" }),
      );
    });
    outgoing.once("error", () => resolve({ status: undefined, body: "" }));
  });
  outgoing.write(beginning);
  return { answer, breakOff: () => outgoing.destroy() };
};

const sendWhole = (id: string, file: string) =>
  service.call(query(id), { as: admin, raw: file, headers: { "content-type": "text/csv" } });

const untilTaken = (id: string, least: number) =>
  eventually(async () => {
    const { body } = await service.call(`/v1/imports/${id}`);
    expect(body.accepted).toBeGreaterThanOrEqual(least);
  });

const stored = async (prefix: string) =>
  (await service.query("select 1 from request where source_id like $1", [`${prefix}%`])).length;

test("a file whose sender breaks off keeps what was taken, and sent again goes in whole and once", async () => {
  const { breakOff } = beginSending("imp_gone", header + rows(0, 600));
  await untilTaken("imp_gone", 512);
  breakOff();
  await eventually(async () =>
    expect((await service.call("/v1/imports/imp_gone")).body).toMatchObject({
      status: "failed",
      reason: "broken_off",
    }),
  );
  const again = await sendWhole("imp_gone", header + rows(0, 900));
  expect(again.body).toMatchObject({ status: "done", attempt: 2, total: 900, accepted: 900, repeated: 0 });
  expect(await stored("r")).toBe(900);
});

test("a file that is sent again while its first sending hangs goes on with the second", async () => {
  const { answer } = beginSending("imp_twice", header + rows(2_000, 2_300));
  await untilTaken("imp_twice", 256);
  const second = await sendWhole("imp_twice", header + rows(2_000, 2_400));
  expect(second.body).toMatchObject({ attempt: 2, total: 400, accepted: 400 });
  expect((await service.call("/v1/imports/imp_twice")).body).toMatchObject({ status: "done", total: 400 });
  void answer;
});

test("a service that stops ends a running import at once and says that it may be sent again", async () => {
  const { answer } = beginSending("imp_stopped", header + rows(5_000, 5_600));
  await untilTaken("imp_stopped", 512);
  await service.restart();
  const { status, body } = await answer;
  expect(status).toBe(503);
  expect(JSON.parse(body).type).toBe("urn:shouwen:problem:import.interrupted");
  const again = await sendWhole("imp_stopped", header + rows(5_000, 5_600));
  expect(again.body).toMatchObject({ status: "done", accepted: 600, repeated: 0 });
});
