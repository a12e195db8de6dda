declare module "s3rver" {
  /** The parts of the test server, which comes without types, that are used here. */
  // biome-ignore lint/style/noDefaultExport: that is what the package has.
  export default class S3rver {
    constructor(options: {
      port: number;
      address: string;
      silent: boolean;
      directory: string;
      configureBuckets: { name: string }[];
    });
    run(): Promise<{ address: string; port: number }>;
    close(): Promise<void>;
  }
}
