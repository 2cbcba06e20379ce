import { readConfig } from "@shouwen/service-kit/config";
import { runService } from "@shouwen/service-kit/service";
import { profilesEnvironment } from "./config.ts";
import { wireProfiles } from "./service.ts";

await runService({
  name: "profiles",
  description: "Who the customers are, kept so that nobody reads what they may not",
  config: readConfig(profilesEnvironment, process.env),
  wire: wireProfiles,
});
