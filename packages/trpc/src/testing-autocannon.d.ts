/** The part of autocannon that benchmarks use; the package has no types of its own. */
declare module "autocannon" {
  interface Result {
    readonly "2xx": number;
    readonly non2xx: number;
    readonly errors: number;
  }
  function autocannon(options: {
    url: string;
    method: string;
    headers: Record<string, string>;
    body?: string;
    connections: number;
    /** Seconds. */
    duration: number;
  }): Promise<Result>;
  export = autocannon;
}
