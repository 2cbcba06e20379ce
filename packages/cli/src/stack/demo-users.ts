import type { Person } from "./issuer.ts";

const lakeside = ["prp_lakeside"];
const wholeGroup = ["*"];

/**
 * One person for each role: people of the demo group, who see what they see at work: their own house, or all of them.
 * Their tokens, as `shouwen token` makes them, stand in `stack.json`; the table after the start shows who they are.
 */
export const demoUsers: Record<string, Person> = {
  agent: { staffId: "stf_lakeside_maya", name: "宋美雅 Maya Song", roles: ["agent"], properties: lakeside },
  staff: {
    staffId: "stf_lakeside_victor",
    name: "董唯拓 Victor Dong",
    roles: ["staff"],
    properties: lakeside,
  },
  supervisor: {
    staffId: "stf_lakeside_diana",
    name: "林黛安 Diana Lin",
    roles: ["supervisor"],
    properties: lakeside,
  },
  manager: {
    staffId: "stf_lakeside_henry",
    name: "程亨毅 Henry Cheng",
    roles: ["manager"],
    properties: lakeside,
  },
  admin: {
    staffId: "stf_group_admin",
    name: "集团管理员 Group Administrator",
    roles: ["admin"],
    properties: wholeGroup,
  },
  integrator: { staffId: "stf_demo_integrator", name: "PMS", roles: ["integrator"], properties: wholeGroup },
};
