import type { AdminOperation } from "./operation.ts";
import { accountOperations } from "./operations/accounts.ts";
import { callOperations } from "./operations/calls.ts";
import { contactMessageOperations } from "./operations/contact-messages.ts";
import { contactWebOperations } from "./operations/contact-web.ts";
import { contactOperations } from "./operations/contacts.ts";
import { deviceOperations } from "./operations/devices.ts";
import { faultOperations } from "./operations/faults.ts";
import { groupOperations } from "./operations/groups.ts";
import { historyOperations } from "./operations/history.ts";
import { overviewOperations } from "./operations/overview.ts";
import { transcriptOperations } from "./operations/transcript.ts";

/** Every call of the admin API. The description of itself is added by the routes. */
export const adminOperations: readonly AdminOperation[] = [
  ...overviewOperations,
  ...accountOperations,
  ...historyOperations,
  ...deviceOperations,
  ...contactOperations,
  ...contactMessageOperations,
  ...contactWebOperations,
  ...callOperations,
  ...groupOperations,
  ...faultOperations,
  ...transcriptOperations,
];
