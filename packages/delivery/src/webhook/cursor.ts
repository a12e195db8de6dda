import type { LogPosition } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import { z } from "zod";
