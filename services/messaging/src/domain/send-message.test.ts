import { describe, expect, test } from "vitest";
import {
  after,
  aQueuedMessage,
  aRecipient,
  around,
  aSendingMessage,
  eightNextMorning,
  lastOf,
  lateEvening,
  noon,
  optedOut,
  play,
  theAttempt,
  told,
} from "../../test/messages.ts";
import { evolveMessage, type Message, noMessage } from "./message.ts";
import { type Answer, loseTrack, recordAnswer, takeForSending } from "./send-message.ts";

const take = (state: Message, now = noon, context = around()) =>
  takeForSending(theAttempt, context, { state, now });

describe("the moment of sending", () => {
  test("the claim is told to nobody and names its attempt", () => {
    const facts = take(aQueuedMessage());
    expect(told(facts)).toEqual([]);
    expect(play(facts, aQueuedMessage())).toMatchObject({
      status: "sending",
      tries: 1,
      attempt: theAttempt,
      told: 1,
    });
  });

  test("an opt-out that came since it was written stops it", () => {
    const facts = take(aQueuedMessage(), noon, around({ recipient: aRecipient({ consent: optedOut() }) }));
    expect(lastOf(facts)).toMatchObject({ reason: "opted_out" });
  });

  test("an opt-out stops a deferred one as well", () => {
    const deferred = play(take(aQueuedMessage(), lateEvening), aQueuedMessage());
    expect(deferred).toMatchObject({ status: "deferred", dueAt: eightNextMorning });
    const facts = take(
      deferred,
      eightNextMorning,
      around({ recipient: aRecipient({ consent: optedOut() }) }),
    );
    expect(told(facts)).toEqual(["message.refused.v1"]);
  });

  test("a deferred one goes out when the quiet hours are over, and no moment before", () => {
    const deferred = play(take(aQueuedMessage(), lateEvening), aQueuedMessage());
    expect(take(deferred, after(eightNextMorning, -1))).toEqual([]);
    expect(play(take(deferred, eightNextMorning), deferred).status).toBe("sending");
  });

  test("what could not go out in time expires", () => {
    const message = aQueuedMessage({ expireAfterMs: 60_000 });
    expect(lastOf(take(message, after(noon, 60_000)))).toMatchObject({ reason: "expired" });
  });

  test("what was claimed, sent or refused is not claimed again", () => {
    expect(take(aSendingMessage())).toEqual([]);
    expect(takeForSending(theAttempt, around(), { state: noMessage, now: noon })).toEqual([]);
  });
});

const answered = (answer: Answer, maxTries = 3) => ({ attemptId: theAttempt.attemptId, answer, maxTries });

describe("the answer of a provider", () => {
  const sending = aSendingMessage();

  test("taken: sent, with the parts that were counted", () => {
    const facts = recordAnswer(answered({ kind: "taken", providerRef: "sms-1" }), sending, noon);
    expect(lastOf(facts)).toMatchObject({ provider: "sms", providerRef: "sms-1", parts: 1 });
    expect(play(facts, sending)).toMatchObject({ status: "sent", providerRef: "sms-1" });
  });

  test("refused: failed, and never tried again", () => {
    const facts = recordAnswer(answered({ kind: "refused", reason: "http_400" }), sending, noon);
    expect(play(facts, sending)).toMatchObject({ status: "failed", reason: "http_400" });
  });

  test("certainly not taken: back into the queue, one second later, then two, then four", () => {
    const once = play(
      recordAnswer(answered({ kind: "not_taken", reason: "http_500" }), sending, noon),
      sending,
    );
    expect(once).toMatchObject({ status: "queued", dueAt: after(noon, 1_000), tries: 1, attempt: null });
    const again = play(take(once, after(noon, 1_000)), once);
    const twice = play(recordAnswer(answered({ kind: "not_taken", reason: "http_500" }), again, noon), again);
    expect(twice).toMatchObject({ tries: 2, dueAt: after(noon, 2_000) });
  });

  test("not taken as often as the rules allow: failed", () => {
    const facts = recordAnswer(answered({ kind: "not_taken", reason: "http_500" }, 1), sending, noon);
    expect(play(facts, sending)).toMatchObject({ status: "failed", reason: "http_500" });
  });

  test("the pause between tries never exceeds five minutes", () => {
    const tired = { ...sending, tries: 20 };
    const facts = recordAnswer(answered({ kind: "not_taken", reason: "http_500" }, 50), tired, noon);
    expect(play(facts, tired).dueAt).toBe(after(noon, 5 * 60_000));
  });

  test("nobody knows: unknown, and it is never claimed again", () => {
    const unknown = play(recordAnswer(answered({ kind: "unknown" }), sending, noon), sending);
    expect(unknown.status).toBe("unknown");
    expect(take(unknown, after(noon, 60_000))).toEqual([]);
  });

  test("an answer to another attempt means nothing", () => {
    const answer = { ...answered({ kind: "taken", providerRef: null }), attemptId: "att_other" };
    expect(recordAnswer(answer, sending, noon)).toEqual([]);
  });

  test("an answer that comes after the receipt changes nothing", () => {
    const delivered = { ...sending, status: "delivered" } as const;
    expect(recordAnswer(answered({ kind: "taken", providerRef: "sms-1" }), delivered, noon)).toEqual([]);
  });
});

describe("nobody answers in time", () => {
  const lost = play(loseTrack(aSendingMessage(), noon), aSendingMessage());

  test("it is unknown, once", () => {
    expect(lost).toMatchObject({ status: "unknown", provider: "sms" });
    expect(loseTrack(lost, noon)).toEqual([]);
    expect(loseTrack(noMessage, noon)).toEqual([]);
  });

  test("the late answer settles it, but never brings it back into the queue", () => {
    expect(told(recordAnswer(answered({ kind: "taken", providerRef: null }), lost, noon))).toEqual([
      "message.sent.v1",
    ]);
    expect(told(recordAnswer(answered({ kind: "not_taken", reason: "http_500" }), lost, noon))).toEqual([
      "message.failed.v1",
    ]);
    expect(recordAnswer(answered({ kind: "unknown" }), lost, noon)).toEqual([]);
  });
});

test("a fact before the message was written is a fault of ours", () => {
  const [fact] = loseTrack(aSendingMessage(), noon);
  if (!fact) throw new Error("no fact");
  expect(() => evolveMessage(noMessage, fact)).toThrow("before the message was written");
});
