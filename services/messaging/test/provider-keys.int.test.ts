import { afterAll, beforeAll, expect, test } from "vitest";
import { messageIdOf } from "../src/message-id.ts";
import { type MessagingUnderTest, openService, providerSecret } from "./service-under-test.ts";

let service: MessagingUnderTest;

beforeAll(async () => {
  service = await openService();
});

afterAll(() => service.close());

const show = (key: string, path: string, body: object) =>
  service.call(path, { headers: { "x-provider-key": key }, body });

test("wrong keys are counted: after thirty in a minute their sender is told to wait, and a right key is taken on", async () => {
  const body = { inboundId: "guess", from: "+8613812345679", text: "退订" };
  const receipt = {
    providerId: "x",
    clientRef: messageIdOf("tic_x", "ticket_opened", 1),
    status: "delivered",
  };
  const statuses: number[] = [];
  for (let n = 0; n < 30; n += 1) statuses.push((await show(`guess-${n}`, "/v1/inbound/sms", body)).status);
  expect(statuses).toEqual(Array(30).fill(403));
  const last = await show("guess-30", "/v1/inbound/sms", body);
  expect(last).toMatchObject({ status: 429, body: { type: "urn:shouwen:problem:too_many_requests" } });
  expect(last.body.waitSeconds).toBeGreaterThan(0);
  expect(last.headers.get("retry-after")).toBe(String(last.body.waitSeconds));
  expect((await show("guess-31", "/v1/receipts/sms", receipt)).status).toBe(429);
  expect(await show(providerSecret, "/v1/inbound/sms", body)).toMatchObject({
    status: 200,
    body: { optedOut: true },
  });
});
