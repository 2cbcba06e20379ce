import { readConfig } from "@shouwen/service-kit/config";
import { runService } from "@shouwen/service-kit/service";
import { callbacksEnvironment } from "./config.ts";
import { wireCallbacks } from "./service.ts";

await runService({
  name: "callbacks",
  description: "Calls every customer back, so that the customer closes the ticket",
  config: readConfig(callbacksEnvironment, process.env),
  wire: wireCallbacks,
});
