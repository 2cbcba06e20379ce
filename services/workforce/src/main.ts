import { readConfig } from "@shouwen/service-kit/config";
import { runService } from "@shouwen/service-kit/service";
import { workforceEnvironment } from "./config.ts";
import { wireWorkforce } from "./service.ts";

await runService({
  name: "workforce",
  description: "Who works where, what they can do, and who is on duty",
  config: readConfig(workforceEnvironment, process.env),
  wire: wireWorkforce,
});
