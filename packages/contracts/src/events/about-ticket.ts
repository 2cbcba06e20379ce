import { z } from "zod";
import { defineEvent, withFields } from "../define-event.ts";
import { priorityFields } from "../priority.ts";
import {
  category,
  departmentId,
  instant,
  kind,
  language,
  mode,
  profileId,
  propertyId,
  staffId,
  teamId,
  ticketId,
  tier,
} from "../values.ts";

/** What every event of a ticket repeats, so that a subscriber needs no memory of the earlier ones. */
const aboutTicket = {
  ticketId,
  propertyId,
  kind,
  category,
  ...priorityFields,
  tier: tier.nullable(),
  profileId: profileId.nullable(),
  language,
  ownerId: staffId.nullable().describe("First-contact owner: answers for the ticket until it closes"),
  handlerId: staffId.nullable().describe("Who works on it now"),
  departmentId: departmentId.nullable(),
  teamId: teamId.nullable(),
  mode,
  at: instant.describe("When it happened, by the database's clock"),
};

/** Defines an event of a ticket. */
export const ticketEvent = <const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  summary: string,
  shape: Shape,
) =>
  defineEvent({
    type,
    topic: "shouwen.ticket",
    key: "ticketId",
    summary,
    data: z.object(withFields(aboutTicket, shape)),
  });

export const by = staffId.nullable().describe("Who did it; null when a rule or a clock did");
