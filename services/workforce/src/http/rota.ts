import { givenDate } from "@shouwen/contracts/given-moment";
import { propertyId, staffId, teamId } from "@shouwen/contracts/values";
import type { Outcome } from "@shouwen/event-bus/shell";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { z } from "zod";
import { localWindows, type ShiftPatterns } from "../domain/policies.ts";
import { propertyNotFound, shiftNotFound, shiftOfOtherPerson } from "../domain/rejections.ts";
import type { RotaListing } from "../domain/rota-lists.ts";
import { removeShift } from "../domain/shift/remove-shift.ts";
import { type RosterShift, type RosterShiftContext, rosterShift } from "../domain/shift/roster-shift.ts";
import { type ShiftView, shiftViewOf } from "../domain/shift/shift-view.ts";
import { rulesMomentOf } from "../domain/shift/shift-windows.ts";
import { rotaOf, type Staff, type StaffFact } from "../domain/staff/staff.ts";
import { leaders, readers, shiftId, shiftView } from "./rota-views.ts";

/** What entering shifts needs to know. */
export type RotaDesk = {
  readonly handleStaff: Handle<Staff, StaffFact>;
  patterns(): Promise<PolicySet<ShiftPatterns>>;
  zoneOf(propertyId: string): Promise<string | undefined>;
  teamsOf(propertyId: string): Promise<readonly { readonly teamId: string }[]>;
  shift(shiftId: string): Promise<{ staffId: string; propertyId: string } | undefined>;
};

type EnterShift = RosterShift & { readonly staffId: string };

/** Enters one shift, in a property that the person may see. */
export type EnterShiftAt = (command: Command, shift: EnterShift) => Promise<Outcome<Staff>>;

export const shiftEnterer =
  (desk: RotaDesk): EnterShiftAt =>
  async (command, { staffId: whose, ...shift }) => {
    if (!maySee(command.person, shift.propertyId)) throw propertyNotFound();
    const other = await desk.shift(shift.shiftId);
    if (other && !maySee(command.person, other.propertyId)) throw shiftNotFound();
    if (other && other.staffId !== whose) throw shiftOfOtherPerson();
    const [policySet, timeZone, teams] = await Promise.all([
      desk.patterns(),
      desk.zoneOf(shift.propertyId),
      desk.teamsOf(shift.propertyId),
    ]);
    return desk.handleStaff(whose, command, (staff, now) => {
      const around: RosterShiftContext = {
        timeZone,
        patterns: policySet.inForce(shift.propertyId, rulesMomentOf(shift.date, now, timeZone)).body.patterns,
        teamIds: teams.map((team) => team.teamId),
      };
      return rosterShift(shift, staff, { now, around });
    });
  };

export type ReadRota = { shifts(person: Person, listing: RotaListing): Promise<ShiftView[]> };

const tags = ["rota"];
const params = z.object({ shiftId });

const shiftBody = z
  .object({
    staffId,
    propertyId: propertyId.describe(
      "Where the work is; a person may work in another property than their own",
    ),
    teamId: teamId.nullish().describe("Missing: the person's only team; null: none"),
    date: givenDate.describe("The property's own date on which it begins"),
    pattern: z.string().max(20).optional().describe("A shift pattern of the property"),
    windows: localWindows.optional().describe("Windows of its own, in the property's local time"),
  })
  .refine((body) => (body.pattern === undefined) !== (body.windows === undefined), {
    path: ["pattern"],
    message: "Expected a pattern or windows, and not both",
  });

const rotaQuery = z.object({
  ...pageQuery(sortKey.date, sortKey.name),
  propertyId,
  from: givenDate,
  to: givenDate.describe("The last date"),
  teamId: teamId.optional(),
  staffId: staffId.optional(),
});

const shiftIn = ({ state }: Outcome<Staff>, id: string): ShiftView => {
  const shift = rotaOf(state).shifts.find((one) => one.shiftId === id);
  if (!shift || state.status === "unknown") throw shiftNotFound();
  return shiftViewOf(state.data.staffId, shift);
};

/** The rota: leaders enter shifts and take them out, everybody sees their own property's. */
export const rotaRoutes =
  (desk: RotaDesk, read: ReadRota): Routes =>
  (app) => {
    const enter = shiftEnterer(desk);
    app.put(
      "/v1/rota/shifts/:shiftId",
      {
        config: { ...leaders, versioned: true },
        schema: {
          summary: "Enter a shift, or change what of one was not worked yet",
          description:
            "A shift that overlaps another of the same person is refused with both (409 `shift.overlaps`). Entering it again as it is changes nothing.",
          tags,
          params,
          body: shiftBody,
          response: { 200: shiftView },
        },
      },
      async (request, reply) => {
        const { pattern = null, ...body } = request.body;
        const id = request.params.shiftId;
        const outcome = await enter(commandOf(request), { ...body, shiftId: id, pattern });
        return reply.header("etag", tagOf(outcome.version)).send(shiftIn(outcome, id));
      },
    );
    app.delete(
      "/v1/rota/shifts/:shiftId",
      {
        config: leaders,
        schema: {
          summary: "Take a shift out of the rota; one that has begun ends now",
          tags,
          params,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        const command = commandOf(request);
        const shift = await desk.shift(request.params.shiftId);
        if (!shift || !maySee(command.person, shift.propertyId)) throw shiftNotFound();
        await desk.handleStaff(shift.staffId, command, (staff, now) =>
          removeShift(request.params, staff, now),
        );
        return reply.code(204).send(null);
      },
    );
    app.get(
      "/v1/rota",
      {
        config: readers,
        schema: {
          summary: "Who works when, by date",
          tags,
          querystring: rotaQuery,
          response: { 200: pageOf(shiftView) },
        },
      },
      async (request) => {
        const { limit } = request.query;
        const rows = await read.shifts(personBehind(request), request.query);
        return toPage(rows, limit, { keyOf: (row) => [row.date, row.shiftId], view: (row) => row });
      },
    );
  };
