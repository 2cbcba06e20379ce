import { describe, expect, test } from "vitest";
import {
  aDraft,
  after,
  aQueuedMessage,
  aRecipient,
  around,
  eightNextMorning,
  lastOf,
  lateEvening,
  mailContact,
  noon,
  optedOut,
  phoneContact,
  play,
  theTemplate,
  told,
} from "../../test/messages.ts";
import { noMessage } from "./message.ts";
import { type MessageDraft, type WriteMessageContext, writeMessage } from "./write-message.ts";

const write = (draft: Partial<MessageDraft> = {}, context: Partial<WriteMessageContext> = {}, now = noon) =>
  writeMessage(aDraft(draft), around(context), { state: noMessage, now });

const reaching = (...kinds: ("phone" | "email" | "text" | "erased" | "unreadable")[]) =>
  aRecipient({
    reaches: kinds.map((kind) => ({ contact: `sealed:v1:pro_li:${kind}`, kind, optedOut: false })),
  });

describe("a message begins", () => {
  test("queued, with its template at its version", () => {
    const facts = write();
    expect(told(facts)).toEqual(["message.queued.v1"]);
    expect(lastOf(facts)).toMatchObject({
      template: "ticket_opened",
      templateVersion: 1,
      channel: "sms",
      at: noon,
    });
    expect(play(facts)).toMatchObject({ status: "queued", contact: phoneContact, dueAt: noon, told: 1 });
  });

  test("once: what was written already stays as it is, whatever became of it", () => {
    expect(writeMessage(aDraft(), around(), { state: aQueuedMessage(), now: noon })).toEqual([]);
  });

  test("over the first channel that the contact fits", () => {
    const recipient = aRecipient({ reaches: [{ contact: mailContact, kind: "email", optedOut: false }] });
    expect(lastOf(write({}, { recipient }))).toMatchObject({ channel: "email" });
    expect(lastOf(write({}, { recipient: reaching("email", "phone") }))).toMatchObject({ channel: "sms" });
    expect(
      lastOf(write({ channels: ["email", "sms"] }, { recipient: reaching("phone", "email") })),
    ).toMatchObject({
      channel: "email",
    });
  });

  test("is deferred to the end of the quiet hours, and says first that it is queued", () => {
    const facts = write({}, {}, lateEvening);
    expect(told(facts)).toEqual(["message.queued.v1", "message.deferred.v1"]);
    expect(lastOf(facts)).toMatchObject({ until: eightNextMorning, reason: "quiet_hours" });
    expect(play(facts)).toMatchObject({ status: "deferred", dueAt: eightNextMorning, told: 2 });
  });

  test("critical passes quiet hours and opt-outs, from its own template only", () => {
    const about = { ...aDraft().about, class: "critical" } as const;
    const recipient = aRecipient({ consent: optedOut() });
    expect(
      told(write({ about }, { template: theTemplate("safety_notice"), recipient }, lateEvening)),
    ).toEqual(["message.queued.v1"]);
    expect(lastOf(write({ about }, { recipient }))).toMatchObject({ reason: "no_template" });
  });

  test("quiet hours that outlast it defer it to its expiry only", () => {
    const facts = write({ expireAfterMs: 60_000 }, {}, lateEvening);
    expect(lastOf(facts)).toMatchObject({ until: after(lateEvening, 60_000) });
  });

  test("a rule's delay moves its moment, and quiet hours are those of that moment", () => {
    expect(play(write({ delayMs: 5_000 }))).toMatchObject({ status: "queued", dueAt: after(noon, 5_000) });
    const elevenHoursMs = 11 * 60 * 60_000;
    expect(play(write({ delayMs: elevenHoursMs }))).toMatchObject({
      status: "deferred",
      dueAt: eightNextMorning,
    });
  });
});

describe("a message is refused with its reason", () => {
  test.each([
    ["opted_out", {}, { recipient: aRecipient({ consent: optedOut() }) }],
    [
      "opted_out",
      {},
      { recipient: aRecipient({ reaches: [{ contact: phoneContact, kind: "phone", optedOut: true }] }) },
    ],
    ["no_contact", {}, { recipient: aRecipient({ reaches: [] }) }],
    ["no_contact", { channels: ["email"] }, {}],
    ["contact_invalid", {}, { recipient: reaching("text") }],
    ["contact_invalid", {}, { recipient: reaching("unreadable") }],
    ["erased", {}, { recipient: reaching("erased", "phone") }],
    ["erased", {}, { recipient: aRecipient({ erased: true }) }],
    ["no_template", {}, { template: undefined }],
    ["duplicate", { duplicate: true }, {}],
  ] as const)("%s", (...[reason, draft, context]) => {
    const facts = write({ ...draft } as Partial<MessageDraft>, context);
    expect(told(facts)).toEqual(["message.refused.v1"]);
    expect(lastOf(facts)).toMatchObject({ reason });
    expect(play(facts)).toMatchObject({ status: "refused", reason, told: 1 });
  });

  test("an opt-out on one channel leaves the other alone", () => {
    const recipient = { ...reaching("email"), consent: optedOut("sms") };
    expect(told(write({}, { recipient }))).toEqual(["message.queued.v1"]);
  });

  test("marketing without consent", () => {
    const about = { ...aDraft().about, class: "marketing" } as const;
    const shipped = theTemplate();
    const template = { ...shipped, body: { ...shipped.body, class: "marketing" } } as const;
    expect(lastOf(write({ about }, { template }))).toMatchObject({ reason: "no_consent" });
  });
});
