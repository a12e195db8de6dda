/** The tasks of one receiver. */
export interface TaskQueue {
  add(task: () => Promise<void>): void;
}

/** Runs the tasks of many receivers, fairly. */
export interface Dispatcher {
  queue(): TaskQueue;
  /** Starts nothing more. Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

interface Queue {
  readonly tasks: (() => Promise<void>)[];
  running: number;
}

/** At most `perReceiver` tasks of one receiver and `total` of all at a time; receivers take turns. Tasks must not reject. */
export function createDispatcher({ perReceiver, total }: { perReceiver: number; total: number }): Dispatcher {
  /** Receivers with a task that may start, in the order of their turns. */
  const turns = new Set<Queue>();
  let running = 0;
  let stopped: (() => void) | undefined;

  const runNext = (): void => {
    while (running < total && stopped === undefined) {
      const queue = turns.values().next().value;
      if (queue === undefined) return;
      turns.delete(queue);
      const task = queue.tasks.shift();
      if (task === undefined) continue;
      running++;
      queue.running++;
      void task().finally(() => {
        running--;
        queue.running--;
        takeTurn(queue);
        runNext();
        if (running === 0) stopped?.();
      });
      takeTurn(queue);
    }
  };
  const takeTurn = (queue: Queue): void => {
    if (queue.tasks.length > 0 && queue.running < perReceiver) turns.add(queue);
  };

  return {
    queue() {
      const queue: Queue = { tasks: [], running: 0 };
      return {
        add(task) {
          queue.tasks.push(task);
          takeTurn(queue);
          runNext();
        },
      };
    },
    stop: () =>
      new Promise((resolve) => {
        stopped = resolve;
        if (running === 0) resolve();
      }),
  };
}
