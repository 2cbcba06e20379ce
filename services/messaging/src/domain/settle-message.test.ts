import { describe, expect, test } from "vitest";
import {
  after,
  aQueuedMessage,
  around,
  aSendingMessage,
  noon,
  play,
  theAttempt,
  told,
} from "../../test/messages.ts";
import { type Message, type MessageStatus, noMessage } from "./message.ts";
import { receiveMessage } from "./receive-message.ts";
import { recordAnswer, takeForSending } from "./send-message.ts";
import { type Receipt, recordReceipt, settleByHand } from "./settle-message.ts";

const delivered: Receipt = { provider: "sms", providerRef: "sms-1", status: "delivered" };
const failed: Receipt = { ...delivered, status: "failed" };

const inStatus = (status: MessageStatus): Message => ({ ...aSendingMessage(), status });
const settle = (receipt: Receipt, state: Message) => play(recordReceipt(receipt, state, noon), state);

describe("a receipt", () => {
  test("settles what was sent", () => {
    expect(settle(delivered, inStatus("sent")).status).toBe("delivered");
    expect(settle(failed, inStatus("sent"))).toMatchObject({ status: "failed", reason: "not_delivered" });
  });

  test("that comes before the provider's answer says that it was sent, and what became of it", () => {
    const facts = recordReceipt(delivered, aSendingMessage(), noon);
    expect(told(facts)).toEqual(["message.sent.v1", "message.delivered.v1"]);
    const state = play(facts, aSendingMessage());
    expect(state).toMatchObject({ status: "delivered", providerRef: "sms-1", parts: 1 });
    const late = {
      attemptId: theAttempt.attemptId,
      answer: { kind: "taken", providerRef: "sms-1" },
      maxTries: 3,
    } as const;
    expect(recordAnswer(late, state, noon)).toEqual([]);
  });

  test("settles what nobody knew", () => {
    expect(settle(delivered, inStatus("unknown")).status).toBe("delivered");
    expect(settle(failed, inStatus("unknown")).status).toBe("failed");
  });

  test("that comes twice changes nothing", () => {
    expect(recordReceipt(delivered, inStatus("delivered"), noon)).toEqual([]);
    expect(recordReceipt(failed, inStatus("failed"), noon)).toEqual([]);
  });

  test("of a delivery is believed over a failure, and never the other way round", () => {
    expect(settle(delivered, inStatus("failed")).status).toBe("delivered");
    expect(recordReceipt(failed, inStatus("delivered"), noon)).toEqual([]);
  });

  test("takes out of the queue what was thought not to be taken", () => {
    const sending = aSendingMessage();
    const answer = {
      attemptId: theAttempt.attemptId,
      answer: { kind: "not_taken", reason: "http_500" },
      maxTries: 3,
    } as const;
    const waiting = play(recordAnswer(answer, sending, noon), sending);
    const state = settle(delivered, waiting);
    expect(state.status).toBe("delivered");
    expect(takeForSending(theAttempt, around(), { state, now: after(noon, 60_000) })).toEqual([]);
  });

  test("of what was never handed over is refused", () => {
    const code = (value: string) => expect.objectContaining({ code: value });
    expect(() => recordReceipt(delivered, noMessage, noon)).toThrow(code("message.not_found"));
    expect(() => recordReceipt(delivered, aQueuedMessage(), noon)).toThrow(code("message.never_sent"));
    expect(() => recordReceipt(delivered, inStatus("refused"), noon)).toThrow(code("message.never_sent"));
    expect(() => recordReceipt(delivered, inStatus("received"), noon)).toThrow(code("message.never_sent"));
  });
});

describe("a person settles", () => {
  test("only what nobody knows", () => {
    const unknown = inStatus("unknown");
    expect(play(settleByHand("delivered", unknown, noon), unknown).status).toBe("delivered");
    expect(play(settleByHand("failed", unknown, noon), unknown)).toMatchObject({
      status: "failed",
      reason: "settled_by_hand",
    });
    expect(() => settleByHand("failed", inStatus("sent"), noon)).toThrow(
      expect.objectContaining({ code: "message.not_unknown", facts: { state: "sent" } }),
    );
    expect(() => settleByHand("failed", noMessage, noon)).toThrow(
      expect.objectContaining({ code: "message.not_found" }),
    );
  });

  test("again: changes nothing", () =>
    expect(settleByHand("delivered", inStatus("delivered"), noon)).toEqual([]));
});

test("an inbound text is taken once, and its words stay sealed", () => {
  const { messageId, propertyId, profileId, ticketId, channel, language } = aQueuedMessage();
  const about = {
    messageId,
    propertyId,
    profileId,
    ticketId,
    channel,
    language,
    purpose: "inbound",
    occurrence: 1,
    class: "service",
  } as const;
  const received = {
    about,
    isAbout: "open_ticket",
    contact: null,
    text: "sealed:v1:pro_li:words",
    correlationId: "req_one",
    origin: {},
  } as const;
  const facts = receiveMessage(received, noMessage, noon);
  expect(told(facts)).toEqual(["message.received.v1"]);
  const state = play(facts);
  expect(state).toMatchObject({ status: "received", words: "sealed:v1:pro_li:words" });
  expect(receiveMessage(received, state, noon)).toEqual([]);
});
