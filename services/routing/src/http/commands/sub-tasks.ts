import { givenMoment } from "@shouwen/contracts/given-moment";
import { shownText } from "@shouwen/contracts/shown-text";
import { staffId, teamId } from "@shouwen/contracts/values";
import { newId } from "@shouwen/event-bus/ids";
import { z } from "zod";
import { planUnknown, teamUnknown } from "../../domain/rejections.ts";
import { subTasksOfPlan } from "../../domain/sub-task/plans.ts";
import { addSubTasks, finishSubTask, type NewSubTask } from "../../domain/sub-task/sub-tasks.ts";
import { reinspect, serveNotice } from "../../domain/sub-task/violation-notice.ts";
import { requireColleague } from "../../domain/ticket/hand-over.ts";
import type { Ticket } from "../../domain/ticket/ticket.ts";
import { type AddCommand, type CommandSources, findTicket, noteText, sealNote } from "./command-route.ts";

const subTaskId = z.string().min(1).max(80);

/** Kept and said as it is, so it has the shape of an id and is no place for words. */
const photoId = z
  .string()
  .regex(/^pho_[A-Za-z0-9_-]{1,100}$/, "Expected an id that starts with pho_")
  .describe("A photo of the house's own store");

const newSubTask = z.object({
  title: shownText(200).describe("What is to be done, for everybody to read: what names somebody is masked"),
  forTeamId: teamId.optional(),
  responsibleId: staffId.optional().describe("The one person who answers for it"),
  accompaniedBy: z.string().max(80).optional().describe("Who goes along into a guest's room"),
  stage: z.string().max(60).optional().describe("The stage of a flow that it is: survey, payment"),
  dueAt: givenMoment.optional(),
});

const fromPlan = z.object({
  planId: z.string().min(1).max(80).describe("A plan or checklist of the property"),
  at: givenMoment.optional().describe("The moment that the plan counts from; now when left out"),
});

/** Pieces of the work across departments, and notices of what is to be put right. */
export const subTaskCommands = (command: AddCommand, sources: CommandSources): void => {
  command({
    name: "sub-tasks",
    summary: "Add a piece of the work, or all those of a plan or checklist",
    body: z.union([newSubTask, fromPlan]),
    prepare: async ({ actor, body, person, ticketId }) => {
      if ("planId" in body) return planned(sources, { actor, plan: body, person, ticketId });
      const { ticket } = await findTicket(sources, person, ticketId);
      const subTask = await subTaskFrom(sources, ticket, body);
      return (state, now) => addSubTasks({ actor, subTasks: [subTask] }, state, now);
    },
  });
  command({
    name: "sub-tasks/:subTaskId/done",
    summary: "A piece of the work is done, or not needed",
    body: z.object({ outcome: z.enum(["done", "not_needed"]).default("done") }),
    params: { subTaskId },
    prepare: async ({ actor, body, params }) => {
      const teamIds = (await sources.staff(actor.id))?.teamIds ?? [];
      const { outcome } = body;
      return (state, now) =>
        finishSubTask({ actor, teamIds, subTaskId: params.subTaskId ?? "", outcome }, state, now);
    },
  });
  noticeCommands(command, sources);
};

type NewBody = z.output<typeof newSubTask>;

const subTaskFrom = async (
  sources: CommandSources,
  { ticketId, propertyId }: Pick<Ticket, "ticketId" | "propertyId">,
  body: NewBody,
): Promise<NewSubTask> => {
  const masked = (text: string | undefined) => (text === undefined ? null : sources.mask(ticketId, text));
  const [team, responsible, title, accompaniedBy, stage] = await Promise.all([
    body.forTeamId === undefined ? undefined : sources.team(body.forTeamId),
    body.responsibleId === undefined ? undefined : sources.staff(body.responsibleId),
    sources.mask(ticketId, body.title),
    masked(body.accompaniedBy),
    masked(body.stage),
  ]);
  if (body.forTeamId !== undefined && team?.propertyId !== propertyId) throw teamUnknown();
  if (body.responsibleId !== undefined) requireColleague(propertyId, responsible);
  return {
    subTaskId: newId("sub"),
    title,
    forDepartmentId: team?.departmentId ?? null,
    forTeamId: body.forTeamId ?? null,
    responsibleId: body.responsibleId ?? null,
    accompaniedBy,
    stage,
    planId: null,
    dueAt: body.dueAt ?? null,
  };
};

type Planned = Pick<Parameters<Parameters<AddCommand>[0]["prepare"]>[0], "actor" | "person" | "ticketId"> & {
  readonly plan: z.output<typeof fromPlan>;
};

const planned = async (sources: CommandSources, { actor, plan, person, ticketId }: Planned) => {
  const { ticket } = await findTicket(sources, person, ticketId);
  const [policySet, teams] = await Promise.all([sources.plans(), sources.teamsOf(ticket.propertyId)]);
  const ids = Array.from({ length: 200 }, () => newId("sub"));
  return (state: Parameters<typeof addSubTasks>[1], now: string) => {
    const { plans } = policySet.inForce(ticket.propertyId, now).body;
    const found = plans.find(({ id }) => id === plan.planId);
    if (!found) throw planUnknown({ known: plans.map(({ id }) => id) });
    const own = state.status === "unknown" ? ticket : state;
    const subTasks = subTasksOfPlan(found, { ids, teams, own, at: plan.at ?? now });
    return addSubTasks({ actor, subTasks }, state, now);
  };
};

const noticeCommands = (command: AddCommand, sources: CommandSources) => {
  command({
    name: "violation-notices",
    summary: "Serve a notice of something to be put right (整改通知书)",
    body: z.object({
      text: noteText,
      photoIds: z.array(photoId).max(20).default([]),
      dueAt: givenMoment.describe("By when it must be put right; somebody looks again by then"),
    }),
    prepare: async ({ actor, body, person, ticketId }) => {
      const { ticket } = await findTicket(sources, person, ticketId);
      const [text, repeat] = await Promise.all([
        sealNote(sources, ticketId, body.text),
        sources.noticesAt(ticket),
      ]);
      if (text === null) return () => [];
      const { dueAt, photoIds } = body;
      const noticeId = newId("vio");
      return (state, now) => serveNotice({ actor, noticeId, text, photoIds, dueAt, repeat }, state, now);
    },
  });
  command({
    name: "reinspections",
    summary: "Somebody looked again: it was put right, or it has a new due moment",
    body: z.object({ passed: z.boolean(), dueAt: givenMoment.optional(), note: noteText.optional() }),
    prepare: async ({ actor, body, ticketId }) => {
      const note = await sealNote(sources, ticketId, body.note);
      const { passed, dueAt = null } = body;
      return (state, now) => reinspect({ actor, passed, dueAt, note }, state, now);
    },
  });
};
