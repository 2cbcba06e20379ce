import type { Role } from "@shouwen/contracts/events/workforce";
import { whereMayAndDecideDiffer } from "@shouwen/service-test-kit/may-and-decide";
import { expect, test } from "vitest";
import { at, staffed } from "../../test/tickets.ts";
import {
  type ApprovalFact,
  type ApprovalState,
  evolveApproval,
  unknownApproval,
} from "../domain/approval/approval.ts";
import { approvalsPolicy, shippedApprovals } from "../domain/approval/approval-flows.ts";
import { requestApproval, withdrawApproval } from "../domain/approval/decide-approval.ts";
import { approvalTable } from "../store/approval-table.ts";
import { approvalCommands } from "./approvals.ts";

const person = (id: string, ...roles: Role[]) => ({ id: `stf_${id}`, roles });
const asker = person("asker", "agent");
const people = [asker, person("ann", "supervisor"), person("boss", "manager"), person("root", "admin")];
const staff = people.map(({ id, roles }) => staffed(id, { roles, propertyId: "prp_lakeside" }));
const [, flow] = approvalsPolicy.parse(shippedApprovals).flows;
if (!flow) throw new Error("no flow ships");

const after = (state: ApprovalState, facts: readonly ApprovalFact[]): ApprovalState =>
  facts.reduce(evolveApproval, state);
const open = after(
  unknownApproval,
  requestApproval(
    {
      approvalId: "app_1",
      propertyId: "prp_lakeside",
      ticketId: null,
      profileId: null,
      flow: {
        ...flow,
        steps: flow.steps.map((step) => ({ ...step, roles: ["supervisor"], department: undefined })),
      },
      flowVersion: "pol_approvals_group@0",
      amount: null,
      form: null,
      remedy: null,
      by: asker.id,
      staff,
    },
    unknownApproval,
    at,
  ),
);
const withdrawn = after(open, withdrawApproval(asker, open, at));
const refused = { ...open, status: "refused" } as ApprovalState;
const annSaid = { stepId: flow.steps[0]?.id, decision: "approved", by: "stf_ann", voice: "stf_ann" };
const voted = { ...open, decisions: [annSaid] } as ApprovalState;

const commands = approvalCommands({
  findTicket: async () => undefined,
  flows: () => Promise.reject(new Error("nothing is asked for here")),
  staff: async (id) => staff.find(({ staffId }) => staffId === id),
  staffOf: async () => staff,
  sealWith: async (_subject, text) => text,
});
const samples = [open, voted, withdrawn, refused].flatMap((state) =>
  people.map((actor) => ({ state, actor, now: at })),
);

test.each([
  ["decide", { decision: "approved" }, 11],
  ["delegate", { toStaffId: "stf_root" }, 11],
  ["withdraw", {}, 6],
] as const)(
  "who is told beforehand that they may not (%s) is refused for the same reason",
  async (name, body, refusals) => {
    const played = await whereMayAndDecideDiffer(approvalTable, commands[name], { samples, body });
    expect(played).toEqual({ differing: [], refused: refusals });
  },
);
