import { notReinspected, subTasksOpen } from "../rejections.ts";
import type { Ticket } from "../ticket/ticket.ts";

/** What a notice demands must have been put right and inspected, whichever way the ticket ends. */
export const requireInspected = ({ notice }: Ticket): void => {
  if (notice && !notice.passed) throw notReinspected({ noticeId: notice.noticeId, dueAt: notice.dueAt });
};

/** Every piece of the work is done, or was said not to be needed. */
export const requireSubTasksDone = ({ subTasks = [] }: Ticket): void => {
  const open = subTasks.filter(({ state }) => state === "open" || state === "overdue");
  if (open.length > 0)
    throw subTasksOpen({ subTasks: open.map(({ subTaskId, title }) => ({ subTaskId, title })) });
};
