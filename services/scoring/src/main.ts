import { readConfig } from "@shouwen/service-kit/config";
import { runService } from "@shouwen/service-kit/service";
import { scoringEnvironment } from "./config.ts";
import { wireScoring } from "./service.ts";

await runService({
  name: "scoring",
  description: "What each event is worth, and to whom",
  config: readConfig(scoringEnvironment, process.env),
  wire: wireScoring,
});
