import {
  ticketNoteAdded,
  ticketOpened,
  ticketReopened,
  ticketResolved,
  ticketStarted,
} from "@shouwen/contracts/events/ticket";
import { ticketReinspected, ticketViolationNoticeServed } from "@shouwen/contracts/events/ticket-sub-tasks";
import { ticketCustomerWrote } from "@shouwen/contracts/events/ticket-words";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { expect, test } from "vitest";
import { conversationOf, languageOf } from "./conversation.ts";
import type { TimelineEntry } from "./ticket-lists.ts";

const sealed = "sealed:v1:pro_1:QUJD";
const at = (minute: number) => `2026-11-22T08:${String(minute).padStart(2, "0")}:00.000Z`;
const said = (minute: number, type: string, data: object): TimelineEntry => ({
  eventId: `e${minute}`,
  aggSeq: minute,
  type,
  at: at(minute),
  traceparent: null,
  data: { ...data, at: at(minute) },
});

test("a conversation holds what was written, by whom and for whom, oldest first", () => {
  const events = [
    said(1, ticketOpened.type, sampleOf(ticketOpened, { words: sealed })),
    said(2, ticketStarted.type, sampleOf(ticketStarted)),
    said(
      4,
      ticketNoteAdded.type,
      sampleOf(ticketNoteAdded, { audience: "internal", by: "stf_a", text: sealed }),
    ),
    said(
      3,
      ticketNoteAdded.type,
      sampleOf(ticketNoteAdded, { audience: "customer", by: "stf_b", text: sealed }),
    ),
    said(5, ticketCustomerWrote.type, sampleOf(ticketCustomerWrote, { text: sealed })),
    said(6, ticketResolved.type, sampleOf(ticketResolved, { note: sealed, by: "stf_a" })),
    said(7, ticketReopened.type, sampleOf(ticketReopened, { words: sealed })),
    said(8, ticketViolationNoticeServed.type, sampleOf(ticketViolationNoticeServed, { text: sealed })),
    said(9, ticketReinspected.type, sampleOf(ticketReinspected, { note: sealed })),
  ];
  expect(
    conversationOf(events).map(({ what, from, by, audience }) => [
      what,
      from,
      from === "staff" && by,
      audience,
    ]),
  ).toEqual([
    ["request", "customer", false, "staff"],
    ["note", "staff", "stf_b", "customer"],
    ["note", "staff", "stf_a", "staff"],
    ["message", "customer", false, "staff"],
    ["resolution", "staff", "stf_a", "customer"],
    ["dissatisfied", "customer", false, "staff"],
    ["notice", "staff", expect.any(String), "customer"],
    ["inspection", "staff", expect.any(String), "staff"],
  ]);
});

test("where nothing was written nothing was said", () => {
  const events = [
    said(1, ticketOpened.type, sampleOf(ticketOpened, { words: null })),
    said(2, ticketResolved.type, sampleOf(ticketResolved, { note: null })),
  ];
  expect(conversationOf(events)).toEqual([]);
});

test("a text is in the language that it is written in; one that cannot be read, in that of its customer", () => {
  expect(languageOf("浴室漏水 ok", "en")).toBe("zh-CN");
  expect(languageOf("The tap drips", "zh-CN")).toBe("en");
  expect(languageOf(null, "en")).toBe("en");
});
