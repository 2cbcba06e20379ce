import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  codeOf,
  context,
  maya,
  minutesLater,
  resolvedTicket,
  typesOf,
  victor,
} from "../../../test/tickets.ts";
import { promiseReplyBy, takeOverReply } from "./promise-reply.ts";

const openingContext = context();

const promised = (dueAt: string, state: "running" | "breached" = "running") => ({
  name: "reply_by" as const,
  policyVersion: "p@1",
  calendarVersion: "c@1",
  startedAt: at,
  dueAt,
  state,
});

test("the owner tells the customer by when they hear more, and that date is watched from then on", () => {
  const say = { actor: maya, replyBy: minutesLater(100), terms: openingContext };
  const facts = promiseReplyBy(say, aTicket(), at);
  expect(typesOf(facts)).toEqual(["ticket.reply_promised", "sla_target.started"]);
  const ticket = after(facts, aTicket());
  expect(ticket.replyBy).toBe(minutesLater(100));
  expect(ticket.targets.at(-1)).toMatchObject({
    name: "reply_by",
    dueAt: minutesLater(100),
    state: "running",
    steps: [{ at: minutesLater(80) }, { at: minutesLater(100) }, { at: minutesLater(200) }],
  });
  expect(promiseReplyBy(say, ticket, at)).toEqual([]);
  expect(codeOf(() => promiseReplyBy({ ...say, replyBy: at }, ticket, at))).toBe("ticket.reply_in_the_past");
  expect(codeOf(() => promiseReplyBy({ ...say, actor: victor }, ticket, at))).toBe("ticket.not_the_owner");
  const late = promiseReplyBy({ ...say, replyBy: minutesLater(300) }, ticket, minutesLater(101));
  expect(typesOf(late)).toEqual(["sla_target.breached", "ticket.reply_promised", "sla_target.started"]);
  expect(after(late, ticket).targets).toHaveLength(3);
  // However the moment is written, and whatever was promised before it was resolved.
  const shanghai = { ...say, replyBy: minutesLater(100).replace("09:40:00.000Z", "17:40:00+08:00") };
  expect(shanghai.replyBy).toContain("+08:00");
  expect(promiseReplyBy(shanghai, ticket, at)).toEqual([]);
  const kept = { ...ticket, targets: [{ ...promised(minutesLater(100)), state: "met" as const }] };
  expect(after(promiseReplyBy(shanghai, kept, at), kept).targets).toMatchObject([
    { name: "reply_by", state: "running", dueAt: minutesLater(100) },
  ]);
});

test("what a customer was promised is kept by the ticket in which theirs goes on, where it is due earlier", () => {
  const takeOver = (from: string, own: string | null, now = at) =>
    takeOverReply(
      { by: maya.id, from: aTicket({ targets: [promised(from)] }), terms: openingContext },
      own === null ? aTicket() : aTicket({ targets: [promised(own)] }),
      now,
    );
  expect(takeOver(minutesLater(50), null)[0]?.data).toMatchObject({ replyBy: minutesLater(50) });
  expect(takeOver(minutesLater(50), minutesLater(90))[0]?.data).toMatchObject({ fromReplyBy: null });
  expect(takeOver(minutesLater(50), minutesLater(50))).toEqual([]);
  expect(takeOver(minutesLater(50), null, minutesLater(50))).toEqual([]);
  const from = aTicket({ targets: [promised(minutesLater(50), "breached")] });
  expect(takeOverReply({ by: maya.id, from, terms: openingContext }, aTicket(), at)).toEqual([]);
  const running = aTicket({ targets: [promised(minutesLater(50))] });
  expect(takeOverReply({ by: maya.id, from: running, terms: openingContext }, resolvedTicket(), at)).toEqual(
    [],
  );
});
