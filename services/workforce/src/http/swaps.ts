import { propertyId, staffId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import type { HandleTogether } from "@shouwen/service-kit/decision";
import { commandOf, type Handle } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { deterministicId } from "@shouwen/service-kit/made-once";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import { staffNotFound, swapNotFound } from "../domain/rejections.ts";
import type { Swap } from "../domain/rota.ts";
import type { RotaEntry, RotaEntryListing } from "../domain/rota-lists.ts";
import { type Staff, type StaffFact, unknownStaff } from "../domain/staff/staff.ts";
import { type AnswerSwap, answerSwap } from "../domain/swap/answer-swap.ts";
import { approveSwap } from "../domain/swap/approve-swap.ts";
import { offerSwap } from "../domain/swap/offer-swap.ts";
import { swapOf } from "../domain/swap/swap.ts";
import { leaders, shiftId, swapId, swapView, swapViewOf, workers } from "./rota-views.ts";

/** What exchanges need. */
export type SwapDesk = {
  readonly handleStaff: Handle<Staff, StaffFact>;
  readonly handleTogether: HandleTogether<Staff, StaffFact>;
  member(staffId: string): Promise<Staff>;
  /** Who offered it. */
  staffOf(swapId: string): Promise<string | undefined>;
};

export type ReadSwaps = {
  swaps(person: Person, listing: RotaEntryListing): Promise<readonly RotaEntry<Swap>[]>;
};

const tags = ["swaps"];
const params = z.object({ swapId });
const one = { 200: swapView };

const offerer = async (desk: SwapDesk, id: string): Promise<string> => {
  const whose = await desk.staffOf(id);
  if (whose === undefined) throw swapNotFound();
  return whose;
};

/** Somebody of a property that the person may see. */
const colleague = async (desk: SwapDesk, person: Person, id: string): Promise<Staff> => {
  const staff = await desk.member(id);
  if (staff.status === "unknown" || !maySee(person, staff.data.propertyId)) throw staffNotFound();
  return staff;
};

const offering = (app: App, desk: SwapDesk): void => {
  app.post(
    "/v1/swaps",
    {
      config: workers,
      schema: {
        summary: "Offer a colleague to exchange one of your shifts for one of theirs",
        description: "What could not be approved today is refused at once, with the reason.",
        tags,
        body: z.object({ shiftId, withStaffId: staffId, theirShiftId: shiftId }),
        response: { 201: swapView },
      },
    },
    async (request, reply) => {
      const command = commandOf(request);
      const id = deterministicId("swp", command);
      const whose = command.person.id;
      const other = await colleague(desk, command.person, request.body.withStaffId);
      const { state } = await desk.handleStaff(whose, command, (staff, now) =>
        offerSwap({ ...request.body, swapId: id }, staff, { now, other }),
      );
      return reply.code(201).send(swapViewOf(whose, swapOf(state, id)));
    },
  );
};

const answering = (app: App, desk: SwapDesk): void => {
  const steps: readonly (readonly [
    step: string,
    answer: AnswerSwap["answer"],
    summary: string,
    config: typeof workers | typeof leaders,
  ])[] = [
    ["accept", "accepted", "Agree to an exchange that was offered to you", workers],
    ["decline", "declined", "Say no to an exchange that was offered to you", workers],
    ["withdraw", "withdrawn", "Take back an exchange that you offered", workers],
    ["refuse", "refused", "Say no to an exchange between two people", leaders],
  ];
  for (const [step, answer, summary, config] of steps)
    app.post(
      `/v1/swaps/:swapId/${step}`,
      { config, schema: { summary, tags, params, response: one } },
      async (request) => {
        const command = commandOf(request);
        const { swapId: id } = request.params;
        const whose = await offerer(desk, id);
        const { state } = await desk.handleStaff(whose, command, (staff, now) =>
          answerSwap({ swapId: id, answer, by: command.person }, staff, now),
        );
        return swapViewOf(whose, swapOf(state, id));
      },
    );
};

const approving = (app: App, desk: SwapDesk): void => {
  app.post(
    "/v1/swaps/:swapId/approve",
    {
      config: leaders,
      schema: {
        summary: "Exchange the two shifts, on both people's word",
        description:
          "Both rotas change or neither. Refused with the reason when one of them could not work the other's.",
        tags,
        params,
        response: one,
      },
    },
    async (request) => {
      const command = commandOf(request);
      const { swapId: id } = request.params;
      const whose = await offerer(desk, id);
      const { withStaffId } = swapOf(await desk.member(whose), id);
      const [offered] = await desk.handleTogether([whose, withStaffId], command, (both, now) => {
        const [mine = unknownStaff, theirs = unknownStaff] = both;
        return approveSwap({ swapId: id, by: command.person }, [mine, theirs], now);
      });
      return swapViewOf(whose, swapOf(offered?.state ?? unknownStaff, id));
    },
  );
};

/** Exchanges: offered by one, accepted by the other, approved by somebody who leads them. */
export const swapRoutes =
  (desk: SwapDesk, read: ReadSwaps): Routes =>
  (app) => {
    offering(app, desk);
    answering(app, desk);
    approving(app, desk);
    app.get(
      "/v1/swaps",
      {
        config: workers,
        schema: {
          summary: "Exchanges, newest first",
          tags,
          querystring: z.object({
            ...pageQuery(sortKey.moment, sortKey.name),
            propertyId,
            staffId: staffId.optional().describe("Offered by or to this person"),
            status: swapView.shape.status.optional(),
          }),
          response: { 200: pageOf(swapView) },
        },
      },
      async (request) => {
        const { limit } = request.query;
        const rows = await read.swaps(personBehind(request), request.query);
        return toPage(rows, limit, {
          keyOf: ({ at, state }) => [at, state.swapId],
          view: (row) => swapViewOf(row.staffId, row.state),
        });
      },
    );
  };
