import { staffState } from "@shouwen/contracts/events/workforce";
import { sampleOf } from "@shouwen/contracts/fixtures";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

// Of this test's own: other files read the same topics.
const zoe = {
  sub: `stf_lakeside_zoe_${Date.now()}`,
  roles: ["agent"] as const,
  properties: ["prp_lakeside"],
};

const say = (employed: boolean) =>
  service.publish(staffState.of(sampleOf(staffState, { staffId: zoe.sub, employed, onDuty: false })));

/** Not too often: whoever shows a wrong token again and again is told to slow down. */
const patience = { everyMs: 250 };

const status = async (): Promise<number> =>
  (await service.call("/v1/requests/req_nobody", { as: zoe })).status;

test("who has left is out within ten seconds, at a service that has nothing else to do with staff", async () => {
  await say(true);
  await eventually(async () => {
    expect(await service.query("select from known_state where id = $1", [zoe.sub])).toHaveLength(1);
  });
  const before = await status();
  expect(before).not.toBe(401);

  const leftAt = performance.now();
  await say(false);
  await eventually(async () => expect(await status()).toBe(401), patience);
  expect(performance.now() - leftAt).toBeLessThan(10_000);

  await say(true);
  await eventually(async () => expect(await status()).toBe(before), patience);
});
