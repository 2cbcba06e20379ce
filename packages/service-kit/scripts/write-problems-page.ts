import { writeFileSync } from "node:fs";
import { problemsPage, problemsPagePath } from "./problems-page.ts";

writeFileSync(problemsPagePath, problemsPage());
