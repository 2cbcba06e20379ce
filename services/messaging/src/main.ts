import { readConfig } from "@shouwen/service-kit/config";
import { runService } from "@shouwen/service-kit/service";
import { messagingEnvironment } from "./config.ts";
import { wireMessaging } from "./service.ts";

await runService({
  name: "messaging",
  description: "One gate to every customer: what they are told, over which channel, and what they allow",
  config: readConfig(messagingEnvironment, process.env),
  wire: wireMessaging,
});
