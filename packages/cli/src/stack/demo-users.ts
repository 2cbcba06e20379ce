import type { Person } from "./issuer.ts";

/** One person for each role. Their tokens stand in `stack.json` and in the table after the start. */
export const demoUsers: Record<string, Person> = {
  agent: { staffId: "stf_demo_agent", name: "李静 Li Jing", roles: ["agent"], properties: ["*"] },
  staff: { staffId: "stf_demo_staff", name: "王强 Wang Qiang", roles: ["staff"], properties: ["*"] },
  supervisor: {
    staffId: "stf_demo_supervisor",
    name: "陈敏 Chen Min",
    roles: ["supervisor"],
    properties: ["*"],
  },
  manager: { staffId: "stf_demo_manager", name: "周涛 Zhou Tao", roles: ["manager"], properties: ["*"] },
  admin: { staffId: "stf_demo_admin", name: "吴丽 Wu Li", roles: ["admin"], properties: ["*"] },
  integrator: { staffId: "stf_demo_integrator", name: "PMS", roles: ["integrator"], properties: ["*"] },
};
