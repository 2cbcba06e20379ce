import type { DataOf } from "@shouwen/contracts/define-event";
import { messageReceived } from "@shouwen/contracts/events/message";
import { newId, withPrefix } from "@shouwen/event-bus/ids";
import { aProperty } from "@shouwen/service-test-kit/facts";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

type Received = DataOf<typeof messageReceived>;

/** A text as messaging says it, sealed with the key of a customer or of the request that it becomes. */
const aMessage = async (said: { from: string; text: string; profileId?: string } & Partial<Received>) => {
  const { from, text, profileId = null, ...others } = said;
  const messageId = newId("msg");
  const subject = profileId ?? withPrefix("req", messageId);
  const contact = JSON.stringify({ kind: from.includes("@") ? "email" : "phone", value: from });
  return messageReceived.of({
    messageId,
    propertyId: "prp_lakeside",
    profileId,
    ticketId: null,
    purpose: "reply",
    occurrence: 1,
    class: "service",
    channel: "sms",
    language: "zh-CN",
    at: new Date().toISOString(),
    about: "new_matter",
    text: await service.vault.seal(subject, text),
    contact: await service.vault.seal(subject, contact),
    ...others,
  });
};

/** Sealed text of which one letter was changed. */
const damaged = (sealed: string): string =>
  `${sealed.slice(0, -6)}${sealed.at(-6) === "A" ? "B" : "A"}${sealed.slice(-5)}`;

const said =
  "select payload from outbox where key = $1 union all select payload from event_archive where key = $1";
const requestsOf = async (messageId: string) =>
  (await service.query<{ payload: string }>(said, [withPrefix("req", messageId)])).map(({ payload }) =>
    JSON.parse(payload),
  );

/** What the messages became, once all of them were heard: a last one marks the end. */
const heardAll = async (): Promise<void> => {
  const last = await aMessage({ from: "+8613900000099", text: "谢谢" });
  await service.publish(last);
  await eventually(async () => expect(await requestsOf((last.data as Received).messageId)).toHaveLength(1));
};

test("what a customer writes about something new becomes their request, in their words", async () => {
  const first = await service.call("/v1/requests", {
    body: { propertyId: "prp_lakeside", channel: "phone", contact: { text: "138 0013 8201" } },
  });
  const { profileId } = first.body.profile;
  const message = await aMessage({ from: "+8613800138201", text: "房间空调不制冷，请派人来看", profileId });
  await service.publish(message);
  const { messageId } = message.data as Received;
  await eventually(async () => {
    const [request, ...others] = await requestsOf(messageId);
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      ticketId: withPrefix("tic", messageId),
      propertyId: "prp_lakeside",
      channel: "sms",
      kind: "inquiry",
      profileId,
      takenBy: null,
      source: { system: "messages", externalId: messageId },
    });
    expect(await service.vault.open(request.words)).toBe("房间空调不制冷，请派人来看");
  });
});

test("a danger is heard in what a stranger texts, and the stranger gets a file", async () => {
  const message = await aMessage({ from: "+8613800138202", text: "1203房间漏水，快来人" });
  await service.publish(message);
  await eventually(async () => {
    const [request] = await requestsOf((message.data as Received).messageId);
    expect(request).toMatchObject({ kind: "repair", priority: "urgent", emergency: true });
    expect(request.profileId).toMatch(/^pro_/);
    expect(await service.vault.open(request.words)).toBe("1203房间漏水，快来人");
  });
});

test("an e-mail is taken like a text", async () => {
  const message = await aMessage({
    from: "li.si@example.com",
    text: "Please book a taxi",
    channel: "email",
    language: "en",
  });
  await service.publish(message);
  await eventually(async () => {
    const [request] = await requestsOf((message.data as Received).messageId);
    expect(request).toMatchObject({ channel: "email", language: "en" });
  });
});

test("a message that is heard twice is one request", async () => {
  const message = await aMessage({ from: "+8613800138203", text: "请送两条毛巾" });
  await service.publish(message);
  await service.publish(message);
  await heardAll();
  expect(await requestsOf((message.data as Received).messageId)).toHaveLength(1);
});

test("an opt-out word, an answer to an open ticket and a message of before become no request", async () => {
  const others = await Promise.all([
    aMessage({ from: "+8613800138204", text: "退订", about: "opt_out" }),
    aMessage({ from: "+8613800138204", text: "好的", about: "open_ticket", ticketId: newId("tic") }),
    aMessage({ from: "+8613800138204", text: "好的", about: undefined }),
  ]);
  for (const message of others) await service.publish(message);
  await heardAll();
  for (const message of others) expect(await requestsOf((message.data as Received).messageId)).toEqual([]);
});

test("what is written to a property of the past is set aside with its reason, and never dropped", async () => {
  await service.know(aProperty({ propertyId: "prp_lakeside_past", purpose: "history" }));
  const message = await aMessage({
    from: "+8613800138206",
    text: "房间空调不制冷",
    propertyId: "prp_lakeside_past",
  });
  await service.publish(message);
  const { messageId } = message.data as Received;
  await eventually(async () =>
    expect(await service.query("select code, status from parked where key = $1", [messageId])).toEqual([
      { code: "property.history_only", status: "parked" },
    ]),
  );
  expect(await requestsOf(messageId)).toEqual([]);
});

test("a message of which a text was damaged is a request all the same: somebody is waiting", async () => {
  const message = await aMessage({ from: "+8613800138207", text: "房间空调不制冷" });
  const received = message.data as Received;
  const { text, messageId } = received;
  await service.publish(messageReceived.of({ ...received, text: damaged(text ?? "") }));
  await eventually(async () => {
    const [request] = await requestsOf(messageId);
    expect(request).toMatchObject({ channel: "sms", words: null });
    expect(request.profileId).toMatch(/^pro_/);
  });
});
