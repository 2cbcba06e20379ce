import type { z } from "zod";
import type { scorePack } from "../src/domain/score-pack.ts";

/**
 * The pack that ships: promises kept and broken, and what customers answer when called back. A broken response falls
 * on whoever answers for it, a dissatisfied customer mostly on who did the work.
 */
export const serviceBasics: z.input<typeof scorePack> = {
  name: "service-basics",
  rules: [
    {
      ruleId: "satisfied-handler",
      on: "callback.completed.v1",
      when: { outcomes: ["satisfied"] },
      subject: "handler",
      points: 2,
    },
    {
      ruleId: "satisfied-owner",
      on: "callback.completed.v1",
      when: { outcomes: ["satisfied"] },
      subject: "owner",
      points: 1,
    },
    {
      ruleId: "dissatisfied-handler",
      on: "callback.completed.v1",
      when: { outcomes: ["dissatisfied"] },
      subject: "handler",
      points: -3,
    },
    {
      ruleId: "dissatisfied-owner",
      on: "callback.completed.v1",
      when: { outcomes: ["dissatisfied"] },
      subject: "owner",
      points: -1,
    },
    {
      ruleId: "response-broken",
      on: "sla_target.breached.v1",
      when: { targets: ["response"] },
      subject: "responsible",
      points: -1,
    },
    {
      ruleId: "resolution-broken",
      on: "sla_target.breached.v1",
      when: { targets: ["resolution"] },
      subject: "responsible",
      points: -2,
    },
    {
      ruleId: "resolution-in-time",
      on: "sla_target.met.v1",
      when: { targets: ["resolution"], late: false },
      subject: "responsible",
      points: 1,
    },
  ],
};
