import { addMs } from "@shouwen/contracts/moment";
import { shownText } from "@shouwen/contracts/shown-text";
import { z } from "zod";
import { isNamed, type Team } from "../assignment/choose-team.ts";
import type { NewSubTask } from "./sub-tasks.ts";

const dayMs = 24 * 60 * 60_000;

const task = z.object({
  title: shownText(200),
  team: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe("A team's id or the last part of it; left out: the ticket's own"),
  dueAfterMs: z
    .int()
    .min(-365 * dayMs)
    .max(365 * dayMs)
    .describe("From the moment that the plan counts from; before it when negative"),
  accompaniedBy: z.string().max(80).optional().describe("Who goes along into a guest's room"),
  stage: z.string().max(60).optional(),
});

const plan = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
  name: shownText(80).describe("In Chinese"),
  nameEn: shownText(80).describe("In English"),
  tasks: z.array(task).min(1).max(100),
});
export type Plan = z.output<typeof plan>;

/** Plans that become work: each a dated list of pieces across departments. */
export const plansPolicy = z.object({ plans: z.array(plan).max(200) });
export type PlansPolicy = z.output<typeof plansPolicy>;

const hourMs = 60 * 60_000;

/** The plans of the product: a VIP's reception, a drill of the emergency plan, the rectification after a survey. */
export const shippedPlans: z.input<typeof plansPolicy> = {
  plans: [
    {
      id: "vip_reception",
      name: "重要客人接待",
      nameEn: "Reception of a VIP",
      tasks: [
        {
          title: "确认喜好与忌口 Confirm wishes and allergies",
          team: "service_centre",
          dueAfterMs: -48 * hourMs,
        },
        {
          title: "客房布置与检查 Prepare and inspect the room",
          team: "housekeeping",
          dueAfterMs: -4 * hourMs,
        },
        {
          title: "设备检修 Check the equipment of the room",
          team: "engineering",
          dueAfterMs: -6 * hourMs,
          accompaniedBy: "housekeeping",
        },
        { title: "欢迎水果与餐饮 Welcome fruit and dining", team: "fnb", dueAfterMs: -2 * hourMs },
        { title: "安保路线 Security of the way in", team: "security", dueAfterMs: -2 * hourMs },
        { title: "大堂迎接 Receive in the lobby", team: "front_office", dueAfterMs: 0 },
        { title: "离店后回访 Courtesy call after the stay", team: "service_centre", dueAfterMs: 48 * hourMs },
      ],
    },
    {
      id: "emergency_drill",
      name: "应急预案演练",
      nameEn: "Drill of the emergency plan",
      tasks: [
        { title: "通知与分工 Brief everybody", team: "security", dueAfterMs: -24 * hourMs },
        {
          title: "设备与照明检查 Check equipment and lighting",
          team: "engineering",
          dueAfterMs: -2 * hourMs,
        },
        { title: "疏散演练 Evacuation drill", team: "security", dueAfterMs: hourMs },
        {
          title: "演练记录与改进 Record the drill and what to better",
          team: "security",
          dueAfterMs: 48 * hourMs,
        },
      ],
    },
    {
      id: "rectification",
      name: "整改计划",
      nameEn: "Rectification after a finding",
      tasks: [
        { title: "原因分析 Find the cause", dueAfterMs: 48 * hourMs },
        { title: "整改 Put it right", dueAfterMs: 7 * 24 * hourMs },
        {
          title: "复查 Check that it stays right",
          team: "service_centre",
          dueAfterMs: 30 * 24 * hourMs,
          stage: "reinspection",
        },
      ],
    },
  ],
};

type Dated = {
  readonly ids: readonly string[];
  readonly teams: readonly Team[];
  /** The team that the ticket is with. */
  readonly own: { readonly teamId: string | null; readonly departmentId: string | null };
  readonly at: string;
};

/** The pieces of work that a plan becomes when it counts from a moment. `ids` are fresh ones, at least one a task. */
export const subTasksOfPlan = ({ id, tasks }: Plan, { ids, teams, own, at }: Dated): NewSubTask[] =>
  tasks.map(({ title, team, dueAfterMs, accompaniedBy = null, stage = null }, index) => {
    const found = team === undefined ? own : teams.find((one) => isNamed(one, team));
    return {
      subTaskId: ids[index] ?? `${id}-${index}`,
      title,
      forDepartmentId: found?.departmentId ?? null,
      forTeamId: found?.teamId ?? null,
      responsibleId: null,
      accompaniedBy,
      stage,
      planId: id,
      dueAt: addMs(at, dueAfterMs),
    };
  });
