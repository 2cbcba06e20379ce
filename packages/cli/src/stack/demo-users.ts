import type { Person } from "./issuer.ts";

const wholeGroup = ["*"];

/**
 * One person for each role: people of the demo group, who here see all of its properties. Their tokens stand in
 * `stack.json` and in the table after the start.
 */
export const demoUsers: Record<string, Person> = {
  agent: { staffId: "stf_lakeside_maya", name: "宋美雅 Maya Song", roles: ["agent"], properties: wholeGroup },
  staff: {
    staffId: "stf_lakeside_victor",
    name: "董唯拓 Victor Dong",
    roles: ["staff"],
    properties: wholeGroup,
  },
  supervisor: {
    staffId: "stf_lakeside_diana",
    name: "林黛安 Diana Lin",
    roles: ["supervisor"],
    properties: wholeGroup,
  },
  manager: {
    staffId: "stf_lakeside_henry",
    name: "程亨毅 Henry Cheng",
    roles: ["manager"],
    properties: wholeGroup,
  },
  admin: {
    staffId: "stf_group_admin",
    name: "集团管理员 Group Administrator",
    roles: ["admin"],
    properties: wholeGroup,
  },
  integrator: { staffId: "stf_demo_integrator", name: "PMS", roles: ["integrator"], properties: wholeGroup },
};
