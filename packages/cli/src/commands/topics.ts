import { Command } from "commander";
import { examples } from "./examples.ts";

/** `shouwen topics`: the topics of the platform. */
export const topics = (): Command =>
  new Command("topics").description("topics: bring back one that was deleted").addCommand(
    new Command("restore")
      .description("make a deleted topic again, with what was said on it, in order, from the archives")
      .argument("<topic>", "the topic that is missing, such as shouwen.ticket")
      .addHelpText("after", examples("topics restore shouwen.ticket"))
      .action(async (topic: string) => {
        const { runningStack } = await import("../platform/running-stack.ts");
        const { restoreTopic } = await import("../topics/restore-topic.ts");
        const { kafkaFrom } = await import("@shouwen/kafka/access");
        const { postgres, kafka } = runningStack();
        const schemas = Object.keys(postgres.services);
        const count = await restoreTopic({
          ...kafkaFrom(process.env),
          adminUrl: postgres.url,
          schemas,
          brokers: kafka.brokers,
          topic,
        });
        process.stdout.write(`${topic} is there again; ${count} events are on their way to it\n`);
      }),
  );
