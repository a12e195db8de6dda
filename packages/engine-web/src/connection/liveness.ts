/** How it is found out whether an open connection still works. */
export interface LivenessOptions {
  /** After this time without an answer of WhatsApp's to anything, it is asked something. Default 60 s, up to a quarter more. */
  readonly idleMs: number;
  /** For one answer. Default 10 s. */
  readonly answerMs: number;
  /** What has arrived must have had its turn after this time. Default 120 s. */
  readonly handledMs: number;
}

export const defaultLiveness: LivenessOptions = { idleMs: 60_000, answerMs: 10_000, handledMs: 120_000 };

/** Watches one open connection. */
export interface Liveness {
  /** WhatsApp has answered something. */
  answered(): void;
  /** A message has arrived. */
  messageArrived(): void;
  stop(): void;
}

/** How many questions in a row may stay without an answer. */
const maxUnanswered = 2;

/**
 * Calls `onDeaf` once when a connection that looks open no longer works: when WhatsApp leaves two questions unanswered,
 * or when messages arrive and nothing becomes of them.
 */
export function watchLiveness(
  options: LivenessOptions & {
    /** Resolves whether an answer came within the time. */
    readonly ask: (answerMs: number) => Promise<boolean>;
    /** Resolves when what is being worked on has had its turn. */
    readonly passQueue: () => Promise<void>;
    readonly onDeaf: () => void;
    readonly random?: () => number;
    readonly now?: () => number;
  },
): Liveness {
  const {
    idleMs,
    answerMs,
    handledMs,
    ask,
    passQueue,
    onDeaf,
    random = Math.random,
    now = performance.now.bind(performance),
  } = options;
  let answeredAt = now();
  let hasArrived = false;
  /** When it was seen that a message had arrived. */
  let arrivedAt: number | undefined;
  let isPassing = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    if (isPassing && arrivedAt !== undefined && now() - arrivedAt >= handledMs) return deaf();
    if (arrivedAt !== undefined && !isPassing) pass();
    if (hasArrived && arrivedAt === undefined) {
      hasArrived = false;
      arrivedAt = now();
    }
    for (let unanswered = 0; now() - answeredAt >= idleMs; unanswered++) {
      if (unanswered === maxUnanswered) return deaf();
      const isAnswered = await ask(answerMs);
      if (isStopped) return;
      if (isAnswered) answeredAt = now();
    }
    schedule();
  };
  /** One look after the arrival: what has just arrived is not being worked on yet, and would be passed by unseen. */
  const pass = (): void => {
    isPassing = true;
    const passed = (): void => {
      isPassing = false;
      arrivedAt = undefined;
    };
    passQueue().then(passed, passed);
  };
  const deaf = (): void => {
    stop();
    onDeaf();
  };
  const schedule = (): void => {
    const untilIdle = Math.max(0, answeredAt + idleMs - now());
    timer = setTimeout(() => void look(), untilIdle + random() * (idleMs / 4));
    timer.unref();
  };
  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
  };

  schedule();
  return {
    answered() {
      answeredAt = now();
    },
    messageArrived() {
      hasArrived = true;
    },
    stop,
  };
}
