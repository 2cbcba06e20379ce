import { expect, test } from "vitest";
import { aRequest } from "../../../test/facts.ts";
import { at, context } from "../../../test/tickets.ts";
import { openTicket } from "./open-ticket.ts";
import { unknownTicket } from "./ticket.ts";

const openingContext = context();

test("a note of the past without words is no note", () => {
  const life = [{ did: "noted" as const, at, by: null, note: null }];
  const opened = openTicket(
    { request: aRequest({ mode: "history", receivedAt: at, life }), context: openingContext },
    unknownTicket,
    at,
  );
  expect(opened.map(({ type }) => type)).toEqual(["ticket.opened.v1"]);
});
