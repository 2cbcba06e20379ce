import { readConfig, serviceEnvironment } from "@shouwen/service-kit/config";
import { runService } from "@shouwen/service-kit/service";
import { wireScoring } from "./service.ts";

await runService({
  name: "scoring",
  description: "What each event is worth, and to whom",
  config: readConfig(serviceEnvironment, process.env),
  wire: wireScoring,
});
