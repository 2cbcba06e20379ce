import { readConfig } from "@shouwen/service-kit/config";
import { runService } from "@shouwen/service-kit/service";
import { intakeEnvironment } from "./config.ts";
import { wireIntake } from "./service.ts";

await runService({
  name: "intake",
  description: "Every channel into one queue: who asked, what it is about, and that it is never lost",
  config: readConfig(intakeEnvironment, process.env),
  wire: wireIntake,
});
