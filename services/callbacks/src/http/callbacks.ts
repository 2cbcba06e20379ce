import { callbackId, propertyId, staffId, ticketId } from "@shouwen/contracts/values";
import { type Resource, resource } from "@shouwen/service-kit/resource";
import { asc, equals, flag, where } from "@shouwen/service-kit/resource-list";
import { contactReason } from "@shouwen/service-kit/words-access";
import { z } from "zod";
import { correlationOf } from "../domain/callback.ts";
import { callbackStatus } from "../domain/desk.ts";
import { callbackNotFound } from "../domain/rejections.ts";
import { callbackTable, callbackColumns as columns, isDue, isFree } from "../store/callback-table.ts";
import { type CommandSources, callbackCommands } from "./callback-commands.ts";
import { callbackView, viewOf } from "./callback-view.ts";
import { readableFor, type WordSources } from "./callback-words.ts";

/** Callbacks as people see them and work on them. */
export const callbackResource = (sources: CommandSources & WordSources): Resource =>
  resource({
    path: "/v1/callbacks",
    of: callbackTable,
    id: { callbackId },
    tag: "callbacks",
    readers: ["agent", "staff", "supervisor", "manager", "integrator"],
    notFound: callbackNotFound,
    propertyOf: (callback) => callback.propertyId,
    correlationOf,
    view: callbackView,
    viewOf,
    one: {
      summary: "One callback with its dials",
      description:
        "What the customer answered is in clear for the people of the ticket and those who lead, which is audited; for others it stays sealed.",
      query: z.object({ reason: contactReason.optional() }),
      show: (view, { person, thing, query }) =>
        readableFor(sources, view, { person, callback: thing, says: query.reason }),
    },
    list: {
      summary: "Callbacks, the next due first",
      filter: {
        due: flag("Only those whose time has come and that nobody holds", () => isDue),
        propertyId: equals(columns.propertyId, propertyId),
        ticketId: equals(columns.ticketId, ticketId),
        status: equals(columns.status, callbackStatus),
        claimedBy: where(
          staffId.describe("Held by this agent now"),
          (agent) => (add) => `claimed_by = ${add(agent)} and not ${isFree}`,
        ),
      },
      order: asc(columns.dueAt),
    },
    commands: callbackCommands(sources),
  });
