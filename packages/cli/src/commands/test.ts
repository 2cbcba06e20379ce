import { Command, Option } from "commander";
import { examples } from "./examples.ts";

type TestFlags = { only?: "pure" | "int" };

/** `shouwen test`: what `npm test` and CI run. */
export const test = (): Command =>
  new Command("test")
    .description("lint, types and all tests against one real PostgreSQL and Kafka (same as npm test)")
    .addOption(
      new Option("--only <part>", "pure: all that needs no server; int: the tests against servers").choices([
        "pure",
        "int",
      ]),
    )
    .argument("[filters...]", "run only test files whose path contains one of these, and no static checks")
    .addHelpText("after", examples("test", "test services/routing", "test --only pure"))
    .action(async (filters: string[], { only }: TestFlags) => {
      const { runTests } = await import("../testing/run-tests.ts");
      process.exitCode = await runTests({ only, filters });
    });
