import type { Fact } from "@shouwen/contracts/define-event";
import { staffState } from "@shouwen/contracts/events/workforce";
import { staffId } from "@shouwen/contracts/values";
import { personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import { comeOnDuty } from "../domain/come-on-duty.ts";
import { checkDutyOf } from "../domain/duty-of-others.ts";
import { goOffDuty } from "../domain/go-off-duty.ts";
import type { Staff } from "../domain/staff.ts";
import { staffView } from "./staff.ts";

const body = z
  .object({ staffId: staffId.optional().describe("Somebody else; only for those who lead them") })
  .nullish();

const dutyRoute = (
  app: App,
  handleStaff: Handle<Staff>,
  { turn, summary, decide }: { turn: string; summary: string; decide: (staff: Staff, now: string) => Fact[] },
): void => {
  app.post(
    `/v1/duty/${turn}`,
    {
      config: { allow: ["agent", "staff", "supervisor", "manager"] },
      schema: { summary, tags: ["duty"], body, response: { 200: staffState.data } },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const whose = request.body?.staffId ?? person.id;
      checkDutyOf(person, whose);
      const outcome = await handleStaff(whose, commandOf(request), decide);
      return reply.header("etag", tagOf(outcome.version)).send(staffView(outcome));
    },
  );
};

/** Coming on duty and going off it, for oneself or, as somebody who leads others, for them. */
export const dutyRoutes =
  (handleStaff: Handle<Staff>): Routes =>
  (app) => {
    dutyRoute(app, handleStaff, { turn: "on", summary: "Come on duty", decide: comeOnDuty });
    dutyRoute(app, handleStaff, { turn: "off", summary: "Go off duty", decide: goOffDuty });
  };
